#pragma once

#include <QColor>
#include <QRectF>

class QPainter;
class QIcon;

namespace cairn {

/// The colour of the class at `position` (0-based): Okabe and Ito's palette, told apart with every kind of
/// colour vision. It repeats after eight, and the shape of the mark changes with it, so that no meaning hangs
/// on the colour alone.
QColor classColor(int position);

/// Black or white, whichever reads better on `background`.
QColor readableOn(const QColor &background);

/// Paints the class's mark – a circle, square, triangle, … in its colour – into `rect`; a hollow ring for
/// position −1 (unlabelled).
void paintClassMark(QPainter &painter, const QRectF &rect, int position, const QColor &hollow);

QIcon classIcon(int position);

} // namespace cairn
