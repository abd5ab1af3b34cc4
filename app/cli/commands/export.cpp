#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/cli/projectreader.h"
#include "app/common/engineloader.h"
#include "core/runs/runs.h"

#include <QFileInfo>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

/// --to, or exports/run-<id>.pt in the project.
Result<QString> target(const Arguments &arguments, const Project &project, const RunRecord &run)
{
    if (arguments.has(u"to"_s))
        return QFileInfo(arguments.text(u"to"_s)).absoluteFilePath();
    if (const Result<void> made = project.folder().make(u"exports"_s); !made)
        return made.error();
    return u"%1/run-%2.pt"_s.arg(project.exportsDirectory()).arg(run.id);
}

Result<void> run(const Arguments &arguments, Surroundings &surroundings)
{
    const QString format = arguments.has(u"format"_s) ? arguments.text(u"format"_s) : u"torchscript"_s;
    if (format != u"torchscript")
        throw UsageError{u"--format must be torchscript, not “%1”."_s.arg(format)};
    const Result<std::unique_ptr<Project>> project = Project::open(arguments.positional(0));
    if (!project)
        return project.error();
    const Result<RunRecord> chosen = chosenRun(**project, arguments);
    if (!chosen)
        return chosen.error();
    const Result<QString> file = target(arguments, **project, *chosen);
    if (!file)
        return file.error();
    const Result<std::unique_ptr<Engine>> engine = loadEngine();
    if (!engine)
        return engine.error();
    const Result<ExportCheck> check = exportRun(**project, **engine, chosen->id, *file, surroundings.cancel);
    if (!check)
        return check.error();
    const bool compared = check->images > 0;
    surroundings.out.event(
        u"done"_s,
        {{u"run"_s, chosen->id},
         {u"file"_s, *file},
         {u"images"_s, check->images},
         {u"largest_difference"_s, compared ? QJsonValue(check->largestDifference) : QJsonValue()},
         {u"changed_decisions"_s, compared ? QJsonValue(check->changedDecisions) : QJsonValue()}});
    surroundings.out.line(u"Wrote %1 and %1.labels.txt."_s.arg(*file));
    if (!compared) {
        surroundings.out.notice(
            u"It was read back, but could not be checked on images: none of the run's validation images can be read."_s);
        return {};
    }
    surroundings.out.line(
        u"Read back and compared on %1 images: probabilities differ by at most %2, %3 decisions differ."_s
            .arg(check->images)
            .arg(check->largestDifference, 0, 'g', 2)
            .arg(check->changedDecisions));
    return {};
}

} // namespace

Command exportCommand()
{
    return {u"export"_s,
            u"PROJECT"_s,
            1,
            1,
            u"Writes a run's model for other programs and checks it"_s,
            u"export buildings.cairn --run 1 --to buildings.pt"_s,
            {{u"run"_s, u"ID"_s, u"default: the newest run with weights"_s},
             {u"format"_s, u"NAME"_s, u"torchscript (default)"_s},
             {u"to"_s, u"FILE"_s, u"default: exports/run-ID.pt in the project"_s}},
            run};
}

} // namespace cairn
