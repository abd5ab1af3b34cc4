// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/trainingconfig.h"

#include <optional>

namespace cairn {

/// How many images a training would see.
struct TrainingSize
{
    int classes = 2;
    int train = 0;
    int valid = 0;
};

/// Multiply-adds of a whole training: forward once where images are only classified, twice where a frozen
/// body keeps what its norms need, three times where all layers learn. A validated configuration.
double trainingWork(const TrainingConfig &config, const TrainingSize &size);

/// The same of so many steps of a learning-rate sweep, which is the first stage with all its images' work.
double sweepWork(const TrainingConfig &config, int classes, int steps);

/// Keeps how long that work took on this machine, in the user's settings. What takes less than a second says
/// nothing. Any thread.
void rememberTrainingTime(double work, double seconds);

/// Seconds, by what was remembered last. Unset: nothing was on this machine, there is nothing to train on, or
/// the configuration is not valid.
std::optional<double> expectedSeconds(const TrainingConfig &config, const TrainingSize &size);

} // namespace cairn
