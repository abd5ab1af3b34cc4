// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/project.h"

#include <QHash>
#include <vector>

namespace cairn {

class Arguments;
class Output;

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

} // namespace cairn
