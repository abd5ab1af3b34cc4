// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/projectsession.h"

#include "core/dataset/qualityscan.h"
#include "core/dataset/splitter.h"
#include "core/project/qualityrepository.h"

namespace cairn {

ProjectSession::ProjectSession(std::shared_ptr<const Project> project, Library::Contents contents,
                               BackgroundJobs &jobs, EngineThread &engine, QObject *parent)
    : QObject(parent)
    , m_project(std::move(project))
    , m_jobs(jobs)
    , m_engine(engine)
    , m_library(*m_project, std::move(contents))
    , m_collect(m_project, m_library, jobs)
    , m_health(m_project, m_library, jobs)
    , m_training(m_project, m_library.writer(), engine, jobs)
    , m_rateFinder(m_project, m_library.writer(), engine, jobs)
    , m_runs(m_project, m_library, m_training, engine, jobs)
    , m_review(m_project, m_library, jobs)
    , m_suggestions(m_project, m_library, m_review, engine, jobs)
    , m_labelIssues(m_project, m_library, m_review, engine, jobs)
    , m_heatmaps(m_project, m_library, m_review, engine)
    , m_comparison(m_project, m_library, m_review, jobs)
{
    connect(&m_library.writer(), &DbWriter::writeFailed, this, &ProjectSession::tellUnwritten);
    connect(&m_library.writer(), &DbWriter::writeRecovered, this, &ProjectSession::changesStored);
    connect(&m_library, &Library::refused, this, &ProjectSession::errorOccurred);
    connect(&m_library, &Library::imagesChanged, this, [this] { ++m_edits; });
    connect(&m_library, &Library::classesChanged, this, [this] { ++m_edits; });
    connect(&m_health, &HealthSession::checked, this, [this] {
        if (!m_health.report()->changed.empty())
            reload(); // sizes may be others
    });
    connect(&m_library, &Library::hashesWanted, this, &ProjectSession::measureHashes, Qt::QueuedConnection);
    connect(&m_collect, &CollectSession::imagesArrived, this, &ProjectSession::reload);
    connect(&m_runs, &RunList::changed, this, &ProjectSession::followCurrentRun);
    connect(&m_runs, &RunList::failed, this, &ProjectSession::errorOccurred);
    connect(&m_runs, &RunList::evaluated, this, [this](qint64 runId) {
        if (m_review.run() && m_review.run()->id == runId)
            m_review.choose(RunRecord(*m_review.run()));
    });
    connect(&m_suggestions, &SuggestionSession::found, this, &ProjectSession::showImages);
    m_runs.refresh();
}

void ProjectSession::tellUnwritten(const Error &error)
{
    const bool triedAgain = error.code == ErrorCode::WriteFailed || error.code == ErrorCode::Locked;
    Q_EMIT errorOccurred(triedAgain
                             ? Error{error.code,
                                     tr("%1 Your changes are kept in memory until then.").arg(error.message),
                                     error.detail}
                             : error);
}

void ProjectSession::importPaths(const QStringList &paths)
{
    if (paths.isEmpty())
        return;
    runImport([paths](Database &database, const ProgressCallback &progress, const CancelToken &cancel) {
        return cairn::importPaths(database, paths, {}, progress, cancel);
    });
}

void ProjectSession::importData(const DataSource &source, const ImportOptions &options)
{
    runImport(
        [source, options](Database &database, const ProgressCallback &progress, const CancelToken &cancel) {
            return cairn::importData(database, source, options, progress, cancel);
        });
}

void ProjectSession::relocate(const QString &from, const QString &to)
{
    m_jobs.run<Result<Relocation>>(
        tr("Finding moved images"), this,
        [project = m_project, from, to](const ProgressCallback &progress,
                                        const CancelToken &cancel) -> Result<Relocation> {
            const auto database = project->connect();
            return database ? relocateImages(**database, from, to, progress, cancel) : database.error();
        },
        [this](const Result<Relocation> &relocation) {
            if (!relocation) {
                Q_EMIT relocationFailed(relocation.error());
                return;
            }
            reload();
            m_runs.tryAgain();
            Q_EMIT relocated(*relocation);
        });
}

void ProjectSession::importImage(const QImage &image)
{
    runImport([image](Database &database, const ProgressCallback &,
                      const CancelToken &) -> Result<ImportReport> { return importCopy(database, image); });
}

void ProjectSession::runImport(
    std::function<Result<ImportReport>(Database &, const ProgressCallback &, const CancelToken &)> work)
{
    if (m_importing)
        return;
    m_importing = true;
    m_library.setClassesFixed(true);
    Q_EMIT importChanged();
    m_jobs.run<Result<ImportReport>>(
        tr("Importing images"), this,
        [project = m_project, work = std::move(work)](const ProgressCallback &progress,
                                                      const CancelToken &cancel) -> Result<ImportReport> {
            const auto database = project->connect();
            return database ? work(**database, progress, cancel) : database.error();
        },
        [this](Result<ImportReport> report) {
            m_importing = false;
            if (report)
                m_lastImport = std::move(*report);
            else
                Q_EMIT errorOccurred(report.error());
            Q_EMIT importChanged();
            reload();
            if (m_lastImport && !m_lastImport->moved.empty())
                m_runs.tryAgain();
            m_collect.refreshQuarantine();
        });
}

// Reads the project on the writer's own thread, behind every edit made so far, so that nothing the user did
// meanwhile is lost. Edits made while it reads are not in what it read: then it reads again.
void ProjectSession::reload()
{
    const auto deliver = [this, edits = m_edits](const std::shared_ptr<Library::Contents> &contents) {
        if (edits != m_edits)
            return reload();
        m_library.replaceContents(std::move(*contents));
        m_library.setClassesFixed(m_importing);
    };
    m_library.writer().enqueueReading([this, deliver](Database &database) -> Result<void> {
        Result<Library::Contents> loaded = Library::loadImages(database);
        if (!loaded)
            return loaded.error();
        auto contents = std::make_shared<Library::Contents>(std::move(*loaded));
        // The writer belongs to this object's library and is joined before this object goes.
        QMetaObject::invokeMethod(
            this, [deliver, contents] { deliver(contents); }, Qt::QueuedConnection);
        return {};
    });
}

// Edits go to disk on the writer's thread: the export starts when that has written all so far.
void ProjectSession::exportData(const QString &folder, const DataExport &what)
{
    const auto start = [this, folder, what] {
        m_jobs.run<Result<DataExportReport>>(
            tr("Exporting the data set"), this,
            [project = m_project, folder, what](const ProgressCallback &progress,
                                                const CancelToken &cancel) -> Result<DataExportReport> {
                const auto database = project->connect();
                return database ? cairn::exportData(**database, folder, what, progress, cancel)
                                : database.error();
            },
            [this, folder](const Result<DataExportReport> &report) {
                if (report)
                    Q_EMIT dataExported(folder, *report);
                else if (report.error().code != ErrorCode::Cancelled)
                    Q_EMIT errorOccurred(report.error());
            });
    };
    m_library.writer().enqueueReading([this, start](Database &) -> Result<void> {
        QMetaObject::invokeMethod(this, start, Qt::QueuedConnection);
        return {};
    });
}

void ProjectSession::split(double validShare, quint64 seed)
{
    m_jobs.run<Result<std::vector<ImageGroup>>>(
        tr("Finding near duplicates"), this,
        [project = m_project](const ProgressCallback &progress,
                              const CancelToken &cancel) -> Result<std::vector<ImageGroup>> {
            const Result<std::unique_ptr<Database>> database = project->connect();
            if (!database)
                return database.error();
            return findNearDuplicates(**database, progress, cancel);
        },
        [this, validShare, seed](const Result<std::vector<ImageGroup>> &together) {
            const Result<SplitCounts> counts = together ? divide(m_library, {validShare, seed}, *together)
                                                        : Result<SplitCounts>(together.error());
            if (!counts && counts.error().code != ErrorCode::Cancelled)
                Q_EMIT errorOccurred(counts.error());
            Q_EMIT splitEnded(bool(counts));
        });
}

// An import measures what it adds; this is for older projects, and for images that could not be read then.
void ProjectSession::measureHashes()
{
    if (m_measuring)
        return;
    m_measuring = true;
    using Hashes = std::vector<std::pair<qint64, PerceptualHash>>;
    m_jobs.run<Result<Hashes>>(
        tr("Analyzing images"), this,
        [project = m_project](const ProgressCallback &progress, const CancelToken &cancel) -> Result<Hashes> {
            const auto database = project->connect();
            if (!database)
                return database.error();
            if (const auto measured = measureImages(**database, progress, cancel); !measured)
                return measured.error();
            return QualityRepository(**database).hashes();
        },
        [this](const Result<Hashes> &hashes) {
            m_measuring = false;
            if (hashes)
                m_library.addHashes(*hashes);
            else
                Q_EMIT errorOccurred(hashes.error());
        });
}

void ProjectSession::followCurrentRun()
{
    const std::optional<RunRecord> current = m_runs.current();
    if (!current && m_review.run())
        m_review.clear();
    else if (current && (!m_review.run() || m_review.run()->id != current->id))
        m_review.choose(*current);
    Q_EMIT runsChanged();
}

} // namespace cairn
