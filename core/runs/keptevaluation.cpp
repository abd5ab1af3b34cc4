// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/keptevaluation.h"

#include "core/learn/evaluation/calibration.h"
#include "core/project/repositories/runrepository.h"

namespace cairn {

Result<void> keepEvaluation(Database &database, qint64 runId, const Evaluation &evaluation)
{
    RunRepository runs(database);
    if (Result<void> stored = runs.replacePredictions(runId, evaluation.predictions); !stored)
        return stored;
    const LabeledProbabilities said
        = labeledProbabilities(evaluation.predictions, evaluation.confusion.classes());
    return runs.setTemperature(runId, fitTemperature(said));
}

} // namespace cairn
