// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/heatmapcache.h"
#include "ui/session/reviewsession.h"

namespace cairn {

/// Heatmaps of the run that Review shows. GUI thread.
class HeatmapSession : public QObject
{
    Q_OBJECT
public:
    enum class Of { Predicted, Actual };

    HeatmapSession(const std::shared_ptr<const Project> &project, Library &library, ReviewSession &review,
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
    QString description() const; ///< "last layer, predicted class"

    /// Paints it over an image that fills `target`; nothing while it is made (ready() tells), or when
    /// heatmaps are not shown.
    void paint(QPainter &painter, const QRectF &target, qint64 imageId);

Q_SIGNALS:
    void changed(); ///< what is shown
    void ready();
    void failed(const cairn::Error &error); ///< once a run

private:
    Library &m_library;
    ReviewSession &m_review;
    HeatmapCache m_heatmaps;
    bool m_shown = false;
    Of m_of = Of::Predicted;
    int m_layer = 0;
    double m_opacity = 0.6;
};

} // namespace cairn
