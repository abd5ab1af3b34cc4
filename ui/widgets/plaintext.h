// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QMessageBox>
#include <QString>

namespace cairn {

// Names of files, classes, projects and people come from anywhere, and Qt takes what looks like HTML in a
// tip, a label or a message for HTML: "<img src=…>" as a file's name would be read from the disk. Text is
// shown letter by letter: labels by makeLabel() (layout.h), tips and messages by these (tests/lint).

/// For setToolTip() and Qt::ToolTipRole: what looks like HTML is written so that it is shown as it is.
QString plainTip(const QString &text);

/// For menus, buttons and tabs, where "&" marks a letter: shown as it is.
QString plainAction(const QString &text);

/// A menu's entry that shows a key without having it: whoever has the focus hears the key.
QString withKey(const QString &text, const QKeySequence &key);

/// A message box without an icon that shows both texts as they are. Give it buttons, then exec() it.
class PlainMessage : public QMessageBox
{
    Q_OBJECT
public:
    PlainMessage(const QString &title, const QString &text, const QString &more, QWidget *parent);
};

} // namespace cairn
