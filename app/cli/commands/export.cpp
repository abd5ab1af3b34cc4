// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/cli/projectaccess.h"
#include "app/common/engineloader.h"
#include "core/base/format.h"
#include "core/runs/export/runexport.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

/// --to, or a name in the project's exports.
QString target(const Arguments &arguments, const Project &project, const RunRecord &run, ExportKind kind)
{
    if (arguments.has(u"to"_s))
        return QFileInfo(arguments.text(u"to"_s)).absoluteFilePath();
    orFail(project.folder().make(u"exports"_s));
    return suggestedExport(project, run, kind);
}

void tell(const ExportReport &report, Output &out)
{
    const ExportRecord &record = report.record;
    QJsonObject fields{
        {u"run"_s, record.runId},
        {u"file"_s, record.path},
        {u"images"_s, record.images},
        {u"largest_difference"_s, record.images > 0 ? QJsonValue(record.largestDifference) : QJsonValue()},
        {u"changed_decisions"_s, record.images > 0 ? QJsonValue(record.changedDecisions) : QJsonValue()},
        {u"format"_s, record.format},
        {u"bytes"_s, record.bytes},
        {u"sha256"_s, record.sha256},
        {u"reader"_s, report.reader}};
    if (report.bfloat16) {
        fields.insert(u"bfloat16_largest_difference"_s, report.bfloat16->largestDifference);
        fields.insert(u"bfloat16_changed_decisions"_s, report.bfloat16->changedDecisions);
    }
    if (record.images == 0)
        out.notice(u"It could not be checked on images: none of the run's validation images can be read."_s);
    out.event(u"done"_s, fields);
    QStringList files;
    for (const QString &file : report.files)
        files << QDir::toNativeSeparators(file);
    out.line(
        u"Wrote %1 (%2, SHA-256 %3)."_s.arg(files.join(u", "_s), formatBytes(record.bytes), record.sha256));
    out.line(u"Read back by %1 and compared on %2 in float32: probabilities differ by at most %3, %4 "
             "predictions changed."_s.arg(report.reader,
                                          record.images > 0 ? u"%1 images"_s.arg(record.images)
                                                            : u"a test pattern (no validation image can be "
                                                              "read)"_s,
                                          QString::number(record.largestDifference, 'g', 2),
                                          QString::number(record.changedDecisions)));
    if (report.bfloat16)
        out.line(u"With bfloat16, which this machine evaluates in, probabilities differ by at most %1, %2 "
                 "predictions changed."_s.arg(QString::number(report.bfloat16->largestDifference, 'g', 2),
                                              QString::number(report.bfloat16->changedDecisions)));
}

Result<void> run(const Arguments &arguments, CommandContext &context)
{
    const auto kind = Arguments::require(
        exportKindFromName(arguments.has(u"format"_s) ? arguments.text(u"format"_s) : u"torchscript"_s));
    const bool withPreprocessing = arguments.has(u"with-preprocessing"_s);
    if (withPreprocessing && kind != ExportKind::Onnx)
        throw UsageError{u"--with-preprocessing works only with --format onnx."_s};
    const std::unique_ptr<Project> project = openProject(arguments);
    const RunRecord chosen = orFail(chosenRun(*project, arguments));
    const QString file = target(arguments, *project, chosen, kind);
    const std::unique_ptr<Engine> engine = orFail(loadEngine());
    const ExportRequest request{chosen.id, kind, file, withPreprocessing};
    const auto progress = [&](const Progress &now) { context.out.progress(now); };
    const ExportReport report = orFail(exportRun(*project, *engine, request, progress, context.cancel));
    tell(report, context.out);
    return {};
}

} // namespace

Command exportCommand()
{
    return {u"export"_s,
            u"PROJECT"_s,
            1,
            1,
            u"Exports a run's model for other programs and checks it"_s,
            u"export buildings.cairn --format bundle --to buildings.zip"_s,
            {{u"run"_s, u"ID"_s, u"default: the current run"_s},
             {u"format"_s, u"NAME"_s, u"torchscript (default), onnx, weights or bundle (all of them)"_s},
             {u"to"_s, u"FILE"_s, u"weights: .safetensors or .pth; bundle: a folder or .zip"_s},
             {u"with-preprocessing"_s, {}, u"onnx: from 8-bit pixels to probabilities"_s}},
            run};
}

} // namespace cairn
