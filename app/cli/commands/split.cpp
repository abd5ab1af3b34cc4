#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "core/dataset/splitter.h"
#include "core/project/project.h"

#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace cairn {

static Result<void> run(const Arguments &arguments, Surroundings &surroundings)
{
    const double share = arguments.number(u"valid"_s, 0, 1).value_or(0.2);
    const quint64 seed = quint64(arguments.integer(u"seed"_s, 0).value_or(42));
    const Result<std::unique_ptr<Project>> project = Project::open(arguments.positional(0));
    if (!project)
        return project.error();
    const Result<std::unique_ptr<Database>> database = (*project)->connect();
    if (!database)
        return database.error();
    const Result<SplitCounts> counts = splitProject(
        **database, share, seed, [&](const Progress &progress) { surroundings.out.progress(progress); },
        surroundings.cancel);
    if (!counts)
        return counts.error();
    surroundings.out.event(
        u"done"_s, {{u"train"_s, counts->train}, {u"valid"_s, counts->valid}, {u"none"_s, counts->none}});
    surroundings.out.line(
        u"%1 pictures for training, %2 for validation, %3 without a class left out."_s.arg(counts->train)
            .arg(counts->valid)
            .arg(counts->none));
    return {};
}

Command splitCommand()
{
    return {u"split"_s,
            u"PROJECT"_s,
            1,
            1,
            u"Divides into training and validation; near duplicates together"_s,
            u"split buildings.cairn --valid 0.2 --seed 42"_s,
            {{u"valid"_s, u"SHARE"_s, u"of each class for validation (default 0.2)"_s},
             {u"seed"_s, u"N"_s, u"same seed, same split (default 42)"_s}},
            run};
}

} // namespace cairn
