// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/networkpanel.h"

#include "core/learn/layergroups.h"
#include "ui/train/groupsmodel.h"
#include "ui/widgets/layout.h"

#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

QTableView *makeTable(QAbstractItemModel *model, const QString &name)
{
    auto *table = new QTableView;
    styleTable(table, name);
    table->setModel(model);
    table->horizontalHeader()->setStretchLastSection(false);
    table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    // Where there is no room the numbers scroll; the names beside them stay.
    table->horizontalHeader()->setMinimumSectionSize(table->fontMetrics().horizontalAdvance(u"layer4.1"_s)
                                                     + 2 * gapSmall);
    return table;
}

} // namespace

NetworkPanel::NetworkPanel(QWidget *parent)
    : QWidget(parent)
    , m_network(new NetworkModel(this))
    , m_groups(new GroupsModel(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, gapSmall, 0, 0);
    column->setSpacing(gapSmall);
    column->addWidget(makeTable(m_network, tr("The network, stage by stage")), 3);
    QLabel *note = makeLabel(tr("Units: neurons of the feature maps, C × H × W summed over the layers. "
                                "Memory: activations that the "
                                "backward pass of a batch needs, in float32."),
                             "caption");
    note->setWordWrap(true);
    column->addWidget(note);
    column->addWidget(makeGroups(), 2);
}

QWidget *NetworkPanel::makeGroups()
{
    auto *box = new QWidget;
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, gapSmall, 0, 0);
    column->setSpacing(4);
    m_groupTable = makeTable(m_groups, tr("Layer groups"));
    m_groupTable->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed
                                  | QAbstractItemView::AnyKeyPressed);
    auto *add = new QPushButton(tr("Add group"));
    auto *remove = new QPushButton(tr("Remove"));
    add->setToolTip(tr("Add a layer group; double-click its start to move it"));
    remove->setToolTip(tr("Merge the selected group with the previous one"));
    for (QPushButton *button : {add, remove})
        button->setProperty("role", u"link"_s);
    auto *row = new QHBoxLayout;
    row->addWidget(makeLabel(tr("Layer groups"), "heading"));
    row->addStretch();
    row->addWidget(add);
    row->addWidget(remove);
    column->addLayout(row);
    column->addWidget(m_groupTable);
    remove->setEnabled(false);
    const auto update
        = [this, remove] { remove->setEnabled(m_groups->removable(m_groupTable->currentIndex().row())); };
    connect(m_groupTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this, update);
    connect(m_groups, &QAbstractItemModel::modelReset, this, update);
    connect(add, &QPushButton::clicked, m_groups, &GroupsModel::addGroup);
    connect(remove, &QPushButton::clicked, this,
            [this] { m_groups->removeGroup(m_groupTable->currentIndex().row()); });
    // Not while the editor of a cell is still open: the model is reset by it.
    connect(m_groups, &GroupsModel::splitEdited, this, &NetworkPanel::splitEdited, Qt::QueuedConnection);
    connect(m_groups, &GroupsModel::refused, this, &NetworkPanel::refused);
    return box;
}

void NetworkPanel::setConfig(const TrainingConfig &config, int classes)
{
    if (!validate(config.body) || !validate(config.head)
        || !validateSplit(config.arch, config.body, config.splitOn))
        return;
    m_network->setSummary(
        summarize({config.arch, config.body, config.head, classes, config.imageSize, config.splitOn}),
        config.batchSize);
    m_groups->setConfig(config, m_network->summary().groups);
}

} // namespace cairn
