// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/review/reviewlistmodel.h"
#include "ui/widgets/page.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QTableView;
class QTabWidget;

namespace cairn {

class ClassMetricsModel;
class ConfusedPairsModel;
class ConfusionView;
class CorrectActions;
class EmptyState;
class ImageGrid;
class LabelActions;
class Navigation;
class ProjectSession;
class ProofPanel;
class ReviewListBar;
class RunChooser;
class RunMenu;
class WhyPanel;

/// What a run gets wrong, why, and what to do about it: figures at the left, lists of images in the middle,
/// the selected image at the right; labels are corrected right here, and the next run is compared with this
/// one.
class ReviewPage : public Page
{
    Q_OBJECT
public:
    ReviewPage(ProjectSession &session, Navigation &navigation, QWidget *parent = nullptr);
    ConfusionView &confusion() { return *m_confusion; }
    ReviewListModel &list() { return *m_list; }
    ReviewListBar &listBar() { return *m_listBar; }
    ImageGrid &grid() { return *m_grid; }
    void takeFocus() override;
    void fillEditMenu(QMenu *menu) override;
    void showMistakes(); ///< in the list of images, whatever was chosen there
    void trainAgain(); ///< with the configuration of the run that is shown and the labels of now

private:
    void buildHeader();
    QWidget *makeFigures();
    QWidget *makeMatrix();
    QWidget *makeList();
    void connectAll();
    void connectList();
    void refresh();
    QString unjudged() const;
    void refreshList();
    void rememberNext();
    void moveOn();
    void showSelected();
    void showMenu(const QPoint &position);
    void openViewer();
    void openImage(const std::vector<qint64> &ids, int row);
    void showProblem(const Error &error);
    void refreshAgain();
    void saveCorrections();
    void saveMatrix();
    std::vector<qint64> selectedIds() const;

    ProjectSession &m_session;
    Navigation &m_navigation;
    ReviewListModel *m_list;
    ConfusedPairsModel *m_pairs;
    ClassMetricsModel *m_metrics;
    ConfusionView *m_confusion;
    QLineEdit *m_classFilter;
    ImageGrid *m_grid;
    LabelActions *m_actions;
    CorrectActions *m_corrections;
    RunChooser *m_runs;
    QPushButton *m_record;
    QPushButton *m_again;
    RunMenu *m_more;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    ReviewListBar *m_listBar = nullptr;
    WhyPanel *m_why = nullptr;
    ProofPanel *m_proof = nullptr;
    QTabWidget *m_tabs = nullptr;
    QTableView *m_pairTable = nullptr;
    QStackedWidget *m_listStack = nullptr;
    EmptyState *m_nothing = nullptr;
    qint64 m_next = 0; ///< the image the selection moves on to after a correction
    int m_nextRow = 0;
};

} // namespace cairn
