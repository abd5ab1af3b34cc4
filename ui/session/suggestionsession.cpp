// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/suggestionsession.h"

#include "core/base/format.h"

namespace cairn {

namespace {

Result<FeatureSource> sourceOf(const Project &project, qint64 runId, const CancelToken &cancel)
{
    return runId != 0 ? runSource(project, runId) : bestSource(project, cancel);
}

} // namespace

SuggestionSession::SuggestionSession(std::shared_ptr<const Project> project, Library &library,
                                     ReviewSession &review, EngineThread &engine, BackgroundJobs &jobs,
                                     QObject *parent)
    : QObject(parent)
    , m_project(std::move(project))
    , m_library(library)
    , m_review(review)
    , m_engine(engine)
    , m_jobs(jobs)
{
    connect(&review, &ReviewSession::changed, this, &SuggestionSession::followRun);
}

SuggestionSession::~SuggestionSession()
{
    if (m_job)
        m_job->requestStop();
}

void SuggestionSession::followRun()
{
    const qint64 runId = m_review.run() ? m_review.run()->id : 0;
    if (runId == m_runId)
        return;
    m_runId = runId;
    m_all.clear();
    Q_EMIT changed();
    readStored();
}

void SuggestionSession::readStored()
{
    if (m_runId == 0)
        return;
    m_jobs.run<Result<std::vector<Suggestion>>>(
        {}, this,
        [project = m_project, runId = m_runId](const ProgressCallback &, const CancelToken &) {
            return suggestions(*project, runId);
        },
        [this, runId = m_runId](Result<std::vector<Suggestion>> read) {
            if (runId != m_runId)
                return;
            if (read)
                m_all = std::move(*read);
            else
                Q_EMIT failed(read.error());
            Q_EMIT changed();
        });
}

void SuggestionSession::look()
{
    if (m_job)
        return;
    m_job = m_jobs.add(m_runId != 0 ? tr("Predicting labels") : tr("Analyzing images"));
    Q_EMIT changed();
    m_engine.run<EmbeddingReport>(
        this, m_job,
        [project = m_project, &writer = m_library.writer(), runId = m_runId, report = m_job->reporter(),
         cancel = m_job->token()](Engine &engine) -> Result<EmbeddingReport> {
            writer.flush(); // labels of this moment
            if (const auto refusal = writer.refusal())
                return *refusal;
            const Result<FeatureSource> source = sourceOf(*project, runId, cancel);
            if (!source)
                return source.error();
            return embedImages(*project, engine, *source, report, cancel);
        },
        [this](const Result<EmbeddingReport> &report) {
            if (m_job)
                m_jobs.remove(m_job);
            m_job = nullptr;
            if (!report && report.error().code != ErrorCode::Cancelled)
                Q_EMIT failed(report.error());
            Q_EMIT changed();
            readStored();
        });
}

QHash<qint64, qint64> SuggestionSession::acceptableLabels(double probability) const
{
    QHash<qint64, qint64> labels;
    for (const Suggestion &suggestion : acceptable(m_all, probability)) {
        const ImageRecord *image = m_library.image(suggestion.imageId);
        if (image && image->classId == 0 && !image->trashed && m_library.classById(suggestion.classId))
            labels.insert(suggestion.imageId, suggestion.classId);
    }
    return labels;
}

void SuggestionSession::accept(double probability)
{
    const QHash<qint64, qint64> labels = acceptableLabels(probability);
    m_library.setLabels(
        labels, tr("Accept %1 suggestion(s)", nullptr, int(labels.size())).arg(formatCount(labels.size())));
}

void SuggestionSession::find(const QString &title, const std::function<QString(int images)> &caption,
                             const Search &search)
{
    struct Found
    {
        std::vector<qint64> images;
        std::optional<Error> unanalyzed;
    };
    m_jobs.run<Result<Found>>(
        title, this,
        [project = m_project, runId = m_runId, search](const ProgressCallback &,
                                                       const CancelToken &cancel) -> Result<Found> {
            const Result<FeatureSource> source = sourceOf(*project, runId, cancel);
            if (!source)
                return source.error(); // no network at all: look() could not help
            Result<std::vector<qint64>> images = search(*source, cancel);
            if (images)
                return Found{*std::move(images), {}};
            if (images.error().code == ErrorCode::NotFound)
                return Found{{}, images.error()};
            return images.error();
        },
        [this, caption](const Result<Found> &result) {
            if (result && result->unanalyzed)
                Q_EMIT unanalyzed(*result->unanalyzed);
            else if (result)
                Q_EMIT found(result->images, caption(int(result->images.size())));
            else if (result.error().code != ErrorCode::Cancelled)
                Q_EMIT failed(result.error());
        });
}

void SuggestionSession::findMostUseful(int count)
{
    find(
        tr("Choosing images to label next"),
        [](int images) {
            return tr("The %1 most useful image(s) to label next", nullptr, images).arg(formatCount(images));
        },
        [project = m_project, count](const FeatureSource &source, const CancelToken &cancel) {
            return mostUseful(*project, source, count, cancel);
        });
}

void SuggestionSession::findSimilar(qint64 imageId, int count)
{
    const ImageRecord *image = m_library.image(imageId);
    if (!image)
        return;
    find(
        tr("Finding similar images"),
        [name = image->fileName()](int) { return tr("Images most similar to %1").arg(name); },
        [project = m_project, imageId, count](const FeatureSource &source,
                                              const CancelToken &cancel) -> Result<std::vector<qint64>> {
            const Result<std::vector<SimilarImage>> similar
                = similarImages(*project, source, imageId, count, cancel);
            if (!similar)
                return similar.error();
            std::vector<qint64> ids{imageId};
            for (const SimilarImage &one : *similar)
                ids.push_back(one.imageId);
            return ids;
        });
}

} // namespace cairn
