// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/cli/predictionreporter.h"
#include "app/common/engineloader.h"
#include "core/base/format.h"
#include "core/dataset/nativecopy.h"

#include <QFileInfo>
#include <QTemporaryDir>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

/// Names on standard input, one a line.
QStringList standardInput()
{
    QStringList names;
    QFile input; // by name: standard input has none
    if (!input.open(stdin, QIODevice::ReadOnly))
        return names;
    while (!input.atEnd()) {
        QByteArray line = input.readLine();
        while (line.endsWith('\n') || line.endsWith('\r'))
            line.chop(1);
        if (!line.isEmpty())
            names << QFile::decodeName(line);
    }
    return names;
}

/// What to classify.
struct Files
{
    QStringList paths;
    QHash<QString, QString> shown; ///< of copies of files whose names are no UTF-8: what those are called
    std::unique_ptr<QTemporaryDir> copies;

    QString name(const QString &path) const { return shown.value(path, path); }
};

/// Files as they are, folders as all the files in their tree, hidden ones left out, "-" as standard input.
/// Each has a row, whatever it is called.
Files expanded(const QStringList &paths, const CancelToken &cancel)
{
    Files files;
    for (const QString &path : paths) {
        if (path == u"-") {
            files.paths << standardInput();
            continue;
        }
        if (!QFileInfo(path).isDir()) {
            files.paths << path;
            continue;
        }
        std::vector<FoundFile> found = listFolderTree(path, {}, cancel).files;
        if (std::ranges::any_of(found, [](const FoundFile &file) { return !file.native.isEmpty(); })) {
            if (!files.copies)
                files.copies = std::make_unique<QTemporaryDir>(); // by name: of the system's temporary files
            const QString folder = files.copies->filePath(QString::number(files.shown.size()));
            orFail(copyNativeNames(found, folder, cancel));
        }
        for (const FoundFile &file : found) {
            files.paths << file.path;
            if (file.owned)
                files.shown.insert(file.path, file.name());
        }
    }
    return files;
}

/// A folder is no model, but for a bundle's; a project is what people hand over instead of one.
Result<void> checkModel(const QString &model)
{
    if (!QFileInfo(model).isDir() || QFileInfo::exists(model + u"/SHA256SUMS"_s))
        return {};
    if (!QFileInfo::exists(model + u"/project.sqlite"_s))
        return Error{ErrorCode::InvalidInput, u"“%1” is a folder, not a model."_s.arg(model)};
    return Error{
        ErrorCode::InvalidInput,
        u"“%1” is a project folder, not a model. Export a model with cairn-cli export \"%1\", or use the "
        "weights of a run, \"%1/runs/1/best.safetensors\"."_s.arg(model)};
}

Precision precisionOf(const Arguments &arguments)
{
    if (!arguments.has(u"precision"_s))
        return Precision::Auto;
    const QString name = arguments.text(u"precision"_s);
    if (name == u"auto")
        return Precision::Auto;
    if (name == u"float32")
        return Precision::Float32;
    if (name == u"bfloat16")
        return Precision::BFloat16;
    throw UsageError{u"--precision must be auto, float32 or bfloat16, not “%1”."_s.arg(name)};
}

Result<void> run(const Arguments &arguments, CommandContext &context)
{
    const Precision precision = precisionOf(arguments);
    if (arguments.has(u"move"_s) && !arguments.has(u"sort-into"_s))
        throw UsageError{u"--move works only with --sort-into."_s};
    orFail(checkModel(arguments.positional(0)));
    const Files expansion = expanded(arguments.positionals().sliced(1), context.cancel);
    const QStringList &files = expansion.paths;
    if (files.isEmpty())
        return Error{ErrorCode::NotFound, u"There are no files to classify."_s};
    const std::unique_ptr<Engine> engine = orFail(loadEngine());
    const std::unique_ptr<Predictor> predictor
        = orFail(engine->openPredictor(arguments.positional(0), precision));
    Output &out = context.out;
    PredictionReporter reporter(arguments, predictor->spec().classes, files.size(), out);
    reporter.open(arguments);
    TestTimeAugmentation views;
    views.views = int(arguments.integer(u"tta"_s, 0, 100).value_or(0));
    const auto tell = [&](const FilePrediction &prediction) {
        reporter.tell(prediction, expansion.name(prediction.file));
    };
    const Result<void> predicted = predictor->predict(files, tell, context.cancel, views);
    const Result<void> finished = reporter.finish(); // of a cancelled run, too
    orFail(predicted);
    orFail(finished);
    if (reporter.unreadable() == files.size())
        return Error{ErrorCode::InvalidInput, u"None of the files is a readable image."_s};
    out.event(u"done"_s, {{u"files"_s, files.size()}, {u"errors"_s, reporter.unreadable()}});
    if (arguments.has(u"csv"_s))
        out.line(u"Classified %1 files; %2 could not be read: %3"_s.arg(
            formatCount(files.size()), formatCount(reporter.unreadable()), arguments.text(u"csv"_s)));
    if (reporter.notSorted() > 0)
        return Error{ErrorCode::WriteFailed,
                     u"%1 files could not be copied or moved into their class folders."_s.arg(
                         formatCount(reporter.notSorted()))};
    return {};
}

} // namespace

Command predictCommand()
{
    return {u"predict"_s,
            u"MODEL FILE|FOLDER|-…"_s,
            2,
            -1,
            u"Classifies images with an exported model or bundle"_s,
            u"predict buildings.onnx ~/new-photos --csv predictions.csv"_s,
            {{u"csv"_s, u"FILE"_s, u"write a table: file, label, probability, each class, error"_s},
             {u"top"_s, u"K"_s, u"print the K most probable classes"_s},
             {u"unsure"_s, u"P"_s, u"print “unsure” if the largest probability is below P (0–1)"_s},
             {u"sort-into"_s, u"FOLDER"_s, u"copy each image into a folder named after its class"_s},
             {u"move"_s, {}, u"with --sort-into: move instead of copying"_s},
             {u"precision"_s, u"NAME"_s, u"auto (default, the fastest here), float32 or bfloat16"_s},
             {u"spreadsheet-safe"_s, {}, u"put an apostrophe before names that look like formulas"_s},
             {u"tta"_s, u"N"_s, u"also average over N random views of each image (default 0)"_s}},
            run};
}

} // namespace cairn
