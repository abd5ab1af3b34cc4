#pragma once

#include "ui/session/enginethread.h"
#include "ui/session/reviewsession.h"

#include <QCache>
#include <QImage>
#include <QRectF>
#include <QSet>

class QPainter;

namespace cairn {

/// Heatmaps (Grad-CAM) of the run that Review shows, made on the engine's thread and kept. Asking is asking
/// for it to be made; what was asked for last comes first. GUI thread.
class HeatmapSession : public QObject
{
    Q_OBJECT
public:
    enum class Of { Predicted, Actual };

    HeatmapSession(std::shared_ptr<const Project> project, Library &library, ReviewSession &review,
                   EngineThread &engine, QObject *parent = nullptr);

    /// Which heatmaps are shown, everywhere.
    void setShown(bool shown);
    void setOf(Of of);
    void setLayer(int layer); ///< 1 …; 0: the last one
    void setOpacity(double opacity); ///< 0–1
    bool shown() const { return m_shown; }
    Of of() const { return m_of; }
    int layer() const { return m_layer; }
    double opacity() const { return m_opacity; }

    struct Overlay
    {
        QImage image; ///< with transparency; null where nothing speaks for the class
        QRectF part; ///< of the picture that it covers, in shares of its sides
    };
    /// Nullptr while it is made (ready() tells), or when heatmaps are not shown.
    const Overlay *overlay(qint64 imageId);
    /// Paints it over a picture that fills `target`.
    void paint(QPainter &painter, const QRectF &target, qint64 imageId);

Q_SIGNALS:
    void changed(); ///< what is shown
    void ready();
    void failed(const cairn::Error &error); ///< once a run

private:
    struct Key
    {
        qint64 imageId;
        int ofClass; ///< −1: the predicted one
        int layer;
        bool operator==(const Key &) const = default;
    };
    friend size_t qHash(const Key &key, size_t seed)
    {
        return qHashMulti(seed, key.imageId, key.ofClass, key.layer);
    }
    Key keyOf(qint64 imageId) const;
    void next();
    void keep(const Key &key, const Heatmap &map);

    std::shared_ptr<const Project> m_project;
    Library &m_library;
    ReviewSession &m_review;
    EngineThread &m_engine;
    qint64 m_runId = 0;
    bool m_shown = false;
    Of m_of = Of::Predicted;
    int m_layer = 0;
    double m_opacity = 0.6;
    bool m_busy = false;
    bool m_broken = false; ///< this run's weights cannot be explained
    QCache<Key, Overlay> m_cache;
    QSet<Key> m_absent; ///< images that could not be read
    std::vector<Key> m_wanted; ///< the newest last
};

} // namespace cairn
