// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/datasession.h"

#include "core/dataset/health/qualityscan.h"
#include "core/dataset/splitter.h"
#include "core/project/repositories/qualityrepository.h"
#include "ui/session/backgroundjobs.h"

namespace cairn {

DataSession::DataSession(std::shared_ptr<const Project> project, Library &library, BackgroundJobs &jobs,
                         QObject *parent)
    : QObject(parent)
    , m_project(std::move(project))
    , m_library(library)
    , m_jobs(jobs)
{
    connect(&m_library, &Library::imagesChanged, this, [this] { ++m_edits; });
    connect(&m_library, &Library::classesChanged, this, [this] { ++m_edits; });
    connect(&m_library, &Library::hashesWanted, this, &DataSession::measureHashes, Qt::QueuedConnection);
}

void DataSession::importPaths(const QStringList &paths)
{
    if (paths.isEmpty())
        return;
    runImport([paths](Database &database, const ProgressCallback &progress, const CancelToken &cancel) {
        return cairn::importPaths(database, paths, {}, progress, cancel);
    });
}

void DataSession::importData(const DataSource &source, const ImportOptions &options)
{
    runImport(
        [source, options](Database &database, const ProgressCallback &progress, const CancelToken &cancel) {
            return cairn::importData(database, source, options, progress, cancel);
        });
}

void DataSession::relocate(const QString &from, const QString &to)
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
            Q_EMIT filesFound();
            Q_EMIT relocated(*relocation);
        });
}

void DataSession::importImage(const QImage &image)
{
    runImport([image](Database &database, const ProgressCallback &,
                      const CancelToken &) -> Result<ImportReport> { return importCopy(database, image); });
}

void DataSession::runImport(Import work)
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
                Q_EMIT failed(report.error());
            Q_EMIT importChanged();
            reload();
            if (m_lastImport && !m_lastImport->moved.empty())
                Q_EMIT filesFound();
            Q_EMIT imported();
        });
}

// Reads the project on the writer's own thread, behind every edit made so far, so that nothing the user did
// meanwhile is lost. Edits made while it reads are not in what it read: then it reads again.
void DataSession::reload()
{
    const auto deliver = [this, guard = QPointer(this),
                          edits = m_edits](const std::shared_ptr<Library::Contents> &contents) {
        if (!guard)
            return;
        if (edits != m_edits)
            return reload();
        m_library.replaceContents(std::move(*contents));
        m_library.setClassesFixed(m_importing);
    };
    m_library.writer().enqueueReading([library = &m_library, deliver](Database &database) -> Result<void> {
        Result<Library::Contents> loaded = Library::loadImages(database);
        if (!loaded)
            return loaded.error();
        auto contents = std::make_shared<Library::Contents>(std::move(*loaded));
        QMetaObject::invokeMethod( // the library outlives its writer
            library, [deliver, contents] { deliver(contents); }, Qt::QueuedConnection);
        return {};
    });
}

// Edits go to disk on the writer's thread: the export starts when that has written all so far.
void DataSession::exportData(const QString &folder, const DataExport &what)
{
    const auto start = [this, guard = QPointer(this), folder, what] {
        if (!guard)
            return;
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
                    Q_EMIT exported(folder, *report);
                else if (report.error().code != ErrorCode::Cancelled)
                    Q_EMIT failed(report.error());
            });
    };
    m_library.writer().enqueueReading([library = &m_library, start](Database &) -> Result<void> {
        QMetaObject::invokeMethod(library, start, Qt::QueuedConnection); // as above
        return {};
    });
}

void DataSession::split(double validShare, quint64 seed)
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
                Q_EMIT failed(counts.error());
            Q_EMIT splitEnded(bool(counts));
        });
}

// An import measures what it adds; this is for older projects, and for images that could not be read then.
void DataSession::measureHashes()
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
                Q_EMIT failed(hashes.error());
        });
}

} // namespace cairn
