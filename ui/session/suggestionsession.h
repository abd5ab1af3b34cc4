// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runs/suggestions.h"
#include "ui/session/backgroundjobs.h"
#include "ui/session/enginethread.h"
#include "ui/session/reviewsession.h"

namespace cairn {

/// What a network proposes for labeling: classes of unlabeled images, which to label next, similar ones.
/// By the run that Review shows; without a run, by ImageNet weights (similar images only). GUI thread.
class SuggestionSession : public QObject
{
    Q_OBJECT
public:
    SuggestionSession(std::shared_ptr<const Project> project, Library &library, ReviewSession &review,
                      EngineThread &engine, BackgroundJobs &jobs, QObject *parent = nullptr);
    ~SuggestionSession() override;

    /// Looks at the images that the network has not seen yet; minutes for many. changed() when it is done.
    void look();
    bool looking() const { return m_job != nullptr; }
    bool hasRun() const { return m_runId != 0; }

    /// Of images that were unlabeled when they were read.
    const std::vector<Suggestion> &all() const { return m_all; }
    /// What accept() would label: still unlabeled, of a class that is there, at least this sure (0–1).
    QHash<qint64, qint64> acceptableLabels(double probability) const;
    void accept(double probability); ///< one undo step

    void findMostUseful(int count); ///< then found()
    void findSimilar(qint64 imageId, int count); ///< then found()

Q_SIGNALS:
    void changed();
    void found(const std::vector<qint64> &imageIds, const QString &caption);
    void unanalyzed(const cairn::Error &error); ///< a search needs look() first, which can help
    void failed(const cairn::Error &error);

private:
    using Search = std::function<Result<std::vector<qint64>>(const FeatureSource &, const CancelToken &)>;
    void followRun();
    void readStored();
    void find(const QString &title, const std::function<QString(int images)> &caption, const Search &search);

    std::shared_ptr<const Project> m_project;
    Library &m_library;
    ReviewSession &m_review;
    EngineThread &m_engine;
    BackgroundJobs &m_jobs;
    QPointer<Job> m_job;
    qint64 m_runId = 0;
    std::vector<Suggestion> m_all;
};

} // namespace cairn
