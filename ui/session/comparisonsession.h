// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runs/comparison.h"
#include "ui/session/backgroundjobs.h"
#include "ui/session/reviewsession.h"

namespace cairn {

/// The run that Review shows, compared with an earlier one: what training again has changed. GUI thread.
class ComparisonSession : public QObject
{
    Q_OBJECT
public:
    ComparisonSession(std::shared_ptr<const Project> project, Library &library, ReviewSession &review,
                      BackgroundJobs &jobs, QObject *parent = nullptr);

    void compareWith(qint64 runId); ///< 0: with none. changed() when it is there
    qint64 other() const { return m_other; }
    /// One pair: the other run first, then the one that is shown. Empty while there is none.
    const std::optional<RunComparison> &comparison() const { return m_comparison; }
    const std::optional<Evaluation> &otherEvaluation() const { return m_evaluation; }

    /// Remembers the run whose labels were corrected: when its successor is shown, they are compared by
    /// themselves.
    void expectSuccessorOf(qint64 runId) { m_expected = runId; }

Q_SIGNALS:
    void changed();
    void failed(const cairn::Error &error);

private:
    void followRun();
    void read();

    std::shared_ptr<const Project> m_project;
    Library &m_library;
    ReviewSession &m_review;
    BackgroundJobs &m_jobs;
    qint64 m_run = 0;
    qint64 m_other = 0;
    qint64 m_expected = 0;
    std::optional<RunComparison> m_comparison;
    std::optional<Evaluation> m_evaluation;
};

} // namespace cairn
