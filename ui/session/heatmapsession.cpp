#include "ui/session/heatmapsession.h"

#include "core/imaging/heatmapoverlay.h"

#include <QPainter>

#include <algorithm>

namespace cairn {

namespace {

constexpr int side = 192; // pixels of an overlay; it is scaled smoothly
constexpr int keptOverlays = 1500; // 220 MB
constexpr std::size_t batch = 16;
constexpr std::size_t waitingLimit = 200; // older ones have scrolled away

} // namespace

HeatmapSession::HeatmapSession(std::shared_ptr<const Project> project, Library &library,
                               ReviewSession &review, EngineThread &engine, QObject *parent)
    : QObject(parent)
    , m_project(std::move(project))
    , m_library(library)
    , m_review(review)
    , m_engine(engine)
    , m_cache(keptOverlays)
{
    connect(&review, &ReviewSession::changed, this, [this] {
        const qint64 runId = m_review.run() ? m_review.run()->id : 0;
        if (runId == m_runId)
            return;
        m_runId = runId;
        m_broken = false;
        m_cache.clear();
        m_absent.clear();
        m_wanted.clear();
    });
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

HeatmapSession::Key HeatmapSession::keyOf(qint64 imageId) const
{
    return {imageId, m_of == Of::Actual ? m_review.outputOf(imageId) : -1, m_layer};
}

const HeatmapSession::Overlay *HeatmapSession::overlay(qint64 imageId)
{
    if (!m_shown || m_broken || m_runId == 0)
        return nullptr;
    const Key key = keyOf(imageId);
    if (const Overlay *known = m_cache.object(key))
        return known;
    if (m_absent.contains(key))
        return nullptr;
    std::erase(m_wanted, key);
    m_wanted.push_back(key);
    if (m_wanted.size() > waitingLimit)
        m_wanted.erase(m_wanted.begin());
    if (!m_busy) // not from within a paint event
        QMetaObject::invokeMethod(this, &HeatmapSession::next, Qt::QueuedConnection);
    return nullptr;
}

void HeatmapSession::next()
{
    if (m_busy || m_wanted.empty())
        return;
    // The newest ones, as many of one layer as fit into a batch.
    std::vector<Key> keys;
    const int layer = m_wanted.back().layer;
    while (!m_wanted.empty() && keys.size() < batch && m_wanted.back().layer == layer) {
        keys.push_back(m_wanted.back());
        m_wanted.pop_back();
    }
    HeatmapJob job{m_project->bestWeights(m_runId), {}, layer};
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (const ImageRecord *image = m_library.image(keys[i].imageId))
            job.examples.push_back({qint64(i), image->path, keys[i].ofClass});
    }
    m_busy = true;
    m_engine.run<std::vector<Heatmap>>(
        this,
        [job](Engine &engine) -> Result<std::vector<Heatmap>> {
            std::vector<Heatmap> maps;
            const auto keepMap = [&](Heatmap map) { maps.push_back(std::move(map)); };
            if (const Result<void> done = engine.explain(job, keepMap, {}, {}); !done)
                return done.error();
            return maps;
        },
        [this, keys, runId = m_runId](const Result<std::vector<Heatmap>> &maps) {
            m_busy = false;
            if (runId != m_runId)
                return next();
            if (!maps) {
                m_broken = true;
                Q_EMIT failed(maps.error());
                return;
            }
            m_absent.unite(QSet<Key>(keys.begin(), keys.end()));
            for (const Heatmap &map : *maps)
                keep(keys[std::size_t(map.imageId)], map);
            Q_EMIT ready();
            next();
        });
}

void HeatmapSession::keep(const Key &key, const Heatmap &map)
{
    const ImageRecord *image = m_library.image(key.imageId);
    if (!image || image->width <= 0 || image->height <= 0)
        return;
    const QRectF part = seenPart({image->width, image->height}, map.resize);
    auto overlay = std::make_unique<Overlay>();
    overlay->image = heatmapImage(map.values, {map.width, map.height}, {side, side}, 1);
    overlay->part = {part.x() / image->width, part.y() / image->height, part.width() / image->width,
                     part.height() / image->height};
    m_absent.remove(key);
    m_cache.insert(key, overlay.release());
}

void HeatmapSession::paint(QPainter &painter, const QRectF &target, qint64 imageId)
{
    const Overlay *found = overlay(imageId);
    if (!found || found->image.isNull())
        return;
    const QRectF over(target.x() + found->part.x() * target.width(),
                      target.y() + found->part.y() * target.height(), found->part.width() * target.width(),
                      found->part.height() * target.height());
    painter.save();
    painter.setClipRect(target);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.setOpacity(m_opacity);
    painter.drawImage(over, found->image);
    painter.restore();
}

} // namespace cairn
