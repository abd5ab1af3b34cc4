// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/engine.h"
#include "core/project/project.h"
#include "core/project/records.h"

namespace cairn {

// Which of a project's runs everything is about that does not name one: Review, Export, suggestions, and the
// commands without --run.

/// How a run did on the images that all of these runs were evaluated on, compared with the current labels.
struct RunStanding
{
    qint64 runId = 0;
    int unknownClasses = 0; ///< today's classes with validation images that its network does not know
    int mistakes = 0;
    int images = 0; ///< the same for all
};

/// All there is to say about the runs of a project.
struct RunsOverview
{
    std::vector<RunRecord> runs; ///< newest first; those in the trash too
    std::vector<RunStanding> standings; ///< of the runs with weights that are evaluated, best first
    qint64 chosen = 0; ///< the run that the user has made the current one; 0: the best is
    qint64 current = 0; ///< 0: no run has weights
    /// Runs with weights of whose validation images some are not evaluated: none at all after a stop, or for
    /// the current one images that joined later.
    std::vector<qint64> unevaluated;
};

/// Best first: fewest unknown classes, fewest mistakes, newest. The images are those that all runs were
/// evaluated on; runs that share none with the newest ones are left out.
std::vector<RunStanding> standings(const std::vector<RunRecord> &runs,
                                   const std::vector<QHash<qint64, bool>> &rightByImage,
                                   const std::vector<int> &unknownClasses);

/// Reads the database and looks for weight files.
Result<RunsOverview> runsOverview(const Project &project);

/// The user's choice, else the best by standings(), else the newest with weights. Error NotFound says to
/// train first.
Result<RunRecord> currentRun(const Project &project);
Result<void> chooseRun(const Project &project, qint64 runId); ///< 0: the best, whichever that is

/// Evaluates the run's validation images, and those that joined validation since and that it did not train
/// on, as far as they are not evaluated yet. Returns how many that were. Errors as evaluateRun().
Result<int> evaluateMissing(const Project &project, Engine &engine, qint64 runId,
                            const ProgressCallback &progress, const CancelToken &cancel);

} // namespace cairn
