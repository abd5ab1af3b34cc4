// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QBoxLayout;
class QFrame;
class QLabel;
class QPushButton;
class QScrollArea;
class QTableView;
class QWidget;

namespace cairn {

/// Distances of the window's grid, pixels.
inline constexpr int gapSmall = 8;
inline constexpr int gap = 12;
inline constexpr int gapLarge = 24;

/// A label in one of the style sheet's roles: "title", "heading", "muted", "caption", "number". Plain text:
/// names come from files.
QLabel *makeLabel(const QString &text, const char *role, QWidget *parent = nullptr);

/// A rounded panel with a vertical layout, which `layout` gets.
QFrame *makeCard(QBoxLayout **layout, QWidget *parent = nullptr);

/// What gives way where there is no room for `content`, which it owns: it scrolls then. Shows what lies
/// behind.
QScrollArea *makeScrollable(QWidget *content, const QString &accessibleName);

/// The button that goes on: one a page.
QPushButton *makePrimaryButton(const QString &text, QWidget *parent = nullptr);

/// Flat, row-selecting, without a vertical header, with tabular figures.
void styleTable(QTableView *table, const QString &accessibleName);

} // namespace cairn
