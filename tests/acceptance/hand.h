// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/mainwindow/stagerail.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QApplication>
#include <QFileDialog>
#include <QLineEdit>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <functional>

namespace cairn {

/// Clicks and presses keys as a person does, and counts them: a text with its Enter is one entry.
class Hand
{
public:
    int clicks() const { return m_clicks; }
    int entries() const { return m_entries; }
    int inputs() const { return m_clicks + m_keys + m_entries; }
    void reset() { m_clicks = m_keys = m_entries = 0; }

    /// The button of that text that can be seen and used, of `within` where it is given.
    void click(QWidget &window, const QString &text, QWidget *within = nullptr)
    {
        const QList<QAbstractButton *> buttons
            = (within ? within : &window)->findChildren<QAbstractButton *>();
        const auto found = std::ranges::find_if(buttons, [&](const QAbstractButton *button) {
            return button->text() == text && button->isVisible() && button->isEnabled();
        });
        QVERIFY2(found != buttons.end(), qPrintable(text));
        ++m_clicks;
        QTest::mouseClick(*found, Qt::LeftButton);
    }
    void click(StageRail *rail, int stage)
    {
        const QList<QAbstractButton *> buttons = rail->findChildren<QAbstractButton *>();
        ++m_clicks;
        QTest::mouseClick(buttons.at(stage), Qt::LeftButton);
    }
    void clickAt(QAbstractItemView *view, const QModelIndex &index)
    {
        ++m_clicks;
        view->scrollTo(index);
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(index).center());
    }
    void key(QWidget *widget, Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        ++m_keys;
        QTest::keyClick(widget, key, modifiers);
    }
    /// Does this in the dialog that the next step opens, which waits in an event loop of its own.
    void inDialog(std::function<void(QWidget *dialog)> act)
    {
        QTimer::singleShot(300, qApp, [act = std::move(act)] {
            QWidget *dialog = QApplication::activeModalWidget();
            QVERIFY(dialog);
            act(dialog);
        });
    }
    /// Types a path into the file dialog that `open` opens, and Enter.
    void type(const QString &path, const std::function<void()> &open)
    {
        inDialog([this, path](QWidget *widget) {
            auto *dialog = qobject_cast<QFileDialog *>(widget);
            QVERIFY(dialog);
            auto *line = dialog->findChild<QLineEdit *>();
            line->selectAll();
            QTest::keyClicks(line, path);
            ++m_entries;
            QTest::keyClick(line, Qt::Key_Return);
        });
        open();
    }

private:
    int m_clicks = 0;
    int m_keys = 0;
    int m_entries = 0;
};

} // namespace cairn
