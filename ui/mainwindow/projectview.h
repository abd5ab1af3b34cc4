// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "ui/mainwindow/stagerail.h"

#include <QHash>
#include <QTimer>

class QHBoxLayout;
class QStackedWidget;

namespace cairn {

struct DataExportReport;
class HealthPanel;
class Page;
class ProjectSession;

/// An open project: the rail, the five pages, and the navigation between them. Created for every project.
class ProjectView : public QWidget
{
    Q_OBJECT
public:
    explicit ProjectView(ProjectSession &session, QWidget *parent = nullptr);
    ~ProjectView() override;
    void showStage(StageId stage);
    StageId currentStage() const;
    Page &page(StageId stage);
    Navigation &navigation() { return m_navigation; }
    StageRail &rail() { return *m_rail; }
    HealthPanel &health() { return *m_health; }
    /// The panel at the right of every page: beside it, or over it where the window has no room for both.
    void showHealth(bool show);
    void showError(const Error &error); ///< on the page in view

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void connectNavigation();
    void connectHealth();
    void placeHealth();
    void showExported(const QString &folder, const DataExportReport &report);
    void connectStatus();
    void updateCounts();
    void updateTraining();
    void updateReview();

    ProjectSession &m_session;
    Navigation m_navigation;
    StageRail *m_rail;
    QHBoxLayout *m_row;
    QStackedWidget *m_pages;
    HealthPanel *m_health;
    QHash<int, int> m_unwritten; ///< by stage: the notice that the disk takes no changes
    QTimer m_counts; // many edits, one update
};

} // namespace cairn
