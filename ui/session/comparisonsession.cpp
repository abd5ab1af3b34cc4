// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/comparisonsession.h"

#include "core/runs/runs.h"

namespace cairn {

ComparisonSession::ComparisonSession(std::shared_ptr<const Project> project, Library &library,
                                     ReviewSession &review, BackgroundJobs &jobs, QObject *parent)
    : QObject(parent)
    , m_project(std::move(project))
    , m_library(library)
    , m_review(review)
    , m_jobs(jobs)
{
    connect(&review, &ReviewSession::changed, this, &ComparisonSession::followRun);
}

void ComparisonSession::followRun()
{
    const qint64 run = m_review.run() ? m_review.run()->id : 0;
    if (run == m_run)
        return;
    m_run = run;
    const qint64 expected = run > m_expected ? std::exchange(m_expected, 0) : 0;
    compareWith(expected);
}

void ComparisonSession::compareWith(qint64 runId)
{
    m_other = runId == m_run ? 0 : runId;
    m_comparison.reset();
    m_evaluation.reset();
    Q_EMIT changed();
    if (m_other != 0 && m_run != 0)
        read();
}

void ComparisonSession::read()
{
    struct Found
    {
        RunComparison comparison;
        Evaluation evaluation;
    };
    m_jobs.run<Result<Found>>(
        {}, this,
        [project = m_project, &writer = m_library.writer(), run = m_run,
         other = m_other](const ProgressCallback &, const CancelToken &) -> Result<Found> {
            writer.flush(); // labels of this moment
            Result<RunComparison> comparison = compareRuns(*project, {other, run});
            if (!comparison)
                return comparison.error();
            Result<RunEvaluation> evaluation = storedEvaluation(*project, other);
            if (!evaluation)
                return evaluation.error();
            return Found{*std::move(comparison), *std::move(evaluation)};
        },
        [this, run = m_run, other = m_other](Result<Found> found) {
            if (run != m_run || other != m_other)
                return;
            if (!found) {
                m_other = 0;
                Q_EMIT failed(found.error());
            } else {
                m_comparison = std::move(found->comparison);
                m_evaluation = std::move(found->evaluation);
            }
            Q_EMIT changed();
        });
}

} // namespace cairn
