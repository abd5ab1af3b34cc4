// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/library.h"

#include <functional>
#include <QFrame>

class QLabel;
class QPushButton;

namespace cairn {

/// Says what the next run leaves out and why, with one button that helps; hidden where nothing is left out.
class LeftOutNote : public QFrame
{
    Q_OBJECT
public:
    explicit LeftOutNote(Library &library, QWidget *parent = nullptr);
    QString text() const;
    QPushButton &button() { return *m_button; }

    void refresh();

Q_SIGNALS:
    void labelingWanted(); ///< of the images that have no label

private:
    struct Finding
    {
        QString text; ///< a sentence for an obstacle, else what is left out
        bool obstacle = false; ///< no training starts before it is settled
        QString action;
        QString hint;
        std::function<void()> act;
    };
    QList<Finding> findings();

    Library &m_library;
    QLabel *m_text;
    QPushButton *m_button;
    std::function<void()> m_act;
};

} // namespace cairn
