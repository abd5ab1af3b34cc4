// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/zoomview.h"

#include <QMouseEvent>

#include <algorithm>
#include <cmath>

namespace cairn {

namespace {
constexpr int fittedSide = 2560; // pixels that are loaded of a fitted image
constexpr int wholeSide = 8192; // and of one that is zoomed into
constexpr double step = 1.25; // of zooming
constexpr double largest = 16; // pixels of the screen for one of the image
} // namespace

ZoomView::ZoomView(BackgroundJobs &jobs, HeatmapSession &heatmaps, QWidget *parent)
    : HeatmapLabel(jobs, heatmaps, fittedSide, parent)
{
}

void ZoomView::showImage(const ImageRecord &image, const QPixmap &meanwhile)
{
    setSide(fittedSide);
    m_imageSize = {image.width, image.height};
    m_scale = 0;
    showFile(image.path, meanwhile);
    explain(image.id, m_imageSize);
    setCursor(Qt::ArrowCursor);
    Q_EMIT scaleChanged();
}

void ZoomView::fit()
{
    m_scale = 0;
    setCursor(Qt::ArrowCursor);
    update();
    Q_EMIT scaleChanged();
}

void ZoomView::showPixels()
{
    setScale(1, QRectF(rect()).center());
}

void ZoomView::zoom(int steps)
{
    setScale(scale() * std::pow(step, steps), QRectF(rect()).center());
}

double ZoomView::fittedScale() const
{
    const double ratio = devicePixelRatioF();
    return m_imageSize.isEmpty()
        ? 1
        : std::min(width() * ratio / m_imageSize.width(), height() * ratio / m_imageSize.height());
}

double ZoomView::scale() const
{
    return m_scale == 0 ? fittedScale() : m_scale;
}

// What is at `about` stays there.
void ZoomView::setScale(double scale, const QPointF &about)
{
    if (m_imageSize.isEmpty())
        return;
    const QRectF before = imageRect();
    const QPointF share((about.x() - before.left()) / before.width(),
                        (about.y() - before.top()) / before.height());
    m_scale = std::clamp(scale, std::min(fittedScale(), 1.0), largest);
    const QSizeF size = QSizeF(m_imageSize) * (m_scale / devicePixelRatioF());
    const QPointF offset = QRectF(rect()).center() - about;
    m_middle = {std::clamp(share.x() + offset.x() / size.width(), 0.0, 1.0),
                std::clamp(share.y() + offset.y() / size.height(), 0.0, 1.0)};
    if (m_scale * std::max(m_imageSize.width(), m_imageSize.height()) > fittedSide)
        setSide(wholeSide);
    setCursor(Qt::OpenHandCursor);
    update();
    Q_EMIT scaleChanged();
}

QRectF ZoomView::imageRect() const
{
    if (m_scale == 0)
        return HeatmapLabel::imageRect();
    const QSizeF size = QSizeF(m_imageSize) * (m_scale / devicePixelRatioF());
    // It is centered where it is smaller than the view, and leaves no gap where it is larger.
    const auto start = [](double length, double room, double middle) {
        return length <= room ? (room - length) / 2
                              : std::clamp(room / 2 - middle * length, room - length, 0.0);
    };
    return {{start(size.width(), width(), m_middle.x()), start(size.height(), height(), m_middle.y())}, size};
}

void ZoomView::resizeEvent(QResizeEvent *event)
{
    HeatmapLabel::resizeEvent(event);
    Q_EMIT scaleChanged(); // of a fitted image
}

void ZoomView::wheelEvent(QWheelEvent *event)
{
    constexpr double notch = 120;
    setScale(scale() * std::pow(step, event->angleDelta().y() / notch), event->position());
    event->accept();
}

void ZoomView::mousePressEvent(QMouseEvent *event)
{
    m_dragged = event->position();
    if (m_scale != 0)
        setCursor(Qt::ClosedHandCursor);
}

void ZoomView::mouseMoveEvent(QMouseEvent *event)
{
    if (m_scale == 0 || !(event->buttons() & Qt::LeftButton))
        return;
    const QPointF moved = event->position() - std::exchange(m_dragged, event->position());
    const QSizeF size = imageRect().size();
    m_middle = {std::clamp(m_middle.x() - moved.x() / size.width(), 0.0, 1.0),
                std::clamp(m_middle.y() - moved.y() / size.height(), 0.0, 1.0)};
    update();
}

void ZoomView::mouseReleaseEvent(QMouseEvent *)
{
    if (m_scale != 0)
        setCursor(Qt::OpenHandCursor);
}

void ZoomView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (m_scale == 0)
        setScale(1, event->position());
    else
        fit();
}

} // namespace cairn
