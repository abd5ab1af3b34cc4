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

/// The colour of a style: Okabe and Ito's palette, told apart with every kind of
/// colour vision. It repeats after eight, and the shape of the mark changes with it, so that no meaning hangs
/// on the colour alone.
QColor classColor(int style);
/// The colour that the user gave the class, else that of its style.
QColor classColor(const ClassRecord &record);

/// Black or white, whichever reads better on `background`.
QColor readableOn(const QColor &background);

/// Paints the class's mark – a circle, square, triangle, … in its colour – into `rect`; a hollow ring for
/// style −1 (unlabelled). `own` is the colour that the user gave the class, if any.
void paintClassMark(QPainter &painter, const QRectF &rect, int style, const QColor &hollow,
                    const QColor &own = {});

QIcon classIcon(const ClassRecord &record);

} // namespace cairn
