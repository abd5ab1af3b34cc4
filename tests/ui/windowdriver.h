// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/library.h"
#include "tests/support/fakeengine.h"
#include "ui/mainwindow/mainwindow.h"
#include "ui/mainwindow/projectview.h"
#include "ui/session/datasession.h"
#include "ui/session/projectsession.h"
#include "ui/session/reviewsession.h"
#include "ui/session/runlist.h"
#include "ui/session/trainingsession.h"
#include "ui/session/workspace.h"

#include <QDir>
#include <QImage>
#include <QStandardPaths>
#include <QTest>

namespace cairn {

/// Sets the fake engine up as a test wants it, and hands it to the engine thread.
inline EngineFactory fakeEngineFactory(std::function<void(FakeEngine &)> setUp = {})
{
    return [setUp]() -> Result<std::unique_ptr<Engine>> {
        auto engine = std::make_unique<FakeEngine>();
        if (setUp)
            setUp(*engine);
        return std::unique_ptr<Engine>(std::move(engine));
    };
}

/// Waits until the workspace has a project and nothing runs.
inline bool waitForProject(Workspace &workspace, int milliseconds = 60000)
{
    return QTest::qWaitFor([&workspace] { return workspace.session() && !workspace.busy(); }, milliseconds);
}

inline bool waitUntilIdle(Workspace &workspace, int milliseconds = 60000)
{
    return QTest::qWaitFor([&workspace] { return !workspace.busy(); }, milliseconds);
}

/// Folders "green" and "red" in `root`, each with so many images of different shades. Returns `root`.
inline QString drawTwoClasses(const QString &root, int images, const QSize &size = {64, 64})
{
    for (const QString &name : {QStringLiteral("green"), QStringLiteral("red")}) {
        QDir().mkpath(root + u'/' + name);
        for (int i = 0; i < images; ++i) {
            QImage image(size, QImage::Format_RGB32);
            image.fill(QColor(name).darker(100 + i * 4));
            image.save(QStringLiteral("%1/%2/%2 %3.png").arg(root, name).arg(i));
        }
    }
    return root;
}

/// Shows the window with a new project of the images below `root`, `share` of them for validation.
inline bool openSplitProject(Workspace &workspace, MainWindow &window, const QString &project,
                             const QString &root, double share)
{
    window.show();
    workspace.createProject(project);
    if (!waitForProject(workspace))
        return false;
    workspace.session()->data().importPaths({root});
    if (!waitUntilIdle(workspace))
        return false;
    workspace.session()->data().split(share, 1);
    return waitUntilIdle(workspace);
}

} // namespace cairn
