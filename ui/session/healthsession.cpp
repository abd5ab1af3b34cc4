// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/healthsession.h"

namespace cairn {

namespace {

constexpr int quietMs = 1500;

} // namespace

HealthSession::HealthSession(std::shared_ptr<const Project> project, Library &library, BackgroundJobs &jobs,
                             QObject *parent)
    : QObject(parent)
    , m_project(std::move(project))
    , m_library(library)
    , m_jobs(jobs)
{
    m_later.setSingleShot(true);
    m_later.setInterval(quietMs);
    connect(&m_later, &QTimer::timeout, this, &HealthSession::check);
    connect(&library, &Library::imagesChanged, this, &HealthSession::libraryChanged);
    connect(&library, &Library::imagesReset, this, &HealthSession::libraryChanged);
    connect(&library, &Library::classesChanged, this, &HealthSession::libraryChanged);
}

void HealthSession::libraryChanged()
{
    m_stale = true;
    Q_EMIT outdated();
}

void HealthSession::checkSoon()
{
    m_later.start();
}

// The check reads the disk, where edits come on the writer's thread.
void HealthSession::check()
{
    if (std::exchange(m_checking, true))
        return;
    m_stale = false;
    const auto start = [guard = QPointer(this)] {
        if (guard)
            guard->run();
    };
    m_library.writer().enqueueReading([library = &m_library, start](Database &) -> Result<void> {
        QMetaObject::invokeMethod(library, start, Qt::QueuedConnection); // the library outlives its writer
        return {};
    });
}

void HealthSession::run()
{
    // In the strip only where it may take long.
    const QString title = m_report ? QString() : tr("Checking the data set");
    m_jobs.run<Result<HealthReport>>(
        title, this,
        [project = m_project](const ProgressCallback &progress,
                              const CancelToken &cancel) -> Result<HealthReport> {
            const Result<std::unique_ptr<Database>> database = project->connectForFigures();
            return database ? checkProject(**database, progress, cancel) : database.error();
        },
        [this](Result<HealthReport> report) {
            m_checking = false;
            if (report) {
                m_report = std::move(*report);
                Q_EMIT checked();
            } else {
                m_stale = true;
                Q_EMIT failed(report.error());
                return;
            }
            if (m_stale)
                Q_EMIT outdated();
        });
}

} // namespace cairn
