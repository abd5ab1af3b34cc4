#pragma once

#include "ui/session/projectsession.h"
#include "ui/widgets/page.h"

class QPushButton;
class QStackedWidget;
class QTabWidget;

namespace cairn {

class AugmentationPreview;
class ConfigForm;
class EmptyState;
class NetworkPanel;
class RateFinderPanel;
class ResumeOffer;
class RunView;

/// Settings at the left; at the right the run, the learning-rate finder and the network.
class TrainPage : public Page
{
    Q_OBJECT
public:
    explicit TrainPage(ProjectSession &session, QWidget *parent = nullptr);
    ConfigForm &form() { return *m_form; }
    RunView &runView() { return *m_run; }
    ResumeOffer &resumeOffer() { return *m_resume; }
    void startTraining();
    void findRate();

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
    void resume(const RunRecord &run, bool withoutMissing = false);
    void showFailure(const Error &error);
    void findMovedImages();
    void showRun();
    void updateNetwork();
    void updateButtons();
    void showFinished(const RunRecord &run);

    ProjectSession &m_session;
    ConfigForm *m_form;
    NetworkPanel *m_network;
    QPushButton *m_start;
    QPushButton *m_find;
    QTabWidget *m_tabs = nullptr;
    QStackedWidget *m_runStack = nullptr;
    EmptyState *m_noRun = nullptr;
    RunView *m_run = nullptr;
    ResumeOffer *m_resume = nullptr;
    std::optional<RunRecord> m_resumed; ///< the training that began last goes on with this run
    RateFinderPanel *m_finder = nullptr;
    AugmentationPreview *m_augmentation = nullptr;
    QString m_obstacle; ///< what the notice says that keeps a run from starting
    QTimer m_later; // many edits, one check
};

} // namespace cairn
