// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/stageeditor.h"

#include "ui/train/stagesmodel.h"
#include "ui/widgets/layout.h"

#include <QFormLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cairn {

StageEditor::StageEditor(QWidget *parent)
    : QWidget(parent)
    , m_model(new StagesModel(this))
    , m_table(new QTableView)
    , m_fields([this] { applyFields(); }, [this](const QString &why) { Q_EMIT refused(why); })
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    buildTable();
    auto *buttons = new QHBoxLayout;
    auto *add = new QPushButton(tr("Add stage"));
    auto *remove = new QPushButton(tr("Remove"));
    for (QPushButton *button : {add, remove})
        button->setProperty("role", u"link"_s);
    add->setToolTip(tr("Append a copy of the last stage"));
    remove->setToolTip(tr("Remove the selected stage; at least one stage is required"));
    buttons->addWidget(add);
    buttons->addWidget(remove);
    buttons->addStretch();
    connect(add, &QPushButton::clicked, m_model, &StagesModel::addStage);
    connect(remove, &QPushButton::clicked, this, [this] { m_model->removeStage(row()); });
    column->addWidget(m_table);
    column->addLayout(buttons);
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setHorizontalSpacing(gapSmall);
    form->setVerticalSpacing(gapSmall);
    column->addLayout(form);
    m_fields.add(form, stageSettings(), SettingGroup::Stages);
    connect(m_model, &StagesModel::edited, this, [this] {
        showStage();
        Q_EMIT edited();
    });
}

void StageEditor::buildTable()
{
    styleTable(m_table, tr("Stages"));
    m_table->setModel(m_model);
    m_table->setToolTip(
        tr("Each stage starts with a fresh optimizer; the fields below apply to the selected stage"));
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed
                             | QAbstractItemView::AnyKeyPressed);
    QHeaderView *header = m_table->horizontalHeader();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(StagesModel::Rate, QHeaderView::Stretch);
    m_table->setFixedHeight(124);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &StageEditor::showStage);
}

void StageEditor::setStages(const QList<Stage> &stages)
{
    if (m_model->stages() == stages)
        return;
    const int before = row();
    m_model->setStages(stages);
    m_table->selectRow(std::min(before, int(stages.size()) - 1));
    showStage();
}

QList<Stage> StageEditor::stages() const
{
    return m_model->stages();
}

int StageEditor::row() const
{
    return std::clamp(m_table->currentIndex().row(), 0, std::max(0, int(m_model->stages().size()) - 1));
}

void StageEditor::showStage()
{
    if (!m_model->stages().isEmpty())
        m_fields.show(m_model->stages()[row()]);
}

void StageEditor::applyFields()
{
    if (m_model->stages().isEmpty())
        return;
    Stage stage = m_model->stages()[row()];
    m_fields.read(stage);
    m_model->setStage(row(), stage);
}

} // namespace cairn
