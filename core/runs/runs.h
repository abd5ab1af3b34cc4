// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/engine.h"
#include "core/project/project.h"
#include "core/project/records.h"
#include "core/runs/runevaluation.h"

namespace cairn {

/// What can be done with a project and an engine. The window (on its engine thread) and the command line call
/// these same functions; each opens its own connection. All block, poll `cancel`, and never throw.

/// Who hears of a run while it goes on, and who holds or ends it. All of it outlives the call.
struct RunControl
{
    TrainingObserver &observer; ///< hears all that the engine says, after it is recorded
    const PauseGate &pause;
    const CancelToken &cancel;
};

/// What a new run is to be.
struct NewRun
{
    TrainingConfig config;
    std::function<void(qint64 runId)> onStarted = {}; ///< gets the id before the first step
    /// Set in the first of several processes that train together; the others need no project: Engine::join().
    std::optional<ProcessGroup> group = {};
};

/// Takes the snapshot, fetches ImageNet weights if they are asked for and missing, makes the run's row and
/// folder, trains, and records everything: config.json, metrics.jsonl (one object a batch and an epoch,
/// append-only), log.txt, epochs, and predictions of the best weights on the validation set (not for a
/// cancelled run: call evaluateRun() when they are wanted). Images whose files are gone are left out, with a
/// notice. The returned row is final: Completed or Cancelled. On an error of the engine the row is Failed
/// with the message; errors before the first step (images not ready, weights missing) leave no row.
Result<RunRecord> trainRun(const Project &project, Engine &engine, const NewRun &wanted,
                           const RunControl &control);

/// Trains anew with a run's settings and seed, on the images and labels that it had, whatever became of them
/// since: on the same machine the result has the same bits. Otherwise as trainRun().
Result<RunRecord> reproduceRun(const Project &project, Engine &engine, qint64 runId,
                               const RunControl &control);

/// Whether a run that starts now would learn from the same images and labels as this one did.
Result<bool> sameDataAs(const Project &project, const RunRecord &run);

/// The run did not complete, and left a checkpoint or was ended before its first. Reads the file system.
bool canResume(const Project &project, const RunRecord &run);

/// The newest run that canResume(). Error NotFound.
Result<RunRecord> latestResumableRun(const Project &project);

/// The newest run that canResume() and was begun under the same ProcessGroup::restartKey: its launcher has
/// started the processes again. Nothing where there is none.
std::optional<RunRecord> runToGoOnWith(const Project &project, const ProcessGroup &group);

/// Files that the run began with and that are not where they were. Looks at every file.
Result<QStringList> missingImages(const Project &project, const RunRecord &run);

/// Which run goes on, and how.
struct Resumption
{
    qint64 run = 0;
    bool withoutMissing = false; ///< go on, to other bits, where images are gone
    std::optional<ProcessGroup> group = {}; ///< as in NewRun
};

/// Goes on with a run from its checkpoint, with its own configuration and the images and labels it began
/// with, whatever became of them since; otherwise as trainRun(). It ends with the same bits as if it had
/// never been ended. One that was ended before its first checkpoint begins again. Where it cannot go on, the
/// run stays as it is. Errors as trainRun(); NotFound (no such run, no checkpoint), InvalidInput (complete;
/// images are gone, the detail lists them), ReadFailed (all of them are gone), Corrupt.
Result<RunRecord> resumeRun(const Project &project, Engine &engine, const Resumption &resumption,
                            const RunControl &control);

/// What is swept, and who hears of it, in the calling thread.
struct RateSearch
{
    TrainingConfig config;
    LrSweep sweep = {};
    std::function<void(const LrPoint &)> onPoint = {};
    ProgressCallback downloading = {}; ///< bytes of ImageNet weights, if they are missing
};

/// Sweeps the learning rate on the project's images; records nothing. Error InvalidInput, too, where it ended
/// too early to suggest a rate.
Result<LrFinderResult> findLearningRate(const Project &project, Engine &engine, const RateSearch &search,
                                        const CancelToken &cancel);

/// Which run is evaluated, and how.
struct RunToEvaluate
{
    qint64 run = 0;
    /// > 0: test-time augmentation with as many, varied as the run's training images were (fast.ai's defaults
    /// where those were not).
    int views = 0;
};

/// Evaluates the best weights on the run's validation images, and on those that joined validation since, as
/// they are labeled NOW, and stores the predictions. Images that are trashed or of a class that the network
/// does not know are left out; those that cannot be read are counted, and what is stored of them stays where
/// their files are merely away (see evaluateAndStore()). Errors:
/// NotFound (the run has no weights), ReadFailed (no image can be read: what was stored stays).
Result<RunEvaluation> evaluateRun(const Project &project, Engine &engine, const RunToEvaluate &wanted,
                                  const ProgressCallback &progress, const CancelToken &cancel);

/// The same for the project's test images. It is not stored: nothing is to be chosen or corrected by it.
/// Errors InvalidInput: there are none; ReadFailed: none can be read.
Result<RunEvaluation> evaluateOnTest(const Project &project, Engine &engine, qint64 runId,
                                     const ProgressCallback &progress, const CancelToken &cancel);

/// Stored predictions of a run, with `actual` and the losses computed anew from today's labels: what Review
/// shows; `missing` are the images it could not judge. Reads the database only. Error NotFound: not evaluated
/// yet (see trainRun).
Result<RunEvaluation> storedEvaluation(const Project &project, qint64 runId);

/// The newest run that finished with weights. Error NotFound says to train first.
Result<RunRecord> latestUsableRun(const Project &project);

} // namespace cairn
