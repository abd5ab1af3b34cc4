// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/projecteditor.h"

#include "app/cli/output.h"
#include "core/project/classrepository.h"

#include <QCoreApplication>
#include <QEvent>

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace cairn {

Result<void> editProject(const Project &project, const std::function<Result<void>(Library &library)> &edit)
{
    const Result<std::unique_ptr<Database>> database = project.connect();
    if (!database)
        return database.error();
    Result<Library::Contents> contents = Library::load(**database);
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

Result<std::vector<ImageGroup>> nearDuplicates(const Project &project, CommandContext &context)
{
    const Result<std::unique_ptr<Database>> database = project.connectForFigures();
    if (!database)
        return database.error();
    const auto progress = [&](const Progress &now) { context.out.progress(now); };
    return findNearDuplicates(**database, progress, context.cancel);
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
    const Result<std::vector<ImageGroup>> together = nearDuplicates(project, context);
    if (!together)
        return together.error();
    return editProject(project, [&](Library &library) -> Result<void> {
        const Result<SplitCounts> counts = divide(library, *asked, *together);
        if (!counts)
            return counts.error();
        context.out.line(
            u"Split: %1 training images, %2 validation images."_s.arg(counts->train).arg(counts->valid));
        return {};
    });
}

Result<void> joinArrivals(const Project &project, qint64 afterId)
{
    return editProject(project, [afterId](Library &library) {
        library.joinArrivals(afterId);
        return Result<void>();
    });
}

Result<qint64> classNamed(const Library &library, const QString &name)
{
    const ClassRecord *found = classMeantBy(name, library.classes());
    if (!found)
        return Error{ErrorCode::NotFound, u"There is no class “%1”."_s.arg(name)};
    return found->id;
}

} // namespace cairn
