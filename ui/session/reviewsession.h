#pragma once

#include "core/learn/metrics.h"
#include "core/project/library.h"
#include "ui/session/backgroundjobs.h"

#include <optional>

namespace cairn {

/// What a run said of its validation images, held against today's labels. Follows the library: a corrected
/// label changes the evaluation at once. GUI thread.
class ReviewSession : public QObject
{
    Q_OBJECT
public:
    ReviewSession(std::shared_ptr<const Project> project, Library &library, BackgroundJobs &jobs,
                  QObject *parent = nullptr);

    /// Reads the run's stored predictions; changed() when they are there.
    void choose(const RunRecord &run);
    void clear();

    const std::optional<RunRecord> &run() const { return m_run; }
    const std::optional<Evaluation> &evaluation() const { return m_evaluation; }
    const QStringList &classes() const { return m_classes; } ///< in the order of the network's outputs
    int mistakes() const; ///< −1 while there is no evaluation

Q_SIGNALS:
    void changed();
    void failed(const cairn::Error &error);

private:
    void relabel(); // today's labels → evaluation
    int outputOf(qint64 imageId) const;

    std::shared_ptr<const Project> m_project;
    Library &m_library;
    BackgroundJobs &m_jobs;
    std::optional<RunRecord> m_run;
    std::optional<Evaluation> m_evaluation;
    QStringList m_classes;
};

} // namespace cairn
