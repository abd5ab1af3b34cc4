// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/collectsession.h"

#include <QFrame>

class QLabel;
class QPushButton;
class QTableView;

namespace cairn {

class QuarantineModel;

/// The files that were refused, to be taken after all or forgotten.
class QuarantinePanel : public QFrame
{
    Q_OBJECT
public:
    QuarantinePanel(CollectSession &collect, const Library &library, const Project &project,
                    QWidget *parent = nullptr);

private:
    void refresh();
    void updateButtons();
    std::vector<QuarantineRecord> selected() const;

    CollectSession &m_collect;
    QuarantineModel *m_model;
    QTableView *m_table;
    QLabel *m_empty;
    QPushButton *m_restore;
    QPushButton *m_forget;
};

} // namespace cairn
