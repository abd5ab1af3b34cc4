// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/evaluation/pairederrors.h"
#include "core/project/project.h"
#include "core/project/records.h"

#include <QJsonObject>

namespace cairn {

/// What two runs learned from, and did not have in common. Classes are names.
struct DataDifference
{
    struct Relabeled
    {
        qint64 imageId = 0;
        QString from;
        QString to;
    };
    std::vector<qint64> added; ///< images that only the second has
    std::vector<qint64> removed; ///< that only the first has
    std::vector<Relabeled> relabeled;
    std::vector<qint64> toValidation; ///< from training
    std::vector<qint64> toTraining; ///< from validation
};

/// One run held against another, on the validation images of both as they are labeled today.
struct PairComparison
{
    PairedErrors all;
    /// Of images whose label is what it was when the first run began: accepting a model's suggestions
    /// flatters the model, and these nobody changed.
    PairedErrors uncorrected;
    qint64 correctedValidation = 0; ///< validation images of the first run with another label today
    DataDifference data;
};

struct RunComparison
{
    std::vector<RunRecord> runs; ///< as asked for
    QJsonObject configuration; ///< settings that differ: "stages.0.epochs": [4, 6], one value a run, null
                               ///< where it is absent
    std::vector<PairComparison> pairs; ///< each of the other runs held against the first
};

/// Reads the database only. Errors: NotFound (a run is not there, or was not evaluated), InvalidInput (fewer
/// than two runs).
Result<RunComparison> compareRuns(const Project &project, const std::vector<qint64> &runIds);

/// All settings by their path ("stages.0.epochs"); one value a configuration, null where it is absent.
QJsonObject sideBySide(const std::vector<QJsonObject> &configurations);

/// Those of them that differ.
QJsonObject configurationDifferences(const std::vector<QJsonObject> &configurations);

} // namespace cairn
