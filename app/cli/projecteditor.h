// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "core/dataset/splitter.h"

#include <functional>
#include <optional>

namespace cairn {

/// Edits a project by the steps that the window has, so that the window can undo them. Returns when all is on
/// disk. Errors: those of `edit`, then those of writing.
Result<void> editProject(const Project &project, const std::function<Result<void>(Library &library)> &edit);

/// findNearDuplicates() of a project; what is not measured yet is measured.
Result<std::vector<ImageGroup>> nearDuplicates(const Project &project, CommandContext &context);

/// Splits the project as `asked`; else, where it is not split yet, as the window's Start does.
Result<void> splitFirst(const Project &project, std::optional<SplitRule> asked, CommandContext &context);

/// Images that came since (ids above `afterId`) join the split, if the project has one.
Result<void> joinArrivals(const Project &project, qint64 afterId);

/// The class of that name, in any case. Error NotFound.
Result<qint64> classNamed(const Library &library, const QString &name);

} // namespace cairn
