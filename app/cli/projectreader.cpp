// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/projectreader.h"

#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "core/project/classrepository.h"
#include "core/project/imagerepository.h"
#include "core/project/runrepository.h"
#include "core/runs/currentrun.h"

namespace cairn {

Result<ProjectContents> readContents(const Project &project)
{
    const Result<std::unique_ptr<Database>> database = project.connect();
    if (!database)
        return database.error();
    Result<std::vector<ClassRecord>> classes = ClassRepository(**database).all();
    if (!classes)
        return classes.error();
    Result<std::vector<ImageRecord>> images = ImageRepository(**database).all();
    if (!images)
        return images.error();
    return ProjectContents{*std::move(classes), *std::move(images)};
}

QString shownFile(const ImageRecord &image, const Output &out)
{
    return out.json() || image.name.isEmpty() ? image.path : image.name;
}

Result<QHash<qint64, QString>> imageFiles(const Project &project, const Output &out)
{
    const Result<ProjectContents> contents = readContents(project);
    if (!contents)
        return contents.error();
    QHash<qint64, QString> files;
    for (const ImageRecord &image : contents->images)
        files.insert(image.id, shownFile(image, out));
    return files;
}

Result<RunRecord> chosenRun(const Project &project, const Arguments &arguments)
{
    const std::optional<qint64> id = arguments.integer(QStringLiteral("run"), 1);
    if (!id)
        return currentRun(project);
    const Result<std::unique_ptr<Database>> database = project.connect();
    if (!database)
        return database.error();
    return RunRepository(**database).find(*id);
}

} // namespace cairn
