// SPDX-License-Identifier: GPL-3.0-or-later
// The window's menus: every action has an entry, a key and a status tip here.

#include "core/project/library.h"
#include "ui/collect/collectpage.h"
#include "ui/health/relocatedialog.h"
#include "ui/interchange/exportdatadialog.h"
#include "ui/interchange/importdatadialog.h"
#include "ui/mainwindow/aboutdialog.h"
#include "ui/mainwindow/guidewindow.h"
#include "ui/mainwindow/mainwindow.h"
#include "ui/mainwindow/projectview.h"
#include "ui/mainwindow/shortcutsdialog.h"
#include "ui/session/datasession.h"
#include "ui/session/projectsession.h"
#include "ui/session/settings.h"
#include "ui/session/trainingsession.h"
#include "ui/style/icons.h"
#include "ui/train/trainpage.h"
#include "ui/widgets/plaintext.h"

#include <QActionGroup>
#include <QDir>
#include <QFileInfo>
#include <QMenu>
#include <QMenuBar>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace cairn {

void MainWindow::buildMenus()
{
    buildFileMenu();
    buildEditMenu();
    buildViewMenu();
    buildRunMenu();
    buildHelpMenu();
}

void MainWindow::buildFileMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&File"));
    menu->addAction(tr("&New project…"), QKeySequence::New, this, &MainWindow::newProject);
    menu->addAction(tr("&Open…"), QKeySequence::Open, this, &MainWindow::openProject);
    m_recent = menu->addMenu(tr("Open &recent"));
    connect(m_recent, &QMenu::aboutToShow, this, &MainWindow::fillRecentMenu);
    menu->addAction(tr("&Try drawn sample…"), this, &MainWindow::newSample);
    menu->addAction(tr("Download sample &photos…"), this, &MainWindow::newOnlineSample);
    menu->addSeparator();
    m_import = menu->addAction(tr("&Import folder…"), QKeySequence(u"Ctrl+I"_s), this, [this] {
        m_view->showStage(StageId::Collect);
        static_cast<CollectPage &>(m_view->page(StageId::Collect)).chooseFolder();
    });
    m_importData = menu->addAction(tr("Import &data set…"), this, [this] {
        ImportDataDialog dialog(m_workspace.session()->jobs(), this);
        if (dialog.exec() != QDialog::Accepted)
            return;
        m_view->showStage(StageId::Collect);
        m_workspace.session()->data().importData(dialog.source(), dialog.options());
    });
    m_relocate = menu->addAction(tr("Find &moved images…"), this, [this] {
        ProjectSession &session = *m_workspace.session();
        RelocateDialog(session.data(), session.sharedProject(), session.jobs(), this).exec();
    });
    m_exportData = menu->addAction(tr("&Export data set…"), QKeySequence(u"Ctrl+E"_s), this, [this] {
        const Project &project = m_workspace.session()->project();
        const QString home = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
        ExportDataDialog dialog(u"%1/%2"_s.arg(home.isEmpty() ? QDir::homePath() : home, project.name()),
                                this);
        if (dialog.exec() == QDialog::Accepted)
            m_workspace.session()->data().exportData(dialog.folder(), dialog.choice());
    });
    m_close = menu->addAction(tr("&Close project"), QKeySequence::Close, this,
                              [this] { whenIdle([this] { m_workspace.closeProject(); }); });
    menu->addSeparator();
    menu->addAction(tr("&Quit"), QKeySequence(u"Ctrl+Q"_s), this, &QWidget::close);
}

void MainWindow::fillRecentMenu()
{
    m_recent->clear();
    const QStringList recent = m_workspace.recentProjects();
    for (const QString &directory : recent) {
        QAction *action = m_recent->addAction(plainAction(QFileInfo(directory).completeBaseName()));
        action->setToolTip(plainTip(directory));
        connect(action, &QAction::triggered, this,
                [this, directory] { whenIdle([this, directory] { m_workspace.openProject(directory); }); });
    }
    if (recent.isEmpty())
        m_recent->addAction(tr("No recent projects"))->setEnabled(false);
}

void MainWindow::buildEditMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&Edit"));
    m_undo = menu->addAction(lineIcon(u"undo"_s), tr("&Undo"), QKeySequence::Undo, this,
                             [this] { m_workspace.session()->library().undo(); });
    m_redo = menu->addAction(lineIcon(u"redo"_s), tr("&Redo"), this,
                             [this] { m_workspace.session()->library().redo(); });
    m_redo->setShortcuts({QKeySequence(u"Ctrl+Shift+Z"_s), QKeySequence(u"Ctrl+Y"_s)});
    // What else can be edited is the page's to say, of what is selected there at that moment.
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        for (QAction *action : menu->actions().mid(2)) {
            menu->removeAction(action);
            if (action->menu()) // which owns the action
                action->menu()->deleteLater();
            else
                action->deleteLater();
        }
        if (!m_view)
            return;
        menu->addSeparator();
        m_view->page(m_view->currentStage()).fillEditMenu(menu);
    });
}

QAction *MainWindow::addStageAction(QMenu *menu, StageId stage, const QString &name)
{
    return menu->addAction(name, QKeySequence(u"Ctrl+%1"_s.arg(int(stage) + 1)), this,
                           [this, stage] { m_view->showStage(stage); });
}

void MainWindow::buildViewMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&View"));
    const QStringList names{tr("&Collect"), tr("&Label"), tr("&Train"), tr("&Review"), tr("&Export")};
    for (int stage = 0; stage < stageCount; ++stage)
        m_stageActions.append(addStageAction(menu, StageId(stage), names[stage]));
    menu->addSeparator();
    m_stageActions.append(menu->addAction(tr("&Health"), QKeySequence(u"Ctrl+H"_s), this, [this] {
        m_view->showHealth(!m_view->rail().health().isChecked());
    }));
    menu->addSeparator();
    QMenu *themes = menu->addMenu(tr("The&me"));
    auto *group = new QActionGroup(this);
    const auto current = ThemeChoice(settings::theme.get());
    const std::pair<ThemeChoice, QString> choices[] = {{ThemeChoice::System, tr("Follow &system")},
                                                       {ThemeChoice::Light, tr("&Light")},
                                                       {ThemeChoice::Dark, tr("&Dark")}};
    for (const auto &[choice, name] : choices) {
        QAction *action = themes->addAction(name);
        action->setCheckable(true);
        action->setChecked(choice == current);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, choice = choice] {
            settings::theme.set(int(choice));
            Q_EMIT themeChosen(choice);
        });
    }
}

void MainWindow::buildRunMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&Run"));
    const auto page
        = [this]() -> TrainPage & { return static_cast<TrainPage &>(m_view->page(StageId::Train)); };
    m_train = menu->addAction(lineIcon(u"play"_s), tr("&Start training"), QKeySequence(u"Ctrl+R"_s), this,
                              [this, page] {
                                  m_view->showStage(StageId::Train);
                                  page().startTraining();
                              });
    m_pause = menu->addAction(lineIcon(u"pause"_s), tr("&Pause"), QKeySequence(u"Ctrl+P"_s), this, [this] {
        TrainingSession &training = m_workspace.session()->training();
        training.setPaused(training.state() == TrainingSession::State::Running);
    });
    m_stop = menu->addAction(lineIcon(u"stop"_s), tr("S&top"), QKeySequence(u"Ctrl+."_s), this,
                             [this] { m_workspace.session()->training().stop(); });
    menu->addSeparator();
    m_adopt = menu->addAction(tr("&Import model…"), this, [this, page] {
        m_view->showStage(StageId::Train);
        page().askForModel();
    });
}

void MainWindow::buildHelpMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&Help"));
    menu->addAction(tr("&Guide"), QKeySequence(u"F1"_s), this, &MainWindow::showGuide);
    menu->addAction(tr("&Keyboard shortcuts"), QKeySequence(u"Ctrl+F1"_s), this,
                    [this] { showShortcuts(this); });
    menu->addAction(tr("&About Cairn"), this, [this] { showAbout(this, m_engine); });
}

void MainWindow::showGuide()
{
    if (!m_guide)
        m_guide = new GuideWindow(this);
    m_guide->show();
    m_guide->raise();
    m_guide->activateWindow();
}

void MainWindow::updateActions()
{
    ProjectSession *session = m_workspace.session();
    const EditHistory *undo = session ? &session->library().history() : nullptr;
    m_undo->setEnabled(undo && undo->canUndo());
    m_undo->setText(undo && undo->canUndo() ? tr("&Undo %1").arg(plainAction(undo->undoText()))
                                            : tr("&Undo"));
    m_redo->setEnabled(undo && undo->canRedo());
    m_redo->setText(undo && undo->canRedo() ? tr("&Redo %1").arg(plainAction(undo->redoText()))
                                            : tr("&Redo"));
    m_import->setEnabled(session && !session->data().importing());
    m_importData->setEnabled(session && !session->data().importing());
    m_relocate->setEnabled(session);
    m_exportData->setEnabled(session);
    m_close->setEnabled(session);
    for (QAction *action : std::as_const(m_stageActions))
        action->setEnabled(session);
    using State = TrainingSession::State;
    const State state = session ? session->training().state() : State::Idle;
    m_train->setEnabled(session && state == State::Idle);
    m_adopt->setEnabled(session && state == State::Idle);
    m_pause->setEnabled(state == State::Running || state == State::Paused);
    m_pause->setText(state == State::Paused ? tr("&Resume") : tr("&Pause"));
    m_stop->setEnabled(state != State::Idle && state != State::Stopping);
}

} // namespace cairn
