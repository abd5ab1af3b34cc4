// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/health/health.h"
#include "core/project/library.h"
#include "ui/session/backgroundjobs.h"

#include <optional>

namespace cairn {

/// The health of the open project's data set, checked in the background where somebody wants to see it. GUI
/// thread.
class HealthSession : public QObject
{
    Q_OBJECT
public:
    HealthSession(std::shared_ptr<const Project> project, Library &library, BackgroundJobs &jobs,
                  QObject *parent = nullptr);

    const std::optional<HealthReport> &report() const { return m_report; } ///< the newest
    bool upToDate() const { return !m_stale; } ///< nothing has changed since the newest check began

    void check(); ///< now, behind every edit made so far; one check at a time
    void checkSoon(); ///< when the images have been left alone for a moment: many edits, one check

Q_SIGNALS:
    void checked(); ///< report() is new
    void failed(const cairn::Error &error);
    void outdated(); ///< the images changed since the newest check began

private:
    void run();
    void libraryChanged();

    std::shared_ptr<const Project> m_project;
    Library &m_library;
    BackgroundJobs &m_jobs;
    std::optional<HealthReport> m_report;
    QTimer m_later;
    bool m_checking = false;
    bool m_stale = true;
};

} // namespace cairn
