// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <memory>
#include <QObject>

namespace cairn {

class BackgroundJobs;
class CollectSession;
class ComparisonSession;
class DataSession;
class EngineThread;
class HealthSession;
class HeatmapSession;
class LabelIssueSession;
class Library;
class Project;
class RateFinderSession;
class ReviewSession;
class RunList;
class SuggestionSession;
class ThumbnailProvider;
class TrainingSession;

/// An open project: owns what happens in it, and connects that. GUI thread. Who needs one part of it includes
/// and takes that part.
class ProjectSession : public QObject
{
    Q_OBJECT
public:
    ProjectSession(std::shared_ptr<const Project> project, std::unique_ptr<Library> library,
                   BackgroundJobs &jobs, EngineThread &engine, QObject *parent = nullptr);
    ~ProjectSession() override;

    const Project &project() const { return *m_project; }
    std::shared_ptr<const Project> sharedProject() const { return m_project; }
    Library &library() { return *m_library; }
    BackgroundJobs &jobs() { return m_jobs; }
    EngineThread &engine() { return m_engine; }
    DataSession &data() { return *m_data; }
    CollectSession &collect() { return *m_collect; }
    HealthSession &health() { return *m_health; }
    ThumbnailProvider &thumbnails() { return *m_thumbnails; }
    TrainingSession &training() { return *m_training; }
    RateFinderSession &rateFinder() { return *m_rateFinder; }
    RunList &runList() { return *m_runs; }
    ReviewSession &review() { return *m_review; }
    SuggestionSession &suggestions() { return *m_suggestions; }
    LabelIssueSession &labelIssues() { return *m_labelIssues; }
    HeatmapSession &heatmaps() { return *m_heatmaps; }
    ComparisonSession &comparison() { return *m_comparison; }

Q_SIGNALS:
    void errorOccurred(const cairn::Error &error); ///< of work no page waits for
    void changesStored(); ///< which the disk had refused

private:
    void followCurrentRun();
    void tellUnwritten(const Error &error);

    std::shared_ptr<const Project> m_project;
    BackgroundJobs &m_jobs;
    EngineThread &m_engine;
    std::unique_ptr<Library> m_library;
    std::unique_ptr<DataSession> m_data;
    std::unique_ptr<CollectSession> m_collect;
    std::unique_ptr<HealthSession> m_health;
    std::unique_ptr<ThumbnailProvider> m_thumbnails;
    std::unique_ptr<TrainingSession> m_training;
    std::unique_ptr<RateFinderSession> m_rateFinder;
    std::unique_ptr<RunList> m_runs;
    std::unique_ptr<ReviewSession> m_review;
    std::unique_ptr<SuggestionSession> m_suggestions;
    std::unique_ptr<LabelIssueSession> m_labelIssues;
    std::unique_ptr<HeatmapSession> m_heatmaps;
    std::unique_ptr<ComparisonSession> m_comparison;
};

} // namespace cairn
