// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runs/labelreview.h"
#include "ui/session/backgroundjobs.h"
#include "ui/session/enginethread.h"
#include "ui/session/reviewsession.h"

namespace cairn {

/// Labels that look wrong, as they were when they were looked for, and images that are like nothing the run
/// has learned. GUI thread.
class LabelIssueSession : public QObject
{
    Q_OBJECT
public:
    LabelIssueSession(std::shared_ptr<const Project> project, Library &library, ReviewSession &review,
                      EngineThread &engine, BackgroundJobs &jobs, QObject *parent = nullptr);
    ~LabelIssueSession() override;

    void findInAllLabels(); ///< by folds on features; seconds to minutes, shown in the job strip
    void findInValidation(); ///< by the run that Review shows
    void findUnfamiliar(); ///< images of the run that are like no training image; embeds what is not
                           ///< embedded yet
    bool busy() const { return m_job != nullptr; }

    const std::optional<LabelReview> &review() const { return m_found; }
    /// Least familiar first; empty before findUnfamiliar().
    const std::vector<SimilarImage> &unfamiliar() const { return m_unfamiliar; }

Q_SIGNALS:
    void changed();
    void failed(const cairn::Error &error);

private:
    template <typename T>
    void run(const QString &title,
             std::function<Result<T>(Engine &, const ProgressCallback &, const CancelToken &)> work,
             std::function<void(T)> done);

    std::shared_ptr<const Project> m_project;
    Library &m_library;
    ReviewSession &m_review;
    EngineThread &m_engine;
    BackgroundJobs &m_jobs;
    QPointer<Job> m_job;
    qint64 m_runId = 0;
    std::optional<LabelReview> m_found;
    std::vector<SimilarImage> m_unfamiliar;
};

} // namespace cairn
