// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/collect/quarantinepanel.h"

#include "core/dataset/toosmall.h"
#include "ui/collect/quarantinemodel.h"
#include "ui/widgets/layout.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QPushButton>
#include <QTableView>

namespace cairn {

QuarantinePanel::QuarantinePanel(CollectSession &collect, const Library &library, const Project &project,
                                 QWidget *parent)
    : QFrame(parent)
    , m_collect(collect)
    , m_model(new QuarantineModel(library, project.directory(), this))
    , m_table(new QTableView)
    , m_empty(makeLabel(
          tr("Nothing was refused. Unreadable files and images smaller than %1 pixels per side are listed "
             "here instead of being imported, as are downloaded images that nearly duplicate another image.")
              .arg(smallestSide),
          "muted"))
    , m_restore(new QPushButton(tr("Import anyway")))
    , m_forget(new QPushButton(tr("Remove from list")))
{
    setProperty("role", QStringLiteral("card"));
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_restore->setToolTip(tr("Import the selected files if they can be read"));
    m_forget->setToolTip(
        tr("Remove the selected files from this list; downloaded files are deleted, your own are kept"));
    m_restore->setObjectName(QStringLiteral("restoreRefused"));
    m_forget->setObjectName(QStringLiteral("forgetRefused"));
    styleTable(m_table, tr("Refused files"));
    m_table->setObjectName(QStringLiteral("refusedFiles"));
    m_table->setModel(m_model);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    m_table->setColumnWidth(QuarantineModel::File, 240);
    m_table->setColumnWidth(QuarantineModel::Class, 110);

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(gapSmall);
    buttons->addWidget(makeLabel(tr("Refused files"), "heading"));
    buttons->addStretch();
    buttons->addWidget(m_restore);
    buttons->addWidget(m_forget);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(gapSmall);
    column->addLayout(buttons);
    column->addWidget(m_table, 1);
    column->addWidget(m_empty, 1);

    connect(m_restore, &QPushButton::clicked, this, [this] { m_collect.restore(selected()); });
    connect(m_forget, &QPushButton::clicked, this, [this] { m_collect.forget(selected()); });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &QuarantinePanel::updateButtons);
    connect(&collect, &CollectSession::quarantineChanged, this, &QuarantinePanel::refresh);
    refresh();
}

void QuarantinePanel::refresh()
{
    m_model->setFiles(m_collect.quarantine());
    m_table->setVisible(m_model->rowCount() > 0);
    m_empty->setVisible(m_model->rowCount() == 0);
    updateButtons();
}

void QuarantinePanel::updateButtons()
{
    const bool any = m_table->selectionModel()->hasSelection();
    m_restore->setEnabled(any);
    m_forget->setEnabled(any);
}

std::vector<QuarantineRecord> QuarantinePanel::selected() const
{
    std::vector<QuarantineRecord> files;
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    for (const QModelIndex &row : rows)
        files.push_back(m_model->file(row.row()));
    return files;
}

} // namespace cairn
