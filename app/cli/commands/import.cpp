#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "core/base/format.h"
#include "core/dataset/interchange.h"

#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace cairn {

static Result<void> run(const Arguments &arguments, Surroundings &surroundings)
{
    Output &out = surroundings.out;
    std::optional<DataFormat> format;
    if (arguments.has(u"format"_s))
        format = Arguments::require(dataFormatFromName(arguments.text(u"format"_s)));
    const Result<std::unique_ptr<Project>> project = Project::open(arguments.positional(0));
    if (!project)
        return project.error();
    const Result<std::unique_ptr<Database>> database = (*project)->connect();
    if (!database)
        return database.error();
    const QString path = arguments.positional(1);
    if (!QFileInfo::exists(path))
        return Error{ErrorCode::NotFound, u"There is nothing at “%1”."_s.arg(path)};
    const auto progress = [&](const Progress &now) { out.progress(now); };
    const Result<ImportReport> report = format
        ? importData(**database, path, *format, progress, surroundings.cancel)
        : importPaths(**database, {path}, progress, surroundings.cancel);
    if (!report)
        return report.error();
    for (const Refusal &refusal : report->refused) {
        out.event(u"refused"_s, {{u"file"_s, refusal.file}, {u"reason"_s, refusal.reason}});
        out.line(u"refused %1: %2"_s.arg(refusal.file, refusal.reason));
    }
    const qint64 refused = qint64(report->refused.size());
    if (report->cancelled) {
        return Error{ErrorCode::Cancelled,
                     u"Cancelled: %1 pictures were imported until then and stay."_s.arg(
                         formatCount(report->imported))};
    }
    out.event(
        u"done"_s,
        {{u"imported"_s, report->imported}, {u"refused"_s, refused}, {u"duplicates"_s, report->duplicates}});
    out.line(u"Imported %1 pictures; %2 refused, %3 duplicates left out."_s.arg(
        formatCount(report->imported), formatCount(refused), formatCount(report->duplicates)));
    return {};
}

Command importCommand()
{
    return {u"import"_s,
            u"PROJECT FOLDER|ARCHIVE"_s,
            2,
            2,
            u"Adds the pictures of a folder, zip or tar; class = folder name"_s,
            u"import buildings.cairn ~/photos/buildings"_s,
            {{u"format"_s, u"NAME"_s, u"folders, csv, label-studio or fiftyone (a data set)"_s}},
            run};
}

} // namespace cairn
