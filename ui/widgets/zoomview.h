// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/records.h"
#include "ui/widgets/heatmaplabel.h"

namespace cairn {

/// An image fitted into the room there is, or larger: the wheel zooms where the pointer is, dragging moves, a
/// double click changes between fitted and pixel for pixel.
class ZoomView : public HeatmapLabel
{
    Q_OBJECT
public:
    ZoomView(BackgroundJobs &jobs, HeatmapSession &heatmaps, QWidget *parent = nullptr);
    void showImage(const ImageRecord &image, const QPixmap &meanwhile); ///< fitted
    void fit();
    void showPixels(); ///< one pixel of the image is one of the screen
    void zoom(int steps); ///< about the middle; negative: out
    bool isFitted() const { return m_scale == 0; }
    double scale() const; ///< pixels of the screen for one of the image

Q_SIGNALS:
    void scaleChanged();

protected:
    QRectF imageRect() const override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;

private:
    void setScale(double scale, const QPointF &about);
    double fittedScale() const;

    QSize m_imageSize; ///< pixels of the file, upright
    double m_scale = 0; ///< 0: fitted
    QPointF m_middle{0.5, 0.5}; ///< what is in the middle of the view, as shares of the image
    QPointF m_dragged;
};

} // namespace cairn
