// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/cli/projectaccess.h"
#include "core/base/format.h"
#include "core/project/project.h"
#include "core/runs/currentrun.h"

#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

QString stateName(RunState state)
{
    switch (state) {
    case RunState::Running:
        return u"running"_s;
    case RunState::Completed:
        return u"completed"_s;
    case RunState::Cancelled:
        return u"cancelled"_s;
    case RunState::Failed:
        return u"failed"_s;
    case RunState::Interrupted:
        return u"interrupted"_s;
    }
    return {};
}

void tell(Output &out, const RunRecord &run, bool current)
{
    out.event(u"run"_s,
              {{u"run"_s, run.id},
               {u"name"_s, run.name},
               {u"state"_s, stateName(run.state)},
               {u"arch"_s, run.arch},
               {u"preset"_s, run.preset},
               {u"epochs"_s, run.epochs},
               {u"best_error_rate"_s, run.bestErrorRate},
               {u"error_rate"_s, run.errorRate},
               {u"seconds"_s, run.seconds},
               {u"started"_s, run.started.toString(Qt::ISODate)},
               {u"message"_s, run.message},
               {u"note"_s, run.note},
               {u"trashed"_s, run.trashed},
               {u"current"_s, current}});
    out.line(u"%1%2  %3  %4  %5  %6  %7  %8"_s.arg(current ? u"*"_s : u" "_s)
                 .arg(run.id, 4)
                 .arg(stateName(run.state), -11)
                 .arg(run.arch, -9)
                 .arg(run.preset, -12)
                 .arg(run.epochs, 6)
                 .arg(run.bestEpoch < 0 ? u"–"_s : formatPercent(run.bestErrorRate), 10)
                 .arg(formatDuration(run.seconds)));
}

Result<void> run(const Arguments &arguments, CommandContext &context)
{
    const std::unique_ptr<Project> project = openProject(arguments);
    const RunsOverview overview = orFail(runsOverview(*project));
    const std::vector<RunRecord> *runs = &overview.runs;
    context.out.line(u"  run  state        arch       preset        epochs  best error  time"_s);
    for (const RunRecord &record : *runs)
        tell(context.out, record, record.id == overview.current);
    context.out.event(u"done"_s, {{u"runs"_s, qint64(runs->size())}});
    return {};
}

} // namespace

Command runsCommand()
{
    return {u"runs"_s, u"PROJECT"_s, 1, 1, u"Lists the runs, newest first"_s, u"runs buildings.cairn"_s,
            {},        run};
}

} // namespace cairn
