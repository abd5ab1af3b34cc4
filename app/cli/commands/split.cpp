#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "core/dataset/interchange.h"
#include "core/dataset/splitter.h"
#include "core/project/imagerepository.h"
#include "core/project/project.h"

#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

/// As a table says; images that it does not name stay where they are.
Result<SplitCounts> splitByTable(Database &database, const QString &file, Output &out)
{
    ImageRepository repository(database);
    const Result<std::vector<ImageRecord>> images = repository.all();
    if (!images)
        return images.error();
    const Result<SplitTable> table = splitsFromCsv(file, *images);
    if (!table)
        return table.error();
    for (const Refusal &refusal : table->refused) {
        out.event(u"refused"_s, {{u"file"_s, refusal.file}, {u"reason"_s, refusal.reason}});
        out.line(u"passed over %1: %2"_s.arg(refusal.file, refusal.reason));
    }
    if (const Result<void> stored = repository.setSplits(table->splits); !stored)
        return stored.error();
    SplitCounts counts;
    for (const ImageRecord &image : *images) {
        const Split split = table->splits.value(image.id, image.split);
        counts.train += !image.trashed && split == Split::Train ? 1 : 0;
        counts.valid += !image.trashed && split == Split::Valid ? 1 : 0;
        counts.none += !image.trashed && split == Split::None ? 1 : 0;
    }
    return counts;
}

Result<void> run(const Arguments &arguments, Surroundings &surroundings)
{
    const double share = arguments.number(u"valid"_s, 0, 1).value_or(0.2);
    const quint64 seed = quint64(arguments.integer(u"seed"_s, 0).value_or(42));
    const Result<std::unique_ptr<Project>> project = Project::open(arguments.positional(0));
    if (!project)
        return project.error();
    const Result<std::unique_ptr<Database>> database = (*project)->connect();
    if (!database)
        return database.error();
    const auto progress = [&](const Progress &now) { surroundings.out.progress(now); };
    const Result<SplitCounts> counts = arguments.has(u"csv"_s)
        ? splitByTable(**database, arguments.text(u"csv"_s), surroundings.out)
        : splitProject(**database, share, seed, progress, surroundings.cancel);
    if (!counts)
        return counts.error();
    surroundings.out.event(
        u"done"_s, {{u"train"_s, counts->train}, {u"valid"_s, counts->valid}, {u"none"_s, counts->none}});
    surroundings.out.line(u"%1 pictures for training, %2 for validation, %3 in neither."_s.arg(counts->train)
                              .arg(counts->valid)
                              .arg(counts->none));
    return {};
}

} // namespace

Command splitCommand()
{
    return {u"split"_s,
            u"PROJECT"_s,
            1,
            1,
            u"Divides into training and validation; near duplicates together"_s,
            u"split buildings.cairn --valid 0.2 --seed 42"_s,
            {{u"valid"_s, u"SHARE"_s, u"of each class for validation (default 0.2)"_s},
             {u"csv"_s, u"FILE"_s, u"as a table's columns path and split say, instead"_s},
             {u"seed"_s, u"N"_s, u"same seed, same split (default 42)"_s}},
            run};
}

} // namespace cairn
