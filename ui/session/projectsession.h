// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/interchange.h"
#include "core/dataset/relocation.h"
#include "core/project/library.h"
#include "ui/session/collectsession.h"
#include "ui/session/comparisonsession.h"
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

/// An open project with all that happens in it. GUI thread. The pages share it and never speak to each other.
class ProjectSession : public QObject
{
    Q_OBJECT
public:
    ProjectSession(std::shared_ptr<const Project> project, Library::Contents contents, BackgroundJobs &jobs,
                   EngineThread &engine, QObject *parent = nullptr);

    const Project &project() const { return *m_project; }
    std::shared_ptr<const Project> sharedProject() const { return m_project; }
    Library &library() { return m_library; }
    BackgroundJobs &jobs() { return m_jobs; }
    EngineThread &engine() { return m_engine; }
    ThumbnailProvider &thumbnails() { return m_thumbnails; }
    TrainingSession &training() { return m_training; }
    RateFinderSession &rateFinder() { return m_rateFinder; }
    ReviewSession &review() { return m_review; }
    SuggestionSession &suggestions() { return m_suggestions; }
    LabelIssueSession &labelIssues() { return m_labelIssues; }
    HeatmapSession &heatmaps() { return m_heatmaps; }
    ComparisonSession &comparison() { return m_comparison; }

    CollectSession &collect() { return m_collect; }
    HealthSession &health() { return m_health; }

    /// Adds folders and archives (class = folder name) and files (unlabeled) in the background.
    void importPaths(const QStringList &paths);
    void importImage(const QImage &image); ///< a copy of it, unlabeled
    /// Adds what a data set of another program lists.
    void importData(const DataSource &source, const ImportOptions &options);
    /// Images that lay in `from` are in `to` now (see relocateImages()), in the background; relocated() or
    /// relocationFailed() tells how it went.
    void relocate(const QString &from, const QString &to);
    bool importing() const { return m_importing; }
    const std::optional<ImportReport> &lastImport() const { return m_lastImport; }

    /// Writes the data set for other programs, in the background, behind every edit made so far;
    /// dataExported() or errorOccurred() tells how it went.
    void exportData(const QString &folder, const DataExport &what);

    /// Divides the labeled images into training and validation, in the background: near duplicates are
    /// looked for first and stay on one side.
    void split(double validShare, quint64 seed); ///< then splitEnded()

    RunList &runList() { return m_runs; }
    const std::vector<RunRecord> &runs() const { return m_runs.all(); } ///< newest first
    QList<RunRecord> usableRuns() const { return m_runs.usable(); } ///< those that left weights

    /// Shows Train and starts a run like this one: on the images and labels of today.
    void trainAgain(const RunRecord &run) { Q_EMIT trainAgainWanted(run); }
    void copySettings(const RunRecord &run) { Q_EMIT settingsWanted(run); } ///< into Train's form
    /// Shows Train and retrains this run on the images and labels that it had.
    void reproduce(const RunRecord &run) { Q_EMIT reproductionWanted(run); }

    /// Shows exactly these images in Label's grid, in this order, under this caption ("14 blurry
    /// images").
    void showImages(const std::vector<qint64> &imageIds, const QString &caption)
    {
        Q_EMIT imagesWanted(imageIds, caption);
    }

Q_SIGNALS:
    void imagesWanted(const std::vector<qint64> &imageIds, const QString &caption);
    void importChanged(); ///< started or finished
    void splitEnded(bool done); ///< false: cancelled, or it could not be
    void runsChanged(); ///< as RunList::changed()
    void trainAgainWanted(const cairn::RunRecord &run);
    void settingsWanted(const cairn::RunRecord &run);
    void reproductionWanted(const cairn::RunRecord &run);
    void relocated(const cairn::Relocation &relocation);
    void relocationFailed(const cairn::Error &error);
    void dataExported(const QString &folder, const cairn::DataExportReport &report);
    void errorOccurred(const cairn::Error &error); ///< of work no page waits for
    void changesStored(); ///< which the disk had refused

private:
    void runImport(
        std::function<Result<ImportReport>(Database &, const ProgressCallback &, const CancelToken &)> work);
    void reload();
    void followCurrentRun();
    void measureHashes();
    void tellUnwritten(const Error &error);

    std::shared_ptr<const Project> m_project;
    BackgroundJobs &m_jobs;
    EngineThread &m_engine;
    Library m_library;
    CollectSession m_collect;
    HealthSession m_health;
    ThumbnailProvider m_thumbnails;
    TrainingSession m_training;
    RateFinderSession m_rateFinder;
    RunList m_runs;
    ReviewSession m_review;
    SuggestionSession m_suggestions;
    LabelIssueSession m_labelIssues;
    HeatmapSession m_heatmaps;
    ComparisonSession m_comparison;
    std::optional<ImportReport> m_lastImport;
    bool m_importing = false;
    bool m_measuring = false;
    quint64 m_edits = 0; ///< changes made in memory; tells reload() whether what it read is still the truth
};

} // namespace cairn
