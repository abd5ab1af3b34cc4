// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/records.h"

#include <QWidget>

class QTableView;

namespace cairn {

class Navigation;
class RateFinderSession;
class RunFilterModel;
class RunList;
class RunListModel;
class TrainingSession;

/// The list of the project's runs and what can be done with the selected one.
class RunsPanel : public QWidget
{
    Q_OBJECT
public:
    RunsPanel(RunList &runs, const TrainingSession &training, const RateFinderSession &rateFinder,
              Navigation &navigation, QWidget *parent = nullptr);
    QTableView &table() { return *m_table; }
    std::optional<RunRecord> selected() const; ///< the one that is shown
    void select(qint64 runId); ///< also where the list does not have it yet

Q_SIGNALS:
    void selectedRun(const cairn::RunRecord &run); ///< to be shown
    void resumeWanted(const cairn::RunRecord &run);
    void trashed(const cairn::RunRecord &run);
    void adoptWanted(); ///< a model from elsewhere
    void comparisonWanted(const std::vector<qint64> &runs); ///< two or more

private:
    void addButtons(class QBoxLayout *row);
    void updateButtons();
    void showMenu(const QPoint &position);
    void selectionMoved();
    QModelIndex indexOf(qint64 runId, int column = 0) const; ///< in the table; invalid where it is not listed
    std::vector<qint64> comparable() const; ///< selected runs with weights, the earliest first

    RunList &m_runs;
    const TrainingSession &m_training;
    const RateFinderSession &m_rateFinder;
    Navigation &m_navigation;
    RunListModel *m_model;
    RunFilterModel *m_listed;
    QTableView *m_table;
    QAction *m_current;
    QAction *m_again;
    QAction *m_copy;
    QAction *m_reproduce;
    QAction *m_resume;
    QAction *m_rename;
    QAction *m_tags;
    QAction *m_note;
    QAction *m_compare;
    QAction *m_trash;
    QAction *m_adopt;
    QAction *m_showTrash;
    qint64 m_wanted = 0; ///< to be selected as soon as it is in the list; 0: none
    qint64 m_selected = 0; ///< stays selected when the list is made anew
};

} // namespace cairn
