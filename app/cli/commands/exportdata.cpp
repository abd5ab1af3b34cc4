// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/cli/projectaccess.h"
#include "core/base/format.h"
#include "core/dataset/interchange.h"

#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

FilePlacement placementNamed(const QString &name)
{
    if (name.isEmpty() || name == u"copy")
        return FilePlacement::Copy;
    if (name == u"hardlink")
        return FilePlacement::HardLink;
    if (name == u"symlink")
        return FilePlacement::SymbolicLink;
    throw UsageError{u"--files must be copy, hardlink or symlink, not “%1”."_s.arg(name)};
}

Result<void> run(const Arguments &arguments, CommandContext &context)
{
    Output &out = context.out;
    DataExport what;
    if (arguments.has(u"format"_s))
        what.format = Arguments::require(dataFormatFromName(arguments.text(u"format"_s)));
    what.placement = placementNamed(arguments.text(u"files"_s));
    what.unlabeled = arguments.has(u"unlabelled"_s);
    what.edited = arguments.has(u"edited"_s);
    what.spreadsheetSafe = arguments.has(u"spreadsheet-safe"_s);
    if (what.spreadsheetSafe && what.format != DataFormat::Csv)
        throw UsageError{u"--spreadsheet-safe works only with --format csv."_s};
    const auto [project, database] = connectProject(arguments);
    const QString folder = QFileInfo(arguments.positional(1)).absoluteFilePath();
    const DataExportReport report = orFail(exportData(
        *database, folder, what, [&](const Progress &progress) { out.progress(progress); }, context.cancel));
    for (const Refusal &refusal : report.refused) {
        out.event(u"refused"_s, {{u"file"_s, refusal.file}, {u"reason"_s, refusal.reason}});
        out.line(u"left out %1: %2"_s.arg(refusal.file, refusal.reason));
    }
    out.event(u"done"_s,
              {{u"folder"_s, folder},
               {u"exported"_s, report.exported},
               {u"refused"_s, qint64(report.refused.size())},
               {u"credited"_s, report.credited}});
    out.line(u"Exported %1 images to %2."_s.arg(formatCount(report.exported), folder));
    if (report.credited > 0)
        out.line(u"The credits for %1 of them are in ATTRIBUTION.csv and .md."_s.arg(
            formatCount(report.credited)));
    return {};
}

} // namespace

Command exportDataCommand()
{
    return {u"export-data"_s,
            u"PROJECT FOLDER"_s,
            2,
            2,
            u"Exports images, classes and split for other programs"_s,
            u"export-data buildings.cairn ~/buildings --format fiftyone"_s,
            {{u"format"_s, u"NAME"_s, u"folders (default), csv, label-studio, fiftyone"_s},
             {u"files"_s, u"KIND"_s, u"copy (default), hardlink or symlink"_s},
             {u"unlabelled"_s, {}, u"include images without a class"_s},
             {u"edited"_s, {}, u"include files outside the project edited after import"_s},
             {u"spreadsheet-safe"_s, {}, u"csv: put an apostrophe before names that look like formulas"_s}},
            run};
}

} // namespace cairn
