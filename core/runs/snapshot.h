// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/readiness.h"
#include "core/learn/evaluation/metrics.h"
#include "core/project/project.h"
#include "core/project/records.h"

#include <QHash>

namespace cairn {

/// What a run that starts now would learn from. Errors: those of learningSet() and of the database.
Result<Readiness> takeSnapshot(Database &database);

/// Today's classes (ids) as outputs of the network of `run`; classes that the run does not know are missing.
/// A class that was renamed since is recognized by the run's validation images that are still in it.
Result<QHash<qint64, int>> outputsToday(Database &database, const RunRecord &run);

/// Today's labels of images, as outputs of the network of `run`. Images that are trashed, unlabeled or
/// of a class that the run does not know are missing (see outputsToday()).
Result<QHash<qint64, int>> labelsToday(Database &database, const RunRecord &run);

/// Images to measure the run on, with their labels of today: its own validation images and those that joined
/// validation since and that it did not train on. Test images are none of them; nor are images that
/// labelsToday() leaves out.
Result<std::vector<Example>> validationToday(Database &database, const RunRecord &run);

/// The project's test images that the run did not train on, with their labels of today.
Result<std::vector<Example>> testToday(Database &database, const RunRecord &run);

} // namespace cairn
