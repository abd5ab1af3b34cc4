// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/evaluation/metrics.h"
#include "core/project/library.h"
#include "ui/session/backgroundjobs.h"

#include <optional>

namespace cairn {

/// A run's predictions for its validation images, compared with the current labels. Follows the library: a
/// corrected label changes the evaluation at once. GUI thread.
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
    /// With the run's temperature in all probabilities and losses, unless that is switched off.
    const std::optional<Evaluation> &evaluation() const { return m_evaluation; }
    const QStringList &classes() const
    {
        return m_classes;
    } ///< as they are called today, in the order of the outputs
    bool reading() const { return m_reading; } ///< false and no evaluation: there is none yet
    int mistakes() const; ///< −1 while there is no evaluation

    int unjudged() const; ///< validation images with a label and without a prediction

    double temperature() const { return m_temperature; } ///< as stored with the run; 1: not fitted
    bool calibrated() const { return m_calibrated; }
    void setCalibrated(bool calibrated);

    /// Images of the run, training ones included, whose label is another than when it began.
    int corrected() const { return m_corrected; }
    bool isCorrected(qint64 imageId) const;
    int outputOf(qint64 imageId) const; ///< of the current label; −1: none, or not of the run's classes
    /// What the run learned from: output by image id.
    const QHash<qint64, int> &trainingLabels() const { return m_training; }

Q_SIGNALS:
    void changed();
    void failed(const cairn::Error &error);

private:
    struct Stored;
    void forget();
    void relabel(); // today's labels → evaluation

    std::shared_ptr<const Project> m_project;
    Library &m_library;
    BackgroundJobs &m_jobs;
    std::optional<RunRecord> m_run;
    std::vector<Prediction> m_predictions; // as stored
    std::vector<qint64> m_missing; // without one
    bool m_reading = false;
    std::optional<Evaluation> m_evaluation;
    QStringList m_classes;
    QHash<qint64, int> m_outputs; ///< by class id
    QHash<qint64, int> m_training;
    QHash<qint64, int> m_validation;
    double m_temperature = 1;
    bool m_calibrated = true;
    int m_corrected = 0;
};

} // namespace cairn
