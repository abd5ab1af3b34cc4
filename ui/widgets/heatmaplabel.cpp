// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/heatmaplabel.h"

#include <QPainter>

namespace cairn {

HeatmapLabel::HeatmapLabel(BackgroundJobs &jobs, HeatmapSession &heatmaps, int side, QWidget *parent)
    : PreviewLabel(jobs, side, parent)
    , m_heatmaps(heatmaps)
{
    connect(&heatmaps, &HeatmapSession::changed, this, qOverload<>(&QWidget::update));
    connect(&heatmaps, &HeatmapSession::ready, this, qOverload<>(&QWidget::update));
}

void HeatmapLabel::explain(qint64 imageId, QSize size)
{
    m_imageId = imageId;
    m_size = size;
    update();
}

void HeatmapLabel::paintEvent(QPaintEvent *event)
{
    PreviewLabel::paintEvent(event);
    if (m_imageId == 0 || m_size.isEmpty())
        return;
    QPainter painter(this);
    m_heatmaps.paint(painter, imageRect(), m_imageId);
}

QRectF HeatmapLabel::imageRect() const
{
    if (m_size.isEmpty())
        return PreviewLabel::imageRect();
    QRectF target(QPointF(), QSizeF(m_size).scaled(QSizeF(size()), Qt::KeepAspectRatio));
    target.moveCenter(QRectF(rect()).center());
    return target;
}

void HeatmapLabel::mouseDoubleClickEvent(QMouseEvent *)
{
    Q_EMIT activated();
}

} // namespace cairn
