#pragma once

#include "ui/session/projectsession.h"
#include "ui/widgets/page.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;

namespace cairn {

class EmptyState;
class RunChooser;
class TryItPanel;

/// Writes a run's model to a file, checked against the trained one, and tries it on pictures.
class ExportPage : public Page
{
    Q_OBJECT
public:
    explicit ExportPage(ProjectSession &session, QWidget *parent = nullptr);
    void setTarget(const QString &file);
    void exportModel();
    TryItPanel &tryIt() { return *m_tryIt; }

private:
    QWidget *makeExport();
    QWidget *makeResult();
    void chooseTarget();
    void suggestTarget();
    void refresh();
    void showCheck(const ExportCheck &check, const QString &target);

    ProjectSession &m_session;
    RunChooser *m_runs;
    QLineEdit *m_target;
    QPushButton *m_export;
    TryItPanel *m_tryIt;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    QWidget *m_result = nullptr;
    QLabel *m_verdict = nullptr;
    QLabel *m_images = nullptr;
    QLabel *m_difference = nullptr;
    QLabel *m_changed = nullptr;
    QLabel *m_where = nullptr;
    QPointer<Job> m_job;
};

} // namespace cairn
