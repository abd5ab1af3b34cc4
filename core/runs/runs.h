#pragma once

#include "core/learn/engine.h"
#include "core/project/project.h"
#include "core/project/records.h"

namespace cairn {

/// What can be done with a project and an engine. The window (on its engine thread) and the command line call
/// these same functions; each opens its own connection. All block, poll `cancel`, and never throw.

/// Takes the snapshot, fetches ImageNet weights if they are asked for and missing, makes the run's row and
/// folder, trains, and records everything: config.json, metrics.jsonl (one object a batch and an epoch,
/// append-only), log.txt, epochs, and predictions of the best weights on the validation set (not for a
/// cancelled run: call evaluateRun() when they are wanted). `observer` hears all that the engine says, after
/// it is recorded. The returned row is final: Completed or Cancelled. On an error of the engine the row is
/// Failed with the message; errors before the first step (pictures not ready, weights missing) leave no row.
/// `onStarted` gets the id before the first step.
Result<RunRecord> trainRun(const Project &project, Engine &engine, const TrainingConfig &config,
                           TrainingObserver &observer, const std::function<void(qint64 runId)> &onStarted,
                           const PauseGate &pause, const CancelToken &cancel);

/// Sweeps the learning rate on the project's pictures; records nothing. `downloading` hears the bytes of
/// ImageNet weights, if they are missing.
Result<LrFinderResult> findLearningRate(const Project &project, Engine &engine, const TrainingConfig &config,
                                        const LrSweep &sweep,
                                        const std::function<void(const LrPoint &)> &onPoint,
                                        const CancelToken &cancel, const ProgressCallback &downloading = {});

/// Evaluates the best weights on the run's validation images as they are labelled NOW, and stores the
/// predictions. Images that are trashed or of a class that the network does not know are left out. Error
/// NotFound: the run has no weights.
Result<Evaluation> evaluateRun(const Project &project, Engine &engine, qint64 runId,
                               const ProgressCallback &progress, const CancelToken &cancel);

/// Stored predictions of a run, with `actual` and the losses computed anew from today's labels: what Review
/// shows. Reads the database only. Error NotFound: not evaluated yet (see trainRun).
Result<Evaluation> storedEvaluation(const Project &project, qint64 runId);

/// Writes the model and, beside it, <target>.labels.txt. Checks it on up to 64 validation images.
Result<ExportCheck> exportRun(const Project &project, Engine &engine, qint64 runId, const QString &target,
                              const CancelToken &cancel);

/// The newest run that finished with weights. Error NotFound says to train first.
Result<RunRecord> latestUsableRun(const Project &project);

} // namespace cairn
