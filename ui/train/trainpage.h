// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/trainingconfig.h"
#include "core/project/records.h"
#include "ui/widgets/page.h"

class QPushButton;
class QStackedWidget;
class QTabWidget;

namespace cairn {

class AugmentationPreview;
class ConfigForm;
class EmptyState;
class LeftOutNote;
class Navigation;
class NetworkPanel;
class ProjectSession;
class RateFinderPanel;
class ResumeOffer;
class RunView;
class RunsPanel;

/// Settings at the left; at the right the run, the learning-rate finder and the network.
class TrainPage : public Page
{
    Q_OBJECT
public:
    TrainPage(ProjectSession &session, Navigation &navigation, QWidget *parent = nullptr);
    ConfigForm &form() { return *m_form; }
    RunView &runView() { return *m_run; }
    ResumeOffer &resumeOffer() { return *m_resume; }
    RunsPanel &runsPanel() { return *m_runs; }
    LeftOutNote &leftOut() { return *m_leftOut; }
    void startTraining(); ///< a project that is not split yet is split first
    void findRate();
    /// A run like this one on the images and labels of today; where those are the same, it is asked first.
    void trainAgain(const RunRecord &run);
    void copySettings(const RunRecord &run);
    void reproduce(const RunRecord &run);
    void askForModel(); ///< and takes it in as a run, see adoptRun()
    /// The same without asking; `classesFile`: see readClassNames(), empty: the project's classes.
    void adopt(const TrainingConfig &config, const QString &classesFile);

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *makeRight();
    void connectSessions();
    void checkReadiness();
    bool readyToLearn();
    void checkData();
    void showObstacle(const QString &text, const QString &action, std::function<void()> act);
    void splitNow();
    void askToSplit();
    void readStartSettings();
    void keepForm();
    void showSplit();
    void start(const TrainingConfig &config);
    bool busy() const;
    void showStored(const RunRecord &run);
    void selectNewestRun();
    void tellTrashed(const RunRecord &run);
    void resume(const RunRecord &run, bool withoutMissing = false);
    void showFailure(const Error &error);
    QList<NoticeAction> remediesFor(const Error &error, const std::function<void()> &again);
    void findMovedImages();
    void showRun();
    void updateNetwork();
    void updateButtons();
    void showFinished(const RunRecord &run);

    ProjectSession &m_session;
    Navigation &m_navigation;
    ConfigForm *m_form;
    NetworkPanel *m_network;
    QPushButton *m_start;
    QPushButton *m_find;
    QTabWidget *m_tabs = nullptr;
    QStackedWidget *m_runStack = nullptr;
    EmptyState *m_noRun = nullptr;
    RunView *m_run = nullptr;
    RunsPanel *m_runs = nullptr;
    LeftOutNote *m_leftOut = nullptr;
    ResumeOffer *m_resume = nullptr;
    std::optional<RunRecord> m_resumed; ///< the training that began last goes on with this run
    RateFinderPanel *m_finder = nullptr;
    AugmentationPreview *m_augmentation = nullptr;
    int m_obstacle = 0; ///< the notice of what keeps a run from starting
    QTimer m_later; // many edits, one check
    QTimer m_keepLater; // many edits of the form, one write
    qint64 m_newest = 0; ///< the run that was selected because it is the newest
    bool m_formEdited = false;
    std::function<void()> m_again; ///< starts the training that began last once more
    std::function<void()> m_afterSplit; ///< what waits for the first split
};

} // namespace cairn
