// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/cli/projectaccess.h"
#include "core/acquire/downloadqueue.h"
#include "core/acquire/onlinesample.h"
#include "core/acquire/providers/search.h"
#include "core/base/format.h"
#include "core/project/repositories/classrepository.h"
#include "core/sample/sampleproject.h"

#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace cairn {

/// Photographs instead of drawings: makes the project; the queue is filled search by search, then fetched.
static Result<void> fetchPhotographs(const Arguments &arguments, CommandContext &context, qint64 perClass)
{
    Output &out = context.out;
    const std::shared_ptr<const Project> project
        = orFail(Project::create(arguments.positional(0), landmarkClasses()));
    const std::unique_ptr<Database> database = orFail(project->connect());
    const auto tell = [&](const Progress &progress) { out.progress(progress); };
    for (const SampleSearch &search : landmarkSearches()) {
        const auto record = orFail(ClassRepository(*database).findOrAdd(search.className));
        orFail(queueSearch(*database, {u"commons"_s, {search.query}, record.id, perClass, {}, search.instead},
                           tell, context.cancel));
    }
    const auto status
        = orFail(runDownloads(project, DownloadOptions::fromEnvironment(), tell, context.cancel));
    out.event(u"done"_s,
              {{u"project"_s, project->directory()},
               {u"classes"_s, qint64(landmarkClasses().size())},
               {u"images"_s, status.count(DownloadState::Done)}});
    out.line(
        u"Created %1 with %2 photos. If some are missing: cairn-cli download \"%3\" --retry-failed"_s.arg(
            project->directory(), formatCount(status.count(DownloadState::Done)), arguments.positional(0)));
    return {};
}

static Result<void> run(const Arguments &arguments, CommandContext &context)
{
    Output &out = context.out;
    const int perClass = int(arguments.integer(u"per-class"_s, 2, 10000).value_or(100));
    if (arguments.has(u"online"_s))
        return fetchPhotographs(arguments, context, perClass);
    const quint64 seed = quint64(arguments.integer(u"seed"_s, 0).value_or(1));
    const std::unique_ptr<Project> project = orFail(createSampleProject(
        arguments.positional(0), perClass, seed, [&](const Progress &progress) { out.progress(progress); },
        context.cancel));
    const ProjectContents contents = orFail(readContents(*project));
    const qint64 images = qint64(contents.images.size());
    out.event(u"done"_s,
              {{u"project"_s, project->directory()},
               {u"classes"_s, qint64(contents.classes.size())},
               {u"images"_s, images}});
    out.line(
        u"Created the sample project %1: %2 drawn images, not photos; some are deliberately mislabeled."_s
            .arg(project->directory())
            .arg(images));
    return {};
}

Command sampleCommand()
{
    return {u"sample"_s,
            u"DIR"_s,
            1,
            1,
            u"Creates a sample project of drawn images or photos"_s,
            u"sample demo.cairn"_s,
            {{u"per-class"_s, u"N"_s, u"images per class, for three classes (default 100)"_s},
             {u"online"_s, {}, u"download sample photos instead, 100 per class"_s},
             {u"seed"_s, u"N"_s, u"same seed, same images (default 1)"_s}},
            run};
}

} // namespace cairn
