// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/data/benchwindow.h"

#include "ui/session/projectsession.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QEvent>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace cairn::bench {

PaintCounter::PaintCounter(QWidget *widget)
{
    widget->installEventFilter(this);
}

bool PaintCounter::eventFilter(QObject *, QEvent *event)
{
    count += event->type() == QEvent::Paint ? 1 : 0;
    return false;
}

BenchWindow::BenchWindow()
    : workspace([]() -> Result<std::unique_ptr<Engine>> {
        return Error{ErrorCode::Unsupported, u"Nothing is learnt here."_s};
    })
    , window(workspace)
{
    window.resize(1440, 900);
    window.show();
    window.activateWindow(); // keys go to an active window only
}

Result<void> BenchWindow::open(const QString &project)
{
    workspace.openProject(project);
    return waitForSession();
}

Result<void> BenchWindow::create(const QString &project)
{
    workspace.createProject(project);
    return waitForSession();
}

Result<void> BenchWindow::waitForSession()
{
    Result<void> outcome;
    const auto failed = QObject::connect(&workspace, &Workspace::openFailed, &window,
                                         [&](const Error &error) { outcome = error; });
    waitFor([this] { return !workspace.opening(); });
    QObject::disconnect(failed);
    if (!workspace.session() && outcome)
        return Error{ErrorCode::ReadFailed, u"The project was not opened in time."_s};
    return outcome;
}

LabelPage &BenchWindow::label()
{
    return static_cast<LabelPage &>(window.projectView()->page(StageId::Label));
}

bool waitFor(const std::function<bool()> &done, int milliseconds)
{
    const QDeadlineTimer deadline(milliseconds);
    QTimer tick; // else nothing may happen for ever
    tick.start(20);
    while (!done()) {
        if (deadline.hasExpired())
            return false;
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
    }
    return true;
}

} // namespace cairn::bench
