// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/projectaccess.h"

#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "core/project/repositories/classrepository.h"
#include "core/project/repositories/imagerepository.h"
#include "core/project/repositories/runrepository.h"
#include "core/runs/currentrun.h"

#include <QCoreApplication>
#include <QEvent>

using namespace Qt::StringLiterals;

namespace cairn {

std::unique_ptr<Project> openProject(const Arguments &arguments)
{
    return orFail(Project::open(arguments.positional(0)));
}

ConnectedProject connectProject(const Arguments &arguments)
{
    std::unique_ptr<Project> project = openProject(arguments);
    std::unique_ptr<Database> database = orFail(project->connect());
    return {std::move(project), std::move(database)};
}

Result<ProjectContents> readContents(const Project &project)
{
    return withDatabase(project, [](Database &database) {
        return allOf(ClassRepository(database).all(), ImageRepository(database).all())
            .transform([](auto read) {
                auto &[classes, images] = read;
                return ProjectContents{std::move(classes), std::move(images)};
            });
    });
}

QString shownFile(const ImageRecord &image, const Output &out)
{
    return out.json() || image.name.isEmpty() ? image.path : image.name;
}

Result<QHash<qint64, QString>> imageFiles(const Project &project, const Output &out)
{
    return readContents(project).transform([&out](const ProjectContents &contents) {
        QHash<qint64, QString> files;
        for (const ImageRecord &image : contents.images)
            files.insert(image.id, shownFile(image, out));
        return files;
    });
}

Result<RunRecord> chosenRun(const Project &project, const Arguments &arguments)
{
    const std::optional<qint64> id = arguments.integer(u"run"_s, 1);
    if (!id)
        return currentRun(project);
    return withDatabase(project, [&id](Database &database) { return RunRepository(database).find(*id); });
}

Result<qint64> classNamed(const Library &library, const QString &name)
{
    const ClassRecord *found = classMeantBy(name, library.classes());
    if (!found)
        return Error{ErrorCode::NotFound, u"There is no class “%1”."_s.arg(name)};
    return found->id;
}

Result<std::vector<ImageGroup>> nearDuplicates(const Project &project, CommandContext &context)
{
    const auto progress = [&](const Progress &now) { context.out.progress(now); };
    return withFigures(
        project, [&](Database &database) { return findNearDuplicates(database, progress, context.cancel); });
}

Result<void> editProject(const Project &project, const std::function<Result<void>(Library &library)> &edit)
{
    Result<Library::Contents> contents = withDatabase(project, &Library::load);
    if (!contents)
        return contents.error();
    Library library(project, *std::move(contents));
    std::optional<Error> failure;
    QObject::connect(&library.writer(), &DbWriter::writeFailed, &library,
                     [&failure](const Error &error) { failure = error; });
    if (const Result<void> done = edit(library); !done)
        return done;
    library.writer().flush();
    QCoreApplication::sendPostedEvents(&library.writer(),
                                       QEvent::MetaCall); // nothing else runs the loop here
    return failure ? Result<void>(*failure) : Result<void>();
}

Result<void> splitFirst(const Project &project, std::optional<SplitRule> asked, CommandContext &context)
{
    const Result<void> looked = editProject(project, [&asked](Library &library) {
        if (!asked && !library.isSplit())
            asked = SplitRule();
        return Result<void>();
    });
    if (!looked || !asked)
        return looked;
    const auto tell = [&context](const SplitCounts &counts) {
        context.out.line(
            u"Split: %1 training images, %2 validation images."_s.arg(counts.train).arg(counts.valid));
    };
    const auto split = [&](const std::vector<ImageGroup> &together) {
        return editProject(
            project, [&](Library &library) { return divide(library, *asked, together).transform(tell); });
    };
    return nearDuplicates(project, context).and_then(split);
}

Result<void> joinArrivals(const Project &project, qint64 afterId)
{
    return editProject(project, [afterId](Library &library) {
        library.joinArrivals(afterId);
        return Result<void>();
    });
}

} // namespace cairn
