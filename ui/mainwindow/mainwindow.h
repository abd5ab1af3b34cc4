// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/mainwindow/stagerail.h"
#include "ui/session/workspace.h"
#include "ui/style/theme.h"

#include <QMainWindow>

class QLabel;
class QMenu;
class QStackedWidget;

namespace cairn {

class GuideWindow;
class JobStrip;
class ProjectView;
class StartPage;

/// The window: start page or project, menus, job strip.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    enum class Leaving { Project, Program };

    explicit MainWindow(Workspace &workspace, QWidget *parent = nullptr);
    ~MainWindow() override;

    ProjectView *projectView() { return m_view; } ///< nullptr without a project

    void newProject();
    void openProject();
    void newSample();
    void newOnlineSample();
    /// Asks where something runs or is not stored; then stops it, and calls `next` when it has ended.
    void whenIdle(std::function<void()> next, Leaving what = Leaving::Project);
    /// Stops what runs, keeps what can be kept, and closes, without a question. An open dialog is refused.
    void closeUnasked();

Q_SIGNALS:
    void themeChosen(cairn::ThemeChoice choice);

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    void buildMenus();
    void buildFileMenu();
    void buildEditMenu();
    void buildViewMenu();
    void buildRunMenu();
    void buildHelpMenu();
    void fillRecentMenu();
    void updateActions();
    void showSession();
    void showOpening(const QString &name);
    bool confirmStop(Leaving what);
    bool confirmLoss();
    void showGuide();
    QString askForNewDirectory(const QString &title, const QString &suggestion);
    QAction *addStageAction(QMenu *menu, StageId stage, const QString &name);

    Workspace &m_workspace;
    QStackedWidget *m_stack;
    StartPage *m_start;
    QWidget *m_opening;
    QLabel *m_openingText;
    ProjectView *m_view = nullptr;
    JobStrip *m_strip;
    GuideWindow *m_guide = nullptr; ///< once it was asked for
    QMenu *m_recent = nullptr;
    QAction *m_undo = nullptr;
    QAction *m_redo = nullptr;
    QAction *m_import = nullptr;
    QAction *m_importData = nullptr;
    QAction *m_relocate = nullptr;
    QAction *m_exportData = nullptr;
    QAction *m_close = nullptr;
    QAction *m_train = nullptr;
    QAction *m_pause = nullptr;
    QAction *m_stop = nullptr;
    QAction *m_adopt = nullptr;
    QList<QAction *> m_stageActions;
    std::function<void()> m_afterIdle;
    bool m_unasked = false; ///< nobody is there to answer
    QString m_engine; ///< the engine's description, once it is loaded
};

} // namespace cairn
