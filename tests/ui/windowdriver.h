#pragma once

#include "tests/support/fakeengine.h"
#include "ui/mainwindow/mainwindow.h"
#include "ui/mainwindow/projectview.h"
#include "ui/session/workspace.h"

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

} // namespace cairn
