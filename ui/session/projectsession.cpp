// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/projectsession.h"

#include "ui/session/collectsession.h"
#include "ui/session/comparisonsession.h"
#include "ui/session/datasession.h"
#include "ui/session/healthsession.h"
#include "ui/session/heatmapsession.h"
#include "ui/session/labelissuesession.h"
#include "ui/session/ratefindersession.h"
#include "ui/session/reviewsession.h"
#include "ui/session/runlist.h"
#include "ui/session/suggestionsession.h"
#include "ui/session/trainingsession.h"
#include "ui/thumbnails/thumbnailprovider.h"

namespace cairn {

ProjectSession::ProjectSession(std::shared_ptr<const Project> project, std::unique_ptr<Library> library,
                               BackgroundJobs &jobs, EngineThread &engine, QObject *parent)
    : QObject(parent)
    , m_project(std::move(project))
    , m_jobs(jobs)
    , m_engine(engine)
    , m_library(std::move(library))
    , m_data(std::make_unique<DataSession>(m_project, *m_library, jobs))
    , m_collect(std::make_unique<CollectSession>(m_project, *m_library, jobs))
    , m_health(std::make_unique<HealthSession>(m_project, *m_library, jobs))
    , m_thumbnails(std::make_unique<ThumbnailProvider>())
    , m_training(std::make_unique<TrainingSession>(m_project, m_library->writer(), engine, jobs))
    , m_rateFinder(std::make_unique<RateFinderSession>(m_project, m_library->writer(), engine, jobs))
    , m_runs(std::make_unique<RunList>(m_project, *m_library, *m_training, engine, jobs))
    , m_review(std::make_unique<ReviewSession>(m_project, *m_library, jobs))
    , m_suggestions(std::make_unique<SuggestionSession>(m_project, *m_library, *m_review, engine, jobs))
    , m_labelIssues(std::make_unique<LabelIssueSession>(m_project, *m_library, *m_review, engine, jobs))
    , m_heatmaps(std::make_unique<HeatmapSession>(m_project, *m_library, *m_review, engine))
    , m_comparison(std::make_unique<ComparisonSession>(m_project, *m_library, *m_review, jobs))
{
    connect(&m_library->writer(), &DbWriter::writeFailed, this, &ProjectSession::tellUnwritten);
    connect(&m_library->writer(), &DbWriter::writeRecovered, this, &ProjectSession::changesStored);
    connect(m_library.get(), &Library::refused, this, &ProjectSession::errorOccurred);
    connect(m_data.get(), &DataSession::failed, this, &ProjectSession::errorOccurred);
    connect(m_data.get(), &DataSession::filesFound, m_runs.get(), &RunList::tryAgain);
    connect(m_data.get(), &DataSession::imported, m_collect.get(), &CollectSession::refreshQuarantine);
    connect(m_health.get(), &HealthSession::checked, this, [this] {
        if (!m_health->report()->changed.empty())
            m_data->reload(); // sizes may be others
    });
    connect(m_collect.get(), &CollectSession::imagesArrived, m_data.get(), &DataSession::reload);
    connect(m_runs.get(), &RunList::changed, this, &ProjectSession::followCurrentRun);
    connect(m_runs.get(), &RunList::failed, this, &ProjectSession::errorOccurred);
    connect(m_runs.get(), &RunList::evaluated, this, [this](qint64 runId) {
        if (m_review->run() && m_review->run()->id == runId)
            m_review->choose(RunRecord(*m_review->run()));
    });
    m_runs->refresh();
}

ProjectSession::~ProjectSession() = default;

void ProjectSession::tellUnwritten(const Error &error)
{
    const bool triedAgain = error.code == ErrorCode::WriteFailed || error.code == ErrorCode::Locked;
    Q_EMIT errorOccurred(triedAgain
                             ? Error{error.code,
                                     tr("%1 Your changes are kept in memory until then.").arg(error.message),
                                     error.detail}
                             : error);
}

// The first of those who listen to RunList::changed(): the others find the review of the current run.
void ProjectSession::followCurrentRun()
{
    const std::optional<RunRecord> current = m_runs->current();
    if (!current && m_review->run())
        m_review->clear();
    else if (current && (!m_review->run() || m_review->run()->id != current->id))
        m_review->choose(*current);
}

} // namespace cairn
