// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/runs/runspanel.h"

#include "ui/session/navigation.h"
#include "ui/session/ratefindersession.h"
#include "ui/session/runlist.h"
#include "ui/session/trainingsession.h"
#include "ui/train/runs/runfiltermodel.h"
#include "ui/train/runs/runlistmodel.h"
#include "ui/widgets/layout.h"

#include <QAction>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace cairn {

RunsPanel::RunsPanel(RunList &runs, const TrainingSession &training, const RateFinderSession &rateFinder,
                     Navigation &navigation, QWidget *parent)
    : QWidget(parent)
    , m_runs(runs)
    , m_training(training)
    , m_rateFinder(rateFinder)
    , m_navigation(navigation)
    , m_model(new RunListModel(runs, this))
    , m_listed(new RunFilterModel(*m_model, this))
    , m_table(new QTableView)
    , m_current(new QAction(tr("Make c&urrent run"), this))
    , m_again(new QAction(tr("&Train again"), this))
    , m_copy(new QAction(tr("&Copy settings"), this))
    , m_reproduce(new QAction(tr("Re&produce"), this))
    , m_resume(new QAction(tr("Re&sume"), this))
    , m_rename(new QAction(tr("&Rename"), this))
    , m_tags(new QAction(tr("Ta&gs"), this))
    , m_note(new QAction(tr("&Note"), this))
    , m_compare(new QAction(tr("C&ompare"), this))
    , m_trash(new QAction(tr("&Move to trash"), this))
    , m_adopt(new QAction(tr("&Import model…"), this))
    , m_showTrash(new QAction(tr("S&how trash"), this))
{
    m_current->setToolTip(tr("Use this run in Review, Export and suggestions"));
    m_again->setToolTip(
        tr("Start a new run with its settings, seed and initial weights on the current labels"));
    m_copy->setToolTip(tr("Copy its settings to the form on the left"));
    m_reproduce->setToolTip(tr("Train again with the images and labels it was trained on"));
    m_resume->setToolTip(tr("Resume from its last checkpoint"));
    m_tags->setToolTip(tr("Tags for filtering, separated by commas"));
    m_compare->setObjectName(QStringLiteral("compareRuns"));
    m_compare->setToolTip(tr("Compare errors, curves, settings and data of the selected runs (select several "
                             "with Ctrl or Shift)"));
    m_adopt->setToolTip(tr("Import weights trained elsewhere as a run"));
    m_showTrash->setCheckable(true);
    styleTable(m_table, tr("Runs"));
    m_table->setModel(m_listed);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setSortingEnabled(true);
    m_table->horizontalHeader()->setSortIndicatorClearable(true);
    m_table->sortByColumn(-1, Qt::AscendingOrder); // newest first, until a header is clicked
    m_table->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setMinimumHeight(
        5 * m_table->verticalHeader()->defaultSectionSize()); // the header, three runs, a scroll bar
    m_table->horizontalHeader()->setStretchLastSection(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, gapSmall, 0, 0);
    column->setSpacing(gapSmall);
    auto *row = new QHBoxLayout;
    row->setSpacing(4);
    addButtons(row);
    column->addLayout(row);
    column->addWidget(m_table, 1);

    const auto act = [this](QAction *action, void (Navigation::*what)(const RunRecord &)) {
        connect(action, &QAction::triggered, this, [this, what] {
            if (const auto run = selected())
                (m_navigation.*what)(*run);
        });
    };
    act(m_again, &Navigation::trainAgain);
    act(m_copy, &Navigation::copySettings);
    act(m_reproduce, &Navigation::reproduce);
    connect(m_current, &QAction::triggered, this, [this] { m_runs.choose(m_selected); });
    connect(m_resume, &QAction::triggered, this, [this] {
        if (const auto run = selected())
            Q_EMIT resumeWanted(*run);
    });
    const auto editColumn = [this](int which) { m_table->edit(indexOf(m_selected, which)); };
    connect(m_rename, &QAction::triggered, this, [editColumn] { editColumn(RunListModel::Name); });
    connect(m_tags, &QAction::triggered, this, [editColumn] { editColumn(RunListModel::Tags); });
    connect(m_note, &QAction::triggered, this, [editColumn] { editColumn(RunListModel::Note); });
    connect(m_compare, &QAction::triggered, this, [this] { Q_EMIT comparisonWanted(comparable()); });
    connect(m_trash, &QAction::triggered, this, [this] {
        const auto run = selected();
        if (!run)
            return;
        m_runs.setTrashed(run->id, !run->trashed);
        if (!run->trashed)
            Q_EMIT trashed(*run);
    });
    connect(m_adopt, &QAction::triggered, this, &RunsPanel::adoptWanted);
    connect(m_showTrash, &QAction::toggled, m_model, &RunListModel::setShowTrash);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &RunsPanel::selectionMoved);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &RunsPanel::updateButtons);
    connect(m_listed, &QAbstractItemModel::modelReset, this,
            [this] { select(m_wanted ? m_wanted : m_selected); });
    connect(m_model, &QAbstractItemModel::dataChanged, this, &RunsPanel::updateButtons);
    connect(m_table, &QWidget::customContextMenuRequested, this, &RunsPanel::showMenu);
    connect(&training, &TrainingSession::stateChanged, this, &RunsPanel::updateButtons);
    updateButtons();
}

void RunsPanel::addButtons(QBoxLayout *row)
{
    row->addWidget(makeLabel(tr("Runs"), "heading"));
    auto *filter = new QLineEdit;
    filter->setObjectName(QStringLiteral("runFilter"));
    filter->setPlaceholderText(tr("Filter by name, tag, network…"));
    filter->setAccessibleName(tr("Filter runs"));
    filter->setClearButtonEnabled(true);
    filter->setMinimumWidth(60); // it gives way first
    filter->setMaximumWidth(260);
    connect(filter, &QLineEdit::textChanged, m_listed, &RunFilterModel::setWords);
    row->addWidget(filter, 1);
    row->addStretch();
    for (QAction *action : {m_again, m_compare}) {
        auto *button = new QToolButton;
        button->setDefaultAction(action);
        button->setFocusPolicy(Qt::StrongFocus);
        row->addWidget(button);
    }
    auto *more = new QToolButton;
    more->setText(tr("More"));
    more->setFocusPolicy(Qt::StrongFocus);
    more->setAccessibleName(tr("More actions for this run"));
    more->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(more);
    menu->addActions({m_copy, m_current, m_reproduce, m_resume, m_rename, m_tags, m_note, m_trash});
    menu->addSeparator();
    menu->addActions({m_adopt, m_showTrash});
    more->setMenu(menu);
    row->addWidget(more);
}

std::optional<RunRecord> RunsPanel::selected() const
{
    return m_model->run(m_model->rowOf(m_selected));
}

void RunsPanel::select(qint64 runId)
{
    const QModelIndex index = indexOf(runId, RunListModel::Name);
    m_wanted = index.isValid() ? 0 : runId;
    if (index.isValid())
        m_table->setCurrentIndex(index);
    updateButtons();
}

QModelIndex RunsPanel::indexOf(qint64 runId, int column) const
{
    return m_listed->mapFromSource(m_model->index(m_model->rowOf(runId), column));
}

std::vector<qint64> RunsPanel::comparable() const
{
    std::vector<qint64> runs;
    for (int row = 0; row < m_listed->rowCount(); ++row) {
        const QModelIndex index = m_listed->index(row, RunListModel::Name);
        const auto run = m_model->run(m_listed->mapToSource(index).row());
        if (run && run->bestEpoch >= 0 && m_table->selectionModel()->isRowSelected(row))
            runs.push_back(run->id);
    }
    std::ranges::sort(runs);
    return runs;
}

void RunsPanel::selectionMoved()
{
    const auto run = m_model->run(m_listed->mapToSource(m_table->currentIndex()).row());
    if (run && std::exchange(m_selected, run->id) != run->id)
        Q_EMIT selectedRun(*run);
    updateButtons();
}

void RunsPanel::updateButtons()
{
    const auto run = selected();
    const bool busy = m_training.active() || m_rateFinder.active();
    const auto current = m_runs.current();
    m_again->setEnabled(run && !busy);
    m_reproduce->setEnabled(run && !busy);
    m_copy->setEnabled(run.has_value());
    m_current->setEnabled(run && run->bestEpoch >= 0 && !run->trashed
                          && (!current || current->id != run->id));
    m_adopt->setEnabled(!busy);
    m_resume->setEnabled(run && !busy && run->state != RunState::Completed
                         && run->state != RunState::Running);
    m_rename->setEnabled(run.has_value());
    m_tags->setEnabled(run.has_value());
    m_compare->setEnabled(comparable().size() > 1);
    m_note->setEnabled(run.has_value());
    m_trash->setEnabled(run && run->state != RunState::Running);
    m_trash->setText(run && run->trashed ? tr("Restore &from trash") : tr("&Move to trash"));
}

void RunsPanel::showMenu(const QPoint &position)
{
    if (!selected())
        return;
    QMenu menu;
    menu.addActions(
        {m_again, m_copy, m_compare, m_reproduce, m_resume, m_current, m_rename, m_tags, m_note, m_trash});
    menu.exec(m_table->viewport()->mapToGlobal(position));
}

} // namespace cairn
