// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

class QWidget;

namespace cairn {

/// True where all of `text` stands in the brackets of the made-up language, or is a number, a name or data.
bool isTranslated(QString text);

/// Every text that a widget shows or says, its cells and actions included; of Qt's dialogs what is not Qt's.
QStringList textsOf(const QWidget *widget);

/// Those that Qt makes, with its texts: for files and colors.
bool isQtDialog(const QWidget *widget);

} // namespace cairn
