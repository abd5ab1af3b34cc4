// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "core/dataset/splitter.h"
#include "core/project/project.h"

#include <functional>
#include <optional>
#include <QHash>
#include <vector>

namespace cairn {

// --- Open: these end the command where they cannot (see orFail()) ---

/// The project that the first argument names.
std::unique_ptr<Project> openProject(const Arguments &arguments);

/// The same with a connection to its database, for the calling thread.
struct ConnectedProject
{
    std::unique_ptr<Project> project;
    std::unique_ptr<Database> database;
};
ConnectedProject connectProject(const Arguments &arguments);

// --- Read ---

/// A project that a command reads once.
struct ProjectContents
{
    std::vector<ClassRecord> classes;
    std::vector<ImageRecord> images;
};
Result<ProjectContents> readContents(const Project &project);

/// Its path for programs; for people, of a copy, whose path is a hash, the name that it came with.
QString shownFile(const ImageRecord &image, const Output &out);

/// What all images are called, by id: shownFile() of each.
Result<QHash<qint64, QString>> imageFiles(const Project &project, const Output &out);

/// The run that --run names, or the project's current one.
Result<RunRecord> chosenRun(const Project &project, const Arguments &arguments);

/// The class of that name, in any case. Error NotFound.
Result<qint64> classNamed(const Library &library, const QString &name);

/// findNearDuplicates() of a project; what is not measured yet is measured.
Result<std::vector<ImageGroup>> nearDuplicates(const Project &project, CommandContext &context);

// --- Edit ---

/// Edits a project by the steps that the window has, so that the window can undo them. Returns when all is on
/// disk. Errors: those of `edit`, then those of writing.
Result<void> editProject(const Project &project, const std::function<Result<void>(Library &library)> &edit);

/// Splits the project as `asked`; else, where it is not split yet, as the window's Start does.
Result<void> splitFirst(const Project &project, std::optional<SplitRule> asked, CommandContext &context);

/// Images that came since (ids above `afterId`) join the split, if the project has one.
Result<void> joinArrivals(const Project &project, qint64 afterId);

} // namespace cairn
