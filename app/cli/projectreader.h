#pragma once

#include "core/project/project.h"

#include <QHash>
#include <vector>

namespace cairn {

class Arguments;

/// A project that a command reads once.
struct ProjectContents
{
    std::vector<ClassRecord> classes;
    std::vector<ImageRecord> images;
};
Result<ProjectContents> readContents(const Project &project);

/// Paths of all pictures, by id.
Result<QHash<qint64, QString>> imageFiles(const Project &project);

/// The run that --run names, or the project's current one.
Result<RunRecord> chosenRun(const Project &project, const Arguments &arguments);

} // namespace cairn
