// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/learningset.h"
#include "core/learn/trainingobserver.h"
#include "core/project/database.h"
#include "core/project/records.h"

#include <QHash>

namespace cairn {

/// Rows of `runs`, `epochs`, `run_images` (the data snapshot) and `predictions`.
class RunRepository
{
public:
    explicit RunRepository(Database &database)
        : m_database(database)
    {
    }
    Result<std::vector<RunRecord>> all() const; ///< newest first
    Result<RunRecord> find(qint64 id) const; ///< Error NotFound
    /// Inserts a row in state Running, with its snapshot; returns the id, which no run had before and which
    /// is larger than `above`.
    Result<qint64> start(const TrainingConfig &config, const LearningSet &data, qint64 above = 0);
    /// Everything but the id, configuration, snapshot and temperature.
    Result<void> update(const RunRecord &run);
    /// SHA-256 (hexadecimal) of the images' own hashes with their classes and split, in the snapshot's order.
    Result<QString> snapshotDigest(qint64 runId) const;
    Result<void> setTemperature(qint64 runId, double temperature);
    Result<void> addEpoch(qint64 runId, const EpochMetrics &epoch);
    Result<std::vector<EpochMetrics>> epochs(qint64 runId) const;
    /// Examples as they were when the run started (images trashed since are left out).
    Result<std::vector<Example>> validExamples(qint64 runId) const;
    /// All of what the run learns from, in its order, also what was trashed since. Images that were removed
    /// from the project are missing.
    Result<LearningSet> snapshot(const RunRecord &run) const;
    /// Forgets epochs from this one on: they will be trained again.
    Result<void> removeEpochs(qint64 runId, int first);
    Result<void> replacePredictions(qint64 runId, const std::vector<Prediction> &predictions);
    /// Image → the output with the largest probability. Of images that are in the test split now, nothing is
    /// told here or in predictions().
    Result<QHash<qint64, int>> predictedOutputs(qint64 runId) const;
    Result<void> setName(qint64 id, const QString &name);
    Result<void> setNote(qint64 id, const QString &note);
    Result<void> setTags(qint64 id, const QStringList &tags); ///< commas part, empty ones are left out
    Result<void> setTrashed(qint64 id, bool trashed);
    Result<std::vector<Prediction>> predictions(qint64 runId) const;
    Result<void> remove(qint64 id);

private:
    Database &m_database;
};

} // namespace cairn
