// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/label/labelpage.h"
#include "ui/mainwindow/mainwindow.h"
#include "ui/mainwindow/projectview.h"
#include "ui/session/workspace.h"

namespace cairn::bench {

/// Counts what is painted on one widget.
class PaintCounter : public QObject
{
public:
    explicit PaintCounter(QWidget *widget);
    int count = 0;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
};

/// The program's own window, without an engine.
class BenchWindow
{
public:
    BenchWindow();

    /// Until the project is there; an error as the window would show it.
    Result<void> open(const QString &project);
    Result<void> create(const QString &project);
    ProjectSession &session() { return *workspace.session(); }
    LabelPage &label();

    Workspace workspace;
    MainWindow window;

private:
    Result<void> waitForSession();
};

/// Lets the event loop run until `done`; false when that took too long.
bool waitFor(const std::function<bool()> &done, int milliseconds = 300'000);

} // namespace cairn::bench
