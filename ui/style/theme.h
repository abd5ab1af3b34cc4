// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QString>

class QApplication;
class QPalette;

namespace cairn {

enum class ThemeChoice {
    System, ///< light or dark as the desktop says
    Light,
    Dark,
};

/// The colors everything is painted with. Widgets that paint themselves take them from the palette (see the
/// functions below), so that they follow a change of theme by themselves.
struct Theme
{
    bool dark = false;
    QColor window; ///< behind everything
    QColor rail; ///< the stage rail and the job strip
    QColor surface; ///< cards, inputs, lists
    QColor hover;
    QColor border;
    QColor text;
    QColor muted; ///< captions, hints
    QColor accent;
    QColor onAccent; ///< text on the accent
    QColor danger;
    QColor warning;
};

Theme lightTheme();
Theme darkTheme();

/// CAIRN_THEME=light|dark wins over `choice`.
Theme chosenTheme(ThemeChoice choice, const QPalette &systemPalette);

/// Sets Fusion, the palette and the style sheet of the whole program.
void applyTheme(QApplication &application, const Theme &theme);

// What a widget that paints itself needs beyond the palette's roles.
bool isDark(const QPalette &palette);
QColor mutedColor(const QPalette &palette);
QColor borderColor(const QPalette &palette);
QColor dangerColor(const QPalette &palette);
QColor warningColor(const QPalette &palette);
/// `share` 0–1 of `over` on `under`.
QColor blend(const QColor &under, const QColor &over, double share);

} // namespace cairn
