// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/library.h"
#include "ui/session/backgroundjobs.h"
#include "ui/session/enginethread.h"

namespace cairn {

class ProjectSession;

/// The program's session: the engine, the work behind the window, and the project that is open, if one is.
/// GUI thread; opening and creating happen on a worker.
class Workspace : public QObject
{
    Q_OBJECT
public:
    explicit Workspace(EngineFactory engineFactory, QObject *parent = nullptr);
    ~Workspace() override;

    void openProject(const QString &directory);
    void createProject(const QString &directory);
    void createSample(const QString &directory);
    /// A project with the classes of three landmarks, whose photographs are then fetched from Wikimedia
    /// Commons.
    void createOnlineSample(const QString &directory);
    void closeProject(); ///< at once; requires !busy()

    ProjectSession *session() { return m_session.get(); }
    BackgroundJobs &jobs() { return m_jobs; }
    EngineThread &engine() { return m_engine; }
    bool opening() const { return m_opening; }
    bool busy() const { return !m_jobs.idle(); }

    QStringList recentProjects() const; ///< newest first, existing ones only
    void forgetProject(const QString &directory);

Q_SIGNALS:
    void openingStarted(const QString &name);
    void sessionChanged(); ///< a project was opened or closed
    void openFailed(const cairn::Error &error);

private:
    struct Opened;
    using Maker
        = std::function<Result<std::unique_ptr<Project>>(const ProgressCallback &, const CancelToken &)>;
    void begin(const QString &title, const QString &name, Maker make);
    void take(Result<std::shared_ptr<Opened>> opened);
    void remember(const QString &directory);

    BackgroundJobs m_jobs;
    EngineThread m_engine;
    std::unique_ptr<ProjectSession> m_session;
    bool m_opening = false;
    bool m_fetchSample = false; ///< once the project is open
};

} // namespace cairn
