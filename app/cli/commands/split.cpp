// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/cli/projectaccess.h"
#include "core/dataset/interchange.h"

#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

/// As a table says; images that it does not name stay where they are.
Result<SplitCounts> splitByTable(Library &library, const QString &file, Output &out)
{
    const SplitTable table = orFail(splitsFromCsv(file, library.images()));
    for (const Refusal &refusal : table.refused) {
        out.event(u"refused"_s, {{u"file"_s, refusal.file}, {u"reason"_s, refusal.reason}});
        out.line(u"skipped %1: %2"_s.arg(refusal.file, refusal.reason));
    }
    library.setSplits(table.splits);
    return splitCounts(library.images());
}

/// Labeled images that are in no part of the split join it; nobody else moves.
SplitCounts addToSplit(Library &library)
{
    library.joinSplit();
    return splitCounts(library.images());
}

Result<void> run(const Arguments &arguments, CommandContext &context)
{
    const SplitRule rule{arguments.number(u"valid"_s, 0, 1).value_or(0.2),
                         quint64(arguments.integer(u"seed"_s, 0).value_or(42))};
    const std::unique_ptr<Project> project = openProject(arguments);
    const bool anew = !arguments.has(u"csv"_s) && !arguments.has(u"add"_s);
    const std::vector<ImageGroup> together = orFail(nearDuplicates(*project, context));
    Result<SplitCounts> counts = SplitCounts();
    const Result<void> edited = editProject(*project, [&](Library &library) -> Result<void> {
        counts = anew                 ? divide(library, rule, together)
            : arguments.has(u"add"_s) ? Result<SplitCounts>(addToSplit(library))
                                      : splitByTable(library, arguments.text(u"csv"_s), context.out);
        return counts.transform([](const SplitCounts &) {});
    });
    if (!edited)
        return edited;
    context.out.event(u"done"_s,
                      {{u"train"_s, counts->train},
                       {u"valid"_s, counts->valid},
                       {u"test"_s, counts->test},
                       {u"none"_s, counts->none}});
    context.out.line(
        u"%1 images for training, %2 for validation, %3 for test, %4 in no split."_s.arg(counts->train)
            .arg(counts->valid)
            .arg(counts->test)
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
            u"Splits into training and validation, near duplicates together"_s,
            u"split buildings.cairn --valid 0.2 --seed 42"_s,
            {{u"valid"_s, u"SHARE"_s, u"share of each class for validation (default 0.2)"_s},
             {u"csv"_s, u"FILE"_s, u"take the split from a table (columns path and split)"_s},
             {u"seed"_s, u"N"_s, u"same seed, same split (default 42)"_s},
             {u"add"_s, {}, u"add only labeled images without a split; others stay"_s}},
            run};
}

} // namespace cairn
