// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/collectsession.h"

#include <QFrame>

class QLabel;
class QProgressBar;
class QPushButton;
class QTableView;

namespace cairn {

class DownloadModel;

/// The download queue: where it stands, its rows, and what can be done with it.
class QueuePanel : public QFrame
{
    Q_OBJECT
public:
    QueuePanel(CollectSession &collect, const Library &library, QWidget *parent = nullptr);

private:
    QLayout *makeButtons();
    void showStatus();
    QString statusText() const;

    CollectSession &m_collect;
    DownloadModel *m_model;
    QLabel *m_text;
    QLabel *m_found;
    QLabel *m_empty;
    QProgressBar *m_bar;
    QTableView *m_table;
    QPushButton *m_run;
    QPushButton *m_retry;
    QPushButton *m_cancel;
    QPushButton *m_clear;
};

} // namespace cairn
