// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runs/export/runexport.h"
#include "ui/session/backgroundjobs.h"
#include "ui/widgets/page.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QScrollArea;
class QStackedWidget;
class QTableView;

namespace cairn {

class EmptyState;
class ExportHistory;
class ExportResult;
class FormatChoice;
class Navigation;
class ProjectSession;
class RunChooser;
class TryItPanel;
class WaitNote;

/// Writes a run's model to files for other programs, checked against the trained one, and tries it on images.
class ExportPage : public Page
{
    Q_OBJECT
public:
    ExportPage(ProjectSession &session, Navigation &navigation, QWidget *parent = nullptr);
    void setTarget(const QString &file);
    void exportModel();
    FormatChoice &format() { return *m_format; }
    TryItPanel &tryIt() { return *m_tryIt; }
    const ExportHistory &history() const { return *m_history; }

private:
    QWidget *makeExport();
    QWidget *makeHistory();
    void chooseTarget();
    void suggestTarget();
    void refresh();
    void refreshHistory();
    void showHistoryMenu(const QPoint &position);
    void showResult(const ExportReport &report, const QString &command);
    QString commandFor(const ExportRequest &request, const QString &file) const;
    void openFolder(const QString &path);

    ProjectSession &m_session;
    Navigation &m_navigation;
    RunChooser *m_runs;
    QLabel *m_about;
    FormatChoice *m_format;
    QLineEdit *m_target;
    QPushButton *m_export;
    WaitNote *m_wait;
    ExportResult *m_result;
    QScrollArea *m_scroll = nullptr;
    ExportHistory *m_history;
    QTableView *m_historyTable;
    QWidget *m_historyCard = nullptr;
    TryItPanel *m_tryIt;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    QPointer<Job> m_job;
};

} // namespace cairn
