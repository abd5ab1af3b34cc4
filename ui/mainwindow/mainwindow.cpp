// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mainwindow/mainwindow.h"

#include "core/project/library.h"
#include "ui/mainwindow/jobstrip.h"
#include "ui/mainwindow/projectview.h"
#include "ui/session/datasession.h"
#include "ui/session/projectsession.h"
#include "ui/session/settings.h"
#include "ui/session/trainingsession.h"
#include "ui/start/startpage.h"
#include "ui/widgets/layout.h"
#include "ui/widgets/page.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/wheelguard.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDir>
#include <QFileDialog>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScreen>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QTimer>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {
constexpr QSize leastSize(960, 600); // what asks for more scrolls
} // namespace

MainWindow::MainWindow(Workspace &workspace, QWidget *parent)
    : QMainWindow(parent)
    , m_workspace(workspace)
    , m_stack(new QStackedWidget)
    , m_start(new StartPage)
    , m_opening(new QWidget)
    , m_openingText(makeLabel({}, "heading"))
    , m_strip(new JobStrip(workspace.jobs()))
{
    setWindowTitle(u"Cairn"_s);
    auto *central = new QWidget;
    auto *column = new QVBoxLayout(central);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_stack, 1);
    column->addWidget(m_strip);
    setCentralWidget(central);

    auto *waiting = new QVBoxLayout(m_opening);
    auto *bar = new QProgressBar;
    bar->setRange(0, 0);
    bar->setTextVisible(false);
    bar->setFixedWidth(240);
    waiting->addStretch();
    waiting->addWidget(m_openingText, 0, Qt::AlignHCenter);
    waiting->addWidget(bar, 0, Qt::AlignHCenter);
    waiting->addStretch();
    m_stack->addWidget(m_start);
    m_stack->addWidget(m_opening);

    qApp->installEventFilter(new WheelGuard(this));
    buildMenus();
    connect(m_start, &StartPage::newWanted, this, &MainWindow::newProject);
    connect(m_start, &StartPage::openWanted, this, &MainWindow::openProject);
    connect(m_start, &StartPage::sampleWanted, this, &MainWindow::newSample);
    connect(m_start, &StartPage::onlineSampleWanted, this, &MainWindow::newOnlineSample);
    connect(m_start, &StartPage::recentWanted, &workspace, &Workspace::openProject);
    connect(&workspace, &Workspace::openingStarted, this, &MainWindow::showOpening);
    connect(&workspace, &Workspace::sessionChanged, this, &MainWindow::showSession);
    connect(&workspace, &Workspace::openFailed, this,
            [this](const Error &error) { m_start->notices().showError(error); });
    connect(&workspace.jobs(), &BackgroundJobs::becameIdle, this, [this] {
        if (const auto next = std::exchange(m_afterIdle, {}))
            next();
    });
    connect(&workspace.engine(), &EngineThread::engineLoaded, this, [this](const QString &description) {
        m_engine = description;
        m_strip->setDevice(description);
    });
    connect(&workspace.engine(), &EngineThread::engineFailed, this,
            [this](const Error &error) { m_strip->setDevice(error.message); });

    setMinimumSize(leastSize);
    constexpr QSize frame{8, 36}; // what a window manager adds, about
    resize(QSize(1280, 800).boundedTo(screen()->availableSize() - frame));
    restoreGeometry(settings::windowGeometry.get());
    showSession();
}

MainWindow::~MainWindow()
{
    delete m_view; // an open editor ends with it, and its edit finds the window whole
}

void MainWindow::showOpening(const QString &name)
{
    m_openingText->setText(tr("Opening %1…").arg(name));
    m_start->notices().clear();
    m_stack->setCurrentWidget(m_opening);
}

void MainWindow::showSession()
{
    delete std::exchange(m_view, nullptr);
    ProjectSession *session = m_workspace.session();
    if (session) {
        m_view = new ProjectView(*session);
        m_stack->addWidget(m_view);
        m_stack->setCurrentWidget(m_view);
        setWindowTitle(tr("%1 – Cairn").arg(session->project().name()));
        connect(&session->library(), &Library::historyChanged, m_view, [this] { updateActions(); });
        connect(&session->training(), &TrainingSession::stateChanged, m_view, [this] { updateActions(); });
        connect(&session->data(), &DataSession::importChanged, m_view, [this] { updateActions(); });
    } else {
        m_start->setRecent(m_workspace.recentProjects());
        m_stack->setCurrentWidget(m_start);
        setWindowTitle(u"Cairn"_s);
    }
    updateActions();
}

QString MainWindow::askForNewDirectory(const QString &title, const QString &suggestion)
{
    const QDir images(QStandardPaths::writableLocation(QStandardPaths::PicturesLocation));
    const QDir start = images.exists() ? images : QDir::home();
    QFileDialog dialog(this, title, start.path());
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.setFileMode(QFileDialog::AnyFile);
    dialog.setNameFilter(tr("Cairn projects (*.cairn)"));
    dialog.setDefaultSuffix(u"cairn"_s);
    dialog.setLabelText(QFileDialog::Accept, tr("Create"));
    dialog.setLabelText(QFileDialog::FileName, tr("Project name:"));
    QString name = suggestion; // one that is free: the dialog would go into a project of that name
    for (int number = 2; start.exists(name + u".cairn"_s); ++number)
        name = u"%1 %2"_s.arg(suggestion).arg(number);
    dialog.selectFile(name + u".cairn"_s);
    if (dialog.exec() != QDialog::Accepted)
        return {};
    return dialog.selectedFiles().value(0);
}

void MainWindow::newProject()
{
    whenIdle([this] {
        const QString directory = askForNewDirectory(tr("New project"), tr("My images"));
        if (!directory.isEmpty())
            m_workspace.createProject(directory);
    });
}

void MainWindow::openProject()
{
    whenIdle([this] {
        const QString directory = QFileDialog::getExistingDirectory(
            this, tr("Open a project (a folder ending in .cairn)"), QDir::homePath());
        if (!directory.isEmpty())
            m_workspace.openProject(directory);
    });
}

void MainWindow::newSample()
{
    whenIdle([this] {
        const QString directory = askForNewDirectory(tr("Save the sample project in…"), tr("Drawn sample"));
        if (!directory.isEmpty())
            m_workspace.createSample(directory);
    });
}

void MainWindow::newOnlineSample()
{
    whenIdle([this] {
        const QString directory = askForNewDirectory(tr("Save the photo project in…"), tr("Landmark photos"));
        if (directory.isEmpty())
            return;
        m_workspace.createOnlineSample(directory);
    });
}

bool MainWindow::confirmStop(Leaving what)
{
    ProjectSession *session = m_workspace.session();
    if (m_unasked || !session || !session->training().active())
        return true;
    const bool quits = what == Leaving::Program;
    PlainMessage box(
        tr("Training in progress"),
        quits
            ? tr("Training is still running. Stop it and quit? The best weights so far and the run are kept.")
            : tr("Training is still running. Stop it? The best weights so far and the run are kept."),
        {}, this);
    QPushButton *stop
        = box.addButton(quits ? tr("Stop and quit") : tr("Stop training"), QMessageBox::AcceptRole);
    box.addButton(tr("Cancel"), QMessageBox::RejectRole);
    box.exec();
    return box.clickedButton() == stop;
}

/// What the disk refuses is kept as long as the project is open.
bool MainWindow::confirmLoss()
{
    ProjectSession *session = m_workspace.session();
    if (!session)
        return true;
    DbWriter &writer = session->library().writer();
    writer.flush(); // closing waits for it in any case
    if (m_unasked || !writer.refusal())
        return true;
    PlainMessage box(tr("Unsaved changes"),
                     tr("Your last changes could not be written to disk and will be lost if you close the "
                        "project. Free some disk space and they are saved immediately."),
                     {}, this);
    QPushButton *lose = box.addButton(tr("Close without saving"), QMessageBox::DestructiveRole);
    box.setDefaultButton(box.addButton(tr("Cancel"), QMessageBox::RejectRole));
    box.exec();
    return box.clickedButton() == lose || !writer.refusal();
}

void MainWindow::whenIdle(std::function<void()> next, Leaving what)
{
    if (!confirmLoss())
        return;
    if (!m_workspace.busy()) {
        next();
        return;
    }
    if (!m_afterIdle && !confirmStop(what))
        return;
    if (!m_workspace.busy()) { // it ended while the question stood
        next();
        return;
    }
    m_afterIdle = std::move(next);
    m_workspace.jobs().stopAll();
}

void MainWindow::closeUnasked()
{
    m_unasked = true;
    m_afterIdle = {};
    // A dialog waits in an event loop of its own, and whoever opened it must get an answer first.
    if (QWidget *dialog = QApplication::activeModalWidget()) {
        dialog->close();
        QTimer::singleShot(20, this, &MainWindow::closeUnasked);
        return;
    }
    close();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (m_workspace.busy()) {
        event->ignore();
        whenIdle([this] { close(); }, Leaving::Program);
        return;
    }
    if (!confirmLoss()) {
        event->ignore();
        return;
    }
    settings::windowGeometry.set(saveGeometry());
    m_workspace.closeProject();
    event->accept();
}

} // namespace cairn
