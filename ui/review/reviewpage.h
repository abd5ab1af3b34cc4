#pragma once

#include "ui/review/losslistmodel.h"
#include "ui/session/projectsession.h"
#include "ui/widgets/page.h"

class QComboBox;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace cairn {

class ClassMetricsModel;
class ConfusedPairsModel;
class ConfusionView;
class EmptyState;
class ImageGrid;
class LabelActions;
class RunChooser;

/// A run's mistakes: the confusion matrix and its tables at the left, the pictures by loss at the right;
/// labels are corrected right here.
class ReviewPage : public Page
{
    Q_OBJECT
public:
    explicit ReviewPage(ProjectSession &session, QWidget *parent = nullptr);
    ConfusionView &confusion() { return *m_confusion; }
    LossListModel &losses() { return *m_losses; }
    ImageGrid &grid() { return *m_grid; }
    void takeFocus() override;

private:
    void buildHeader();
    QWidget *makeFigures();
    QWidget *makeList();
    void connectAll();
    void refresh();
    void showCell(int actual, int predicted);
    void updateListTitle();
    void rememberNext();
    void moveOn();
    void showMenu(const QPoint &position);
    void openViewer();
    void showProblem(const Error &error);
    void evaluateRun();
    std::vector<qint64> selectedIds() const;

    ProjectSession &m_session;
    LossListModel *m_losses;
    ConfusedPairsModel *m_pairs;
    ClassMetricsModel *m_metrics;
    ConfusionView *m_confusion;
    ImageGrid *m_grid;
    LabelActions *m_actions;
    RunChooser *m_runs;
    QPushButton *m_again;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    QComboBox *m_show = nullptr;
    QLabel *m_listTitle = nullptr;
    QPushButton *m_clearCell = nullptr;
    QTableView *m_pairTable = nullptr;
    QStackedWidget *m_listStack = nullptr;
    EmptyState *m_noMistakes = nullptr;
    qint64 m_next = 0; ///< the image the selection moves on to after a correction
    int m_nextRow = 0;
};

} // namespace cairn
