// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/health/health.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;
class QVBoxLayout;

namespace cairn {

class BalanceModel;
class FindingModel;
class Navigation;
class ProjectSession;

/// What is wrong with the data set, at the right of any page: each number leads to its images. Checks in
/// the background when it comes into view, and again soon after the images changed while it is.
class HealthPanel : public QWidget
{
    Q_OBJECT
public:
    HealthPanel(ProjectSession &session, Navigation &navigation, QWidget *parent = nullptr);
    const std::optional<HealthReport> &report() const;

    void check(); ///< now
    void choose(const QString &findingKey); ///< makes that finding the current one
    void showChosen(); ///< the current finding's images; duplicates group by group, the best first
    void setOver(bool over); ///< lies over the page instead of beside it: told apart by an edge
    void keepTheBest(); ///< trashes the other duplicates of the current finding: one undo step

Q_SIGNALS:
    void closeWanted();

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *buildReport();
    void styleTables();
    void showReport();
    void updateChosen();
    void showClass(int row);
    const HealthFinding *chosen() const;
    const std::vector<DuplicateGroup> *chosenGroups() const;

    ProjectSession &m_session;
    Navigation &m_navigation;
    FindingModel *m_findings;
    BalanceModel *m_balance;
    QLabel *m_state;
    QVBoxLayout *m_column;
    QStackedWidget *m_stack;
    QTableView *m_findingTable;
    QTableView *m_classTable;
    QLabel *m_explanation;
    QPushButton *m_show;
    QPushButton *m_keep;
    QPushButton *m_locate;
};

} // namespace cairn
