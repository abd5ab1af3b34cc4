// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/engine.h"
#include "core/project/database.h"
#include "core/project/records.h"

#include <QHash>

namespace cairn {

/// What a run gets right and wrong of its validation images.
struct RunEvaluation : Evaluation
{
    std::vector<qint64> missing; ///< ids of labeled images without a prediction: they could not be read
    int kept = 0; ///< of these: those of which a stored prediction stays, since their files are merely away
};

/// Which weights to look at, on what.
struct EvaluationTask
{
    const RunRecord &run;
    QString weights; ///< its best.safetensors
    const std::vector<Example> &examples;
    TestTimeAugmentation augmentation = {};
    bool sameWeights = true; ///< as those of the predictions that are stored
};

/// Evaluates and stores the predictions as those of the run. Examples whose files cannot be read are counted
/// in RunEvaluation::missing and not judged; what the same weights said of those whose files are away stays
/// stored. Where none can be read, that is the error ReadFailed. After an error, what was stored before
/// stays.
Result<RunEvaluation> evaluateAndStore(Database &database, Engine &engine, const EvaluationTask &task,
                                       const ProgressCallback &progress, const CancelToken &cancel);

/// Holds what was said of an image against another label: `actual`, its probability and the loss. `actual` is
/// an index into the probabilities.
void relabel(Prediction &prediction, int actual);

/// The error of an evaluation for which no image could be read.
Error noneReadable(const RunRecord &run, const std::vector<Example> &examples);

/// Ids of the examples that `predictions` do not speak of, in their order.
std::vector<qint64> withoutPrediction(const std::vector<Example> &examples,
                                      const std::vector<Prediction> &predictions);

/// "3 of 40 images could not be read and are not counted, among them “…”": empty where all could.
QString unreadNotice(const RunEvaluation &evaluation, const QHash<qint64, QString> &files);

} // namespace cairn
