// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/cli/projectreader.h"
#include "core/acquire/downloadqueue.h"
#include "core/acquire/onlinesample.h"
#include "core/acquire/search.h"
#include "core/base/format.h"
#include "core/project/classrepository.h"
#include "core/sample/sampleproject.h"

#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace cairn {

/// Photographs instead of drawings: makes the project; the queue is filled search by search, then fetched.
static Result<void> fetchPhotographs(const Arguments &arguments, CommandContext &context, qint64 perClass)
{
    Output &out = context.out;
    Result<std::unique_ptr<Project>> made = Project::create(arguments.positional(0), landmarkClasses());
    if (!made)
        return made.error();
    const std::shared_ptr<const Project> project = *std::move(made);
    const Result<std::unique_ptr<Database>> database = project->connect();
    if (!database)
        return database.error();
    const auto tell = [&](const Progress &progress) { out.progress(progress); };
    for (const SampleSearch &search : landmarkSearches()) {
        const auto record = ClassRepository(**database).findOrAdd(search.className);
        if (!record)
            return record.error();
        const auto found = queueSearch(
            **database, {u"commons"_s, {search.query}, record->id, perClass, {}, search.instead}, tell,
            context.cancel);
        if (!found)
            return found.error();
    }
    const auto status = runDownloads(project, DownloadOptions::fromEnvironment(), tell, context.cancel);
    if (!status)
        return status.error();
    out.event(u"done"_s,
              {{u"project"_s, project->directory()},
               {u"classes"_s, qint64(landmarkClasses().size())},
               {u"images"_s, status->count(DownloadState::Done)}});
    out.line(
        u"Created %1 with %2 photos. If some are missing: cairn-cli download \"%3\" --retry-failed"_s.arg(
            project->directory(), formatCount(status->count(DownloadState::Done)), arguments.positional(0)));
    return {};
}

static Result<void> run(const Arguments &arguments, CommandContext &context)
{
    Output &out = context.out;
    const int perClass = int(arguments.integer(u"per-class"_s, 2, 10000).value_or(100));
    if (arguments.has(u"online"_s))
        return fetchPhotographs(arguments, context, perClass);
    const quint64 seed = quint64(arguments.integer(u"seed"_s, 0).value_or(1));
    const Result<std::unique_ptr<Project>> project = createSampleProject(
        arguments.positional(0), perClass, seed, [&](const Progress &progress) { out.progress(progress); },
        context.cancel);
    if (!project)
        return project.error();
    const Result<ProjectContents> contents = readContents(**project);
    if (!contents)
        return contents.error();
    const qint64 images = qint64(contents->images.size());
    out.event(u"done"_s,
              {{u"project"_s, (*project)->directory()},
               {u"classes"_s, qint64(contents->classes.size())},
               {u"images"_s, images}});
    out.line(
        u"Created the sample project %1: %2 drawn images, not photos; some are deliberately mislabeled."_s
            .arg((*project)->directory())
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
