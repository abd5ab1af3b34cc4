// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/heatmapsession.h"

namespace cairn {

HeatmapSession::HeatmapSession(const std::shared_ptr<const Project> &project, Library &library,
                               ReviewSession &review, EngineThread &engine, QObject *parent)
    : QObject(parent)
    , m_library(library)
    , m_review(review)
    , m_heatmaps(engine)
{
    connect(&review, &ReviewSession::changed, this, [this, project] {
        m_heatmaps.setWeights(m_review.run() ? project->bestWeights(m_review.run()->id) : QString());
    });
    connect(&m_heatmaps, &HeatmapCache::ready, this, &HeatmapSession::ready);
    connect(&m_heatmaps, &HeatmapCache::failed, this, &HeatmapSession::failed);
}

void HeatmapSession::setShown(bool shown)
{
    m_shown = shown;
    Q_EMIT changed();
}

void HeatmapSession::setOf(Of of)
{
    m_of = of;
    Q_EMIT changed();
}

void HeatmapSession::setLayer(int layer)
{
    m_layer = layer;
    Q_EMIT changed();
}

void HeatmapSession::setOpacity(double opacity)
{
    m_opacity = opacity;
    Q_EMIT changed();
}

QString HeatmapSession::description() const
{
    const QString layer = m_layer == 0 ? tr("last layer") : tr("layer%1").arg(m_layer);
    return m_of == Of::Actual ? tr("%1, actual class").arg(layer) : tr("%1, predicted class").arg(layer);
}

void HeatmapSession::paint(QPainter &painter, const QRectF &target, qint64 imageId)
{
    const ImageRecord *image = m_shown ? m_library.image(imageId) : nullptr;
    if (image)
        m_heatmaps.paint(painter, target,
                         {image->path, m_of == Of::Actual ? m_review.outputOf(imageId) : -1, m_layer},
                         m_opacity);
}

} // namespace cairn
