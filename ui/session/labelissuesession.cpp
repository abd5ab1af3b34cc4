// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/labelissuesession.h"

namespace cairn {

LabelIssueSession::LabelIssueSession(std::shared_ptr<const Project> project, Library &library,
                                     ReviewSession &review, EngineThread &engine, BackgroundJobs &jobs,
                                     QObject *parent)
    : QObject(parent)
    , m_project(std::move(project))
    , m_library(library)
    , m_review(review)
    , m_engine(engine)
    , m_jobs(jobs)
{
    connect(&review, &ReviewSession::changed, this, [this] {
        const qint64 runId = m_review.run() ? m_review.run()->id : 0;
        if (runId == m_runId)
            return;
        m_runId = runId;
        m_unfamiliar.clear(); // they are the run's
        if (m_found && m_found->runId != 0)
            m_found.reset();
        Q_EMIT changed();
    });
}

LabelIssueSession::~LabelIssueSession()
{
    if (m_job)
        m_job->requestStop();
}

template <typename T>
void LabelIssueSession::run(
    const QString &title,
    std::function<Result<T>(Engine &, const ProgressCallback &, const CancelToken &)> work,
    std::function<void(T)> done)
{
    if (m_job)
        return;
    m_job = m_jobs.add(title);
    Q_EMIT changed();
    m_engine.run<T>(
        this, m_job,
        [&writer = m_library.writer(), work = std::move(work), report = m_job->reporter(),
         cancel = m_job->token()](Engine &engine) -> Result<T> {
            writer.flush(); // labels of this moment
            if (const auto refusal = writer.refusal())
                return *refusal;
            return work(engine, report, cancel);
        },
        [this, done = std::move(done)](Result<T> result) {
            if (m_job)
                m_jobs.remove(m_job);
            m_job = nullptr;
            if (result)
                done(*std::move(result));
            else if (result.error().code != ErrorCode::Cancelled)
                Q_EMIT failed(result.error());
            Q_EMIT changed();
        });
}

void LabelIssueSession::findInAllLabels()
{
    run<LabelReview>(
        tr("Finding label issues"),
        [project = m_project](Engine &engine, const ProgressCallback &progress,
                              const CancelToken &cancel) -> Result<LabelReview> {
            return judgingSource(*project, cancel).and_then([&](const FeatureSource &source) {
                return judgeLabels(*project, engine, {source}, progress, cancel);
            });
        },
        [this](LabelReview review) { m_found = std::move(review); });
}

void LabelIssueSession::findInValidation()
{
    if (!m_review.run())
        return;
    m_jobs.run<Result<LabelReview>>(
        {}, this,
        [project = m_project, &writer = m_library.writer(), id = m_review.run()->id](const ProgressCallback &,
                                                                                     const CancelToken &) {
            writer.flush();
            return judgeValidationLabels(*project, id);
        },
        [this](Result<LabelReview> review) {
            if (review)
                m_found = *std::move(review);
            else
                Q_EMIT failed(review.error());
            Q_EMIT changed();
        });
}

void LabelIssueSession::findUnfamiliar()
{
    if (!m_review.run())
        return;
    std::vector<qint64> judged;
    if (m_review.evaluation()) {
        for (const Prediction &prediction : m_review.evaluation()->predictions)
            judged.push_back(prediction.imageId);
    }
    const QList<qint64> training = m_review.trainingLabels().keys();
    run<std::vector<SimilarImage>>(
        tr("Finding unfamiliar images"),
        [project = m_project, id = m_review.run()->id, judged = std::move(judged),
         known = std::vector<qint64>(training.begin(), training.end())](
            Engine &engine, const ProgressCallback &progress,
            const CancelToken &cancel) -> Result<std::vector<SimilarImage>> {
            const Result<FeatureSource> source = runSource(*project, id);
            if (!source)
                return source.error();
            const Result<EmbeddingReport> embedded = embedImages(*project, engine, *source, progress, cancel);
            if (!embedded)
                return embedded.error();
            return leastFamiliar(*project, *source, judged, known, cancel);
        },
        [this](std::vector<SimilarImage> unfamiliar) { m_unfamiliar = std::move(unfamiliar); });
}

} // namespace cairn
