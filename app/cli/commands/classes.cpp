#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/cli/projectreader.h"

#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace cairn {

static Result<void> run(const Arguments &arguments, Surroundings &surroundings)
{
    struct Counts
    {
        int all = 0;
        int train = 0;
        int valid = 0;
    };
    const Result<std::unique_ptr<Project>> project = Project::open(arguments.positional(0));
    if (!project)
        return project.error();
    const Result<ProjectContents> contents = readContents(**project);
    if (!contents)
        return contents.error();
    QHash<qint64, Counts> counts;
    for (const ImageRecord &image : contents->images) {
        Counts &count = counts[image.classId];
        count.all += image.trashed ? 0 : 1;
        count.train += !image.trashed && image.split == Split::Train ? 1 : 0;
        count.valid += !image.trashed && image.split == Split::Valid ? 1 : 0;
    }
    Output &out = surroundings.out;
    out.line(u"%1  pictures  training  validation"_s.arg(u"class"_s, -24));
    const auto tell = [&](const QString &name, const Counts &count) {
        out.event(u"class"_s,
                  {{u"name"_s, name},
                   {u"images"_s, count.all},
                   {u"train"_s, count.train},
                   {u"valid"_s, count.valid}});
        out.line(
            u"%1  %2  %3  %4"_s.arg(name, -24).arg(count.all, 8).arg(count.train, 8).arg(count.valid, 10));
    };
    for (const ClassRecord &record : contents->classes)
        tell(record.name, counts.value(record.id));
    const int unlabelled = counts.value(0).all;
    out.line(u"%1  %2"_s.arg(u"(no class)"_s, -24).arg(unlabelled, 8));
    out.event(u"done"_s, {{u"classes"_s, qint64(contents->classes.size())}, {u"unlabelled"_s, unlabelled}});
    return {};
}

Command classesCommand()
{
    return {u"classes"_s,
            u"PROJECT"_s,
            1,
            1,
            u"Lists the classes and how many pictures each has"_s,
            u"classes buildings.cairn"_s,
            {},
            run};
}

} // namespace cairn
