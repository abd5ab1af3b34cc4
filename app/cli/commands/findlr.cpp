// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/cli/projectaccess.h"
#include "app/cli/trainingoptions.h"
#include "app/common/engineloader.h"
#include "core/base/format.h"
#include "core/runs/runs.h"

#include <QJsonObject>

#include <cmath>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

LrSweep sweepFrom(const Arguments &arguments)
{
    LrSweep sweep;
    sweep.steps = int(arguments.integer(u"steps"_s, 2, 10000).value_or(sweep.steps));
    sweep.startRate = arguments.number(u"from"_s, 0, 1).value_or(sweep.startRate);
    sweep.endRate = arguments.number(u"to"_s, 0, 1000).value_or(sweep.endRate);
    if (sweep.startRate >= sweep.endRate)
        throw UsageError{u"--from must be smaller than --to."_s};
    return sweep;
}

void tell(Output &out, const LrFinderResult &result)
{
    const LrSuggestions &suggestions = result.suggestions;
    const auto line = [&](const QString &name, double rate, const QString &meaning) {
        out.line(u"%1  %2  %3"_s.arg(name, -8)
                     .arg(std::isfinite(rate) ? formatRate(rate) : u"–"_s, -8)
                     .arg(meaning));
    };
    out.line(u"Suggested learning rates after %1 steps:"_s.arg(result.points.size()));
    line(u"valley"_s, suggestions.valley, u"in the longest falling section: a good first choice"_s);
    line(u"slide"_s, suggestions.slide, u"before the loss stops falling"_s);
    line(u"minimum"_s, suggestions.minimum, u"a tenth of the rate with the smallest loss"_s);
    line(u"steep"_s, suggestions.steep, u"where the loss falls fastest"_s);
    out.event(u"done"_s,
              {{u"valley"_s, suggestions.valley},
               {u"slide"_s, suggestions.slide},
               {u"minimum"_s, suggestions.minimum},
               {u"steep"_s, suggestions.steep}});
}

Result<void> run(const Arguments &arguments, CommandContext &context)
{
    Output &out = context.out;
    const TrainingConfig config = trainingConfig(arguments);
    const LrSweep sweep = sweepFrom(arguments);
    const std::unique_ptr<Project> project = openProject(arguments);
    const std::unique_ptr<Engine> engine = orFail(loadEngine());

    qint64 steps = 0;
    const auto onPoint = [&](const LrPoint &point) {
        if (out.json())
            out.event(u"point"_s, {{u"rate"_s, point.rate}, {u"loss"_s, point.loss}});
        else
            out.progress({++steps, sweep.steps, u"sweep"_s},
                         u"rate %1  loss %2"_s.arg(formatRate(point.rate)).arg(point.loss, 0, 'f', 3));
    };
    const auto downloading = [&](const Progress &progress) { out.progress(progress); };
    const LrFinderResult result = orFail(findLearningRate(
        *project, *engine, {.config = config, .sweep = sweep, .onPoint = onPoint, .downloading = downloading},
        context.cancel));
    tell(out, result);
    return {};
}

} // namespace

Command findLrCommand()
{
    return {u"find-lr"_s,
            u"PROJECT"_s,
            1,
            1,
            u"Sweeps the learning rate and suggests four"_s,
            u"find-lr buildings.cairn --arch resnet50"_s,
            trainingOptions() << Option{u"steps"_s, u"N"_s, u"of the sweep (default 100)"_s}
                              << Option{u"from"_s, u"RATE"_s, u"first rate (default 1e-7)"_s}
                              << Option{u"to"_s, u"RATE"_s, u"last rate (default 10)"_s},
            run};
}

} // namespace cairn
