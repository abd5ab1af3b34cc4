// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/heatmapcache.h"

#include "core/imaging/heatmapoverlay.h"

#include <QPainter>

#include <algorithm>

namespace cairn {

namespace {

constexpr int side = 192; // pixels of an overlay; it is scaled smoothly
constexpr int keptOverlays = 1500; // 220 MB
constexpr std::size_t mapsPerBatch = 16;
constexpr std::size_t waitingLimit = 200; // older ones have scrolled away
constexpr int fine = 16; // seenPart() is in whole pixels, a target on the screen is small

} // namespace

HeatmapCache::HeatmapCache(EngineThread &engine, QObject *parent)
    : QObject(parent)
    , m_engine(engine)
    , m_cache(keptOverlays)
{
}

void HeatmapCache::setWeights(const QString &file)
{
    if (file == m_weights)
        return;
    m_weights = file;
    m_broken = false;
    m_cache.clear();
    m_absent.clear();
    m_wanted.clear();
}

const HeatmapCache::Overlay *HeatmapCache::find(const Key &key)
{
    if (m_broken || m_weights.isEmpty() || key.file.isEmpty())
        return nullptr;
    if (const Overlay *known = m_cache.object(key))
        return known;
    if (m_absent.contains(key))
        return nullptr;
    std::erase(m_wanted, key);
    m_wanted.push_back(key);
    if (m_wanted.size() > waitingLimit)
        m_wanted.erase(m_wanted.begin());
    if (!m_busy) // not from within a paint event
        QMetaObject::invokeMethod(this, &HeatmapCache::next, Qt::QueuedConnection);
    return nullptr;
}

void HeatmapCache::next()
{
    if (m_busy || m_wanted.empty())
        return;
    // The newest ones, as many of one layer as fit into a batch.
    std::vector<Key> keys;
    const int layer = m_wanted.back().layer;
    while (!m_wanted.empty() && keys.size() < mapsPerBatch && m_wanted.back().layer == layer) {
        keys.push_back(m_wanted.back());
        m_wanted.pop_back();
    }
    HeatmapJob job{m_weights, {}, layer};
    for (std::size_t i = 0; i < keys.size(); ++i)
        job.examples.push_back({qint64(i), keys[i].file, keys[i].ofClass});
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
        [this, keys, weights = m_weights](const Result<std::vector<Heatmap>> &maps) {
            m_busy = false;
            if (weights != m_weights)
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

void HeatmapCache::keep(const Key &key, const Heatmap &map)
{
    m_absent.remove(key);
    m_cache.insert(
        key, new Overlay{heatmapImage(map.values, {map.width, map.height}, {side, side}, 1), map.resize});
}

void HeatmapCache::paint(QPainter &painter, const QRectF &target, const Key &key, double opacity)
{
    const Overlay *found = find(key);
    if (!found || found->image.isNull())
        return;
    const QRectF part = seenPart((target.size() * fine).toSize(), found->resize);
    const QRectF over(target.x() + part.x() / fine, target.y() + part.y() / fine, part.width() / fine,
                      part.height() / fine);
    painter.save();
    painter.setClipRect(target);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.setOpacity(opacity);
    painter.drawImage(over, found->image);
    painter.restore();
}

} // namespace cairn
