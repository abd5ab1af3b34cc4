// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/cli/projectaccess.h"
#include "core/base/format.h"
#include "core/dataset/charset.h"
#include "core/dataset/interchange.h"
#include "core/project/repositories/imagerepository.h"

#include <QFileInfo>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr std::size_t shownDuplicates = 10; // as text; --json names them all

int classLevel(const Arguments &arguments)
{
    if (arguments.text(u"class-level"_s) == u"nearest")
        return nearestClassLevel;
    return int(arguments.integer(u"class-level"_s, 1, 64).value_or(automaticClassLevel));
}

Result<ImportReport> importAsked(const Arguments &arguments, CommandContext &context, Database &database)
{
    ImportOptions options;
    options.classLevel = classLevel(arguments);
    options.encoding = arguments.text(u"encoding"_s);
    if (arguments.has(u"encoding"_s) && !isEncoding(options.encoding))
        throw UsageError{u"Unknown encoding “%1”; use for example GBK, Shift_JIS or windows-1252."_s.arg(
            options.encoding)};
    options.fileColumn = arguments.text(u"file-column"_s);
    options.labelColumn = arguments.text(u"label-column"_s);
    options.smallest = int(arguments.integer(u"smallest"_s, 0, 10'000).value_or(smallestSide));
    options.relabel = arguments.has(u"relabel"_s);
    options.mergeCase = arguments.has(u"merge-case"_s);
    const QString path = arguments.positional(1);
    const auto progress = [&](const Progress &now) { context.out.progress(now); };
    if (!arguments.has(u"format"_s))
        return importPaths(database, {path}, options, progress, context.cancel);
    const DataFormat format = Arguments::require(dataFormatFromName(arguments.text(u"format"_s)));
    return importData(database, {path, format}, options, progress, context.cancel);
}

void tellRefused(Output &out, const ImportReport &report)
{
    for (const Refusal &refusal : report.refused) {
        out.event(u"refused"_s, {{u"file"_s, refusal.file}, {u"reason"_s, refusal.reason}});
        out.line(u"refused %1: %2"_s.arg(refusal.file, refusal.reason));
    }
}

void tellDuplicates(Output &out, const ImportReport &report)
{
    for (std::size_t i = 0; i < report.duplicates.size(); ++i) {
        const DuplicateFile &duplicate = report.duplicates[i];
        out.event(u"duplicate"_s, {{u"file"_s, duplicate.file}, {u"of"_s, duplicate.of}});
        if (i < shownDuplicates && duplicate.file != duplicate.of)
            out.line(u"duplicate %1: the same as %2"_s.arg(duplicate.file, duplicate.of));
    }
    if (report.duplicates.size() > shownDuplicates)
        out.line(u"… %1 duplicates in total; --json lists them all"_s.arg(
            formatCount(qint64(report.duplicates.size()))));
}

void tellConflicts(Output &out, const ImportReport &report)
{
    for (const LabelConflict &conflict : report.conflicts) {
        out.event(u"conflict"_s,
                  {{u"file"_s, conflict.file},
                   {u"label"_s, conflict.label},
                   {u"other"_s, conflict.other},
                   {u"other_label"_s, conflict.otherLabel}});
        out.line(u"conflict %1 is %2, but the same image at %3 is %4"_s.arg(
            conflict.file, conflict.label, conflict.other, conflict.otherLabel));
    }
}

void tellMoved(Output &out, const ImportReport &report)
{
    for (const MovedFile &moved : report.moved) {
        out.event(u"moved"_s, {{u"file"_s, moved.file}, {u"from"_s, moved.from}});
        out.line(u"moved %1: it was at %2"_s.arg(moved.file, moved.from));
    }
    for (const RelabelOffer &offer : report.relabels) {
        out.event(u"relabel"_s,
                  {{u"file"_s, offer.file}, {u"before"_s, offer.before}, {u"after"_s, offer.after}});
        out.line(u"relabel %1: it is %2 here, and %3 in the project"_s.arg(
            offer.file, offer.after, offer.before.isEmpty() ? u"unlabeled"_s : offer.before));
    }
}

void tellNotices(Output &out, const ImportReport &report)
{
    for (const QString &notice : report.notices)
        out.notice(notice);
    for (const QString &path : report.passedOver)
        out.event(u"passed_over"_s, {{u"file"_s, path}});
    if (!report.passedOver.isEmpty())
        out.notice(u"Skipped %1 hidden files or folders."_s.arg(formatCount(report.passedOver.size())));
    for (const QStringList &names : report.caseVariants) {
        out.event(u"case_variants"_s, {{u"classes"_s, QJsonArray::fromStringList(names)}});
        out.notice(
            u"The classes %1 differ only by case and are kept separate; to merge them, use “classes PROJECT "
            "merge”."_s.arg(names.join(u", "_s)));
    }
}

void tellSum(Output &out, const ImportReport &report)
{
    const auto size = [](const auto &list) { return qint64(list.size()); };
    out.event(u"done"_s,
              {{u"seen"_s, report.seen},
               {u"imported"_s, report.imported},
               {u"refused"_s, size(report.refused)},
               {u"duplicates"_s, size(report.duplicates)},
               {u"conflicts"_s, size(report.conflicts)},
               {u"moved"_s, size(report.moved)},
               {u"relabels"_s, size(report.relabels)},
               {u"passed_over"_s, size(report.passedOver)}});
    QString text = u"Imported %1 of %2 images; %3 refused, %4 duplicates left out"_s.arg(
        formatCount(report.imported), formatCount(report.seen), formatCount(size(report.refused)),
        formatCount(size(report.duplicates)));
    if (!report.conflicts.empty())
        text += u", %1 conflicting labels"_s.arg(formatCount(size(report.conflicts)));
    if (!report.moved.empty())
        text += u", %1 moved"_s.arg(formatCount(size(report.moved)));
    if (!report.relabels.empty())
        text += u", %1 with a different label now"_s.arg(formatCount(size(report.relabels)));
    out.line(text + u'.');
}

Result<void> run(const Arguments &arguments, CommandContext &context)
{
    Output &out = context.out;
    const auto [project, database] = connectProject(arguments);
    if (!QFileInfo::exists(arguments.positional(1)))
        return Error{ErrorCode::NotFound, u"“%1” does not exist."_s.arg(arguments.positional(1))};
    const qint64 newest = orFail(ImageRepository(*database).newest());
    const ImportReport report = orFail(importAsked(arguments, context, *database));
    orFail(joinArrivals(*project, newest));
    tellRefused(out, report);
    tellDuplicates(out, report);
    tellConflicts(out, report);
    tellMoved(out, report);
    tellNotices(out, report);
    if (report.cancelled) {
        return Error{ErrorCode::Cancelled,
                     u"Canceled: %1 images were already imported and stay in the project."_s.arg(
                         formatCount(report.imported))};
    }
    tellSum(out, report);
    if (report.seen == 0)
        return Error{ErrorCode::NotFound,
                     u"Nothing was imported: there are no files in “%1”."_s.arg(arguments.positional(1))};
    if (report.nothingTaken())
        return Error{ErrorCode::InvalidInput, u"Nothing was imported: every file was refused."_s};
    return {};
}

} // namespace

Command importCommand()
{
    return {u"import"_s,
            u"PROJECT FOLDER|ARCHIVE|LIST"_s,
            2,
            2,
            u"Adds the images of a folder, zip or tar; class = folder name"_s,
            u"import buildings.cairn ~/photos/buildings"_s,
            {{u"format"_s, u"NAME"_s, u"folders, csv, label-studio or fiftyone (a data set)"_s},
             {u"class-level"_s, u"N"_s, u"folder level that names the class: 1, 2, … or nearest"_s},
             {u"file-column"_s, u"NAME"_s, u"for tables: the column with the files"_s},
             {u"label-column"_s, u"NAME"_s, u"for tables: the label column; for Label Studio: the control"_s},
             {u"relabel"_s, {}, u"relabel moved images by their current folder"_s},
             {u"encoding"_s, u"NAME"_s, u"for names in archives and for tables: GBK, windows-1252, …"_s},
             {u"smallest"_s, u"PIXELS"_s, u"smallest side accepted, in pixels (default 32; 0: any)"_s},
             {u"merge-case"_s, {}, u"merge classes whose names differ only by case"_s}},
            run};
}

} // namespace cairn
