// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/enginethread.h"

#include <QCache>
#include <QImage>
#include <QRectF>
#include <QSet>

class QPainter;

namespace cairn {

/// Heatmaps (Grad-CAM) that one network makes of image files, on the engine's thread; they are kept. Asking
/// is asking for it to be made; what was asked for last comes first. GUI thread.
class HeatmapCache : public QObject
{
    Q_OBJECT
public:
    struct Key
    {
        QString file;
        int ofClass = -1; ///< −1: the predicted one
        int layer = 0; ///< 1 …; 0: the last one
        bool operator==(const Key &) const = default;
    };

    explicit HeatmapCache(EngineThread &engine, QObject *parent = nullptr);
    /// best.safetensors of a run; empty: none. Another network's heatmaps are forgotten.
    void setWeights(const QString &file);
    /// Paints it over an image that fills `target`; nothing while it is made (ready() tells).
    void paint(QPainter &painter, const QRectF &target, const Key &key, double opacity);

Q_SIGNALS:
    void ready();
    void failed(const cairn::Error &error); ///< once a network

private:
    struct Overlay
    {
        QImage image; ///< with transparency; null where nothing speaks for the class
        ResizeMode resize; ///< what of the image it covers
    };
    friend size_t qHash(const Key &key, size_t seed)
    {
        return qHashMulti(seed, key.file, key.ofClass, key.layer);
    }
    const Overlay *find(const Key &key);
    void next();
    void keep(const Key &key, const Heatmap &map);

    EngineThread &m_engine;
    QString m_weights;
    bool m_busy = false;
    bool m_broken = false; ///< these weights cannot be explained
    QCache<Key, Overlay> m_cache;
    QSet<Key> m_absent; ///< images that could not be read
    std::vector<Key> m_wanted; ///< the newest last
};

} // namespace cairn
