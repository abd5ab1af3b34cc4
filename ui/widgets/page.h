// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/noticebar.h"

#include <QWidget>

class QBoxLayout;
class QLabel;
class QMenu;

namespace cairn {

class Library;

/// What every stage's page shares: a title with a line under it, actions at the right, a notice bar, and the
/// content.
class Page : public QWidget
{
    Q_OBJECT
public:
    Page(const QString &title, const QString &subtitle, QWidget *parent = nullptr);
    NoticeBar &notices() { return *m_notices; }
    /// Gives the keyboard to what the page is about. (A focus proxy would not do: Tab goes from the page
    /// itself to its proxy, and what lies between them is never reached.)
    virtual void takeFocus() { setFocus(Qt::OtherFocusReason); }
    /// Adds what can be edited here to the window's Edit menu, each time that opens. Keys are only shown:
    /// they belong to the page.
    virtual void fillEditMenu(QMenu *) { }

protected:
    QBoxLayout *actions() { return m_actions; }
    QBoxLayout *content() { return m_content; }
    void setSubtitle(const QString &text);
    /// A notice with a button that takes the newest edit back; it leaves with the next edit.
    void offerUndo(Library &library, const QString &sentence);

private:
    void withdrawUndo();

    QLabel *m_subtitle;
    QBoxLayout *m_actions;
    QBoxLayout *m_content;
    NoticeBar *m_notices;
    int m_undoable = 0; ///< the notice of offerUndo()
};

} // namespace cairn
