#pragma once

#include "core/project/records.h"

#include <QColor>
#include <QRectF>

class QPainter;
class QIcon;

namespace cairn {

/// The colour of the class at `position` (0-based): Okabe and Ito's palette, told apart with every kind of
/// colour vision. It repeats after eight, and the shape of the mark changes with it, so that no meaning hangs
/// on the colour alone.
QColor classColor(int position);
/// The colour that the user gave the class, else that of its position.
QColor classColor(const ClassRecord &record);

/// Black or white, whichever reads better on `background`.
QColor readableOn(const QColor &background);

/// Paints the class's mark – a circle, square, triangle, … in its colour – into `rect`; a hollow ring for
/// position −1 (unlabelled). `own` is the colour that the user gave the class, if any.
void paintClassMark(QPainter &painter, const QRectF &rect, int position, const QColor &hollow,
                    const QColor &own = {});

QIcon classIcon(const ClassRecord &record);

} // namespace cairn
