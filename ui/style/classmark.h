// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/records.h"

#include <QColor>
#include <QRectF>

class QPainter;
class QIcon;

namespace cairn {

/// What a class looks like, from 0: it stays the same whatever becomes of the other classes.
int classStyle(const ClassRecord &record);

/// The color of a style: Okabe and Ito's palette, told apart with every kind of
/// color vision. It repeats after eight, and the shape of the mark changes with it, so that no meaning hangs
/// on the color alone.
QColor classColor(int style);
/// The color that the user gave the class, else that of its style.
QColor classColor(const ClassRecord &record);

/// Black or white, whichever reads better on `background`.
QColor readableOn(const QColor &background);

/// Paints the class's mark – a circle, square, triangle, … in its color – into `rect`; a hollow ring for
/// style −1 (unlabeled). `own` is the color that the user gave the class, if any.
void paintClassMark(QPainter &painter, const QRectF &rect, int style, const QColor &hollow,
                    const QColor &own = {});

QIcon classIcon(const ClassRecord &record);

} // namespace cairn
