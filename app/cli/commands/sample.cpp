#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/cli/projectreader.h"
#include "core/dataset/sampleproject.h"

#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace cairn {

static Result<void> run(const Arguments &arguments, Surroundings &surroundings)
{
    Output &out = surroundings.out;
    const int perClass = int(arguments.integer(u"per-class"_s, 2, 10000).value_or(100));
    const quint64 seed = quint64(arguments.integer(u"seed"_s, 0).value_or(1));
    const Result<std::unique_ptr<Project>> project = createSampleProject(
        arguments.positional(0), perClass, seed, [&](const Progress &progress) { out.progress(progress); },
        surroundings.cancel);
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
        u"Made the drawn sample project %1: %2 drawn pictures, not photographs, some labelled wrong on purpose."_s
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
            u"Makes a project of drawn pictures to try Cairn with"_s,
            u"sample demo.cairn"_s,
            {{u"per-class"_s, u"N"_s, u"pictures of each of the three classes (default 100)"_s},
             {u"seed"_s, u"N"_s, u"same seed, same pictures (default 1)"_s}},
            run};
}

} // namespace cairn
