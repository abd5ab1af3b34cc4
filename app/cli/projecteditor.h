#pragma once

#include "core/project/library.h"

#include <functional>

namespace cairn {

/// Edits a project by the steps that the window has, so that the window can undo them. Returns when all is on
/// disk. Errors: those of `edit`, then those of writing.
Result<void> editProject(const Project &project, const std::function<Result<void>(Library &library)> &edit);

/// The class of that name, in any case. Error NotFound.
Result<qint64> classNamed(const Library &library, const QString &name);

} // namespace cairn
