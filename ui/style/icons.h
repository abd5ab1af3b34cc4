// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>

namespace cairn {

/// A line drawing from :/icons in the palette's text color; it follows the theme by itself. Null where the
/// SVG plugin is missing.
QIcon lineIcon(const QString &name);

/// The same as one pixmap in a color of its own.
QPixmap linePixmap(const QString &name, int side, const QColor &color, qreal devicePixelRatio);

} // namespace cairn
