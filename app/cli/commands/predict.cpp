#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/cli/predictioncsv.h"
#include "app/common/engineloader.h"
#include "core/base/format.h"
#include "core/dataset/nativecopy.h"

#include <QFileInfo>
#include <QJsonObject>
#include <QTemporaryDir>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

/// What to classify.
struct Files
{
    QStringList paths;
    QHash<QString, QString> shown; ///< of copies of files whose names are no UTF-8: what those are called
    std::unique_ptr<QTemporaryDir> copies;

    QString name(const QString &path) const { return shown.value(path, path); }
};

/// Files as they are, folders as all the files in their tree, hidden ones left out. Each has a row, whatever
/// it is called.
Result<Files> expanded(const QStringList &paths, const CancelToken &cancel)
{
    Files files;
    for (const QString &path : paths) {
        if (!QFileInfo(path).isDir()) {
            files.paths << path;
            continue;
        }
        std::vector<FoundFile> found = listFolderTree(path, {}, cancel).files;
        if (std::ranges::any_of(found, [](const FoundFile &file) { return !file.native.isEmpty(); })) {
            if (!files.copies)
                files.copies = std::make_unique<QTemporaryDir>();
            const QString folder = files.copies->filePath(QString::number(files.shown.size()));
            if (const auto copied = copyNativeNames(found, folder, cancel); !copied)
                return copied.error();
        }
        for (const FoundFile &file : found) {
            files.paths << file.path;
            if (file.owned)
                files.shown.insert(file.path, file.name());
        }
    }
    return files;
}

/// A folder is no model; a project is what people hand over instead of one.
Result<void> checkModel(const QString &model)
{
    if (!QFileInfo(model).isDir())
        return {};
    if (!QFileInfo::exists(model + u"/project.sqlite"_s))
        return Error{ErrorCode::InvalidInput, u"“%1” is a folder, not a model."_s.arg(model)};
    return Error{
        ErrorCode::InvalidInput,
        u"“%1” is a project: the folder with images, labels and training runs. A model is a file: write "
        "one with cairn-cli export \"%1\", or name the weights of a run, \"%1/runs/1/best.safetensors\"."_s
            .arg(model)};
}

QJsonObject toJson(const FilePrediction &prediction, const QStringList &classes)
{
    QJsonObject fields{{u"file"_s, prediction.file}};
    if (!prediction.error.isEmpty()) {
        fields.insert(u"error"_s, prediction.error);
        return fields;
    }
    QJsonObject probabilities;
    for (qsizetype i = 0; i < classes.size(); ++i)
        probabilities.insert(classes[i], double(prediction.probabilities[std::size_t(i)]));
    fields.insert(u"label"_s, classes.value(prediction.predicted));
    fields.insert(u"probability"_s, double(prediction.probabilities[std::size_t(prediction.predicted)]));
    fields.insert(u"probabilities"_s, probabilities);
    return fields;
}

QString toText(const FilePrediction &prediction, const QStringList &classes)
{
    if (!prediction.error.isEmpty())
        return u"%1: %2"_s.arg(prediction.file, prediction.error);
    const double probability = double(prediction.probabilities[std::size_t(prediction.predicted)]);
    return u"%1: %2 (%3)"_s.arg(prediction.file, classes.value(prediction.predicted),
                                formatPercent(probability));
}

/// Classifies and tells; the number of files that could not be read.
Result<qint64> classify(Predictor &predictor, const Files &files, const TestTimeAugmentation &views,
                        PredictionCsv *csv, Surroundings &surroundings)
{
    Output &out = surroundings.out;
    const QStringList &classes = predictor.spec().classes;
    qint64 done = 0;
    qint64 unreadable = 0;
    Result<void> written;
    const auto onResult = [&](FilePrediction prediction) {
        prediction.file = files.name(prediction.file);
        ++done;
        unreadable += prediction.error.isEmpty() ? 0 : 1;
        out.event(u"prediction"_s, toJson(prediction, classes));
        if (!csv) {
            out.line(toText(prediction, classes));
        } else {
            if (written)
                written = csv->add(prediction);
            if (!out.json())
                out.progress({done, files.paths.size(), u"classified"_s});
        }
    };
    const Result<void> predicted = predictor.predict(files.paths, onResult, surroundings.cancel, views);
    if (!predicted)
        return predicted.error();
    if (!written)
        return written.error();
    return unreadable;
}

Result<void> run(const Arguments &arguments, Surroundings &surroundings)
{
    if (const Result<void> model = checkModel(arguments.positional(0)); !model)
        return model.error();
    const Result<Files> expansion = expanded(arguments.positionals().sliced(1), surroundings.cancel);
    if (!expansion)
        return expansion.error();
    const QStringList &files = expansion->paths;
    if (files.isEmpty())
        return Error{ErrorCode::NotFound, u"There are no files to classify."_s};
    const Result<std::unique_ptr<Engine>> engine = loadEngine();
    if (!engine)
        return engine.error();
    const Result<std::unique_ptr<Predictor>> predictor = (*engine)->openPredictor(arguments.positional(0));
    if (!predictor)
        return predictor.error();
    std::unique_ptr<PredictionCsv> csv;
    if (arguments.has(u"csv"_s)) {
        Result<std::unique_ptr<PredictionCsv>> opened
            = PredictionCsv::create(arguments.text(u"csv"_s), (*predictor)->spec().classes);
        if (!opened)
            return opened.error();
        csv = *std::move(opened);
    }
    TestTimeAugmentation views;
    views.views = int(arguments.integer(u"tta"_s, 0, 100).value_or(0));
    const Result<qint64> unreadable = classify(**predictor, *expansion, views, csv.get(), surroundings);
    if (!unreadable)
        return unreadable.error();
    const Result<void> finished = csv ? csv->finish() : Result<void>();
    if (!finished)
        return finished.error();
    if (*unreadable == files.size())
        return Error{ErrorCode::InvalidInput, u"None of the files is a picture that can be read."_s};
    surroundings.out.event(u"done"_s, {{u"files"_s, files.size()}, {u"errors"_s, *unreadable}});
    if (csv)
        surroundings.out.line(u"Classified %1 files, %2 could not be read: %3"_s.arg(
            formatCount(files.size()), formatCount(*unreadable), arguments.text(u"csv"_s)));
    return {};
}

} // namespace

Command predictCommand()
{
    return {u"predict"_s,
            u"MODEL FILE|FOLDER…"_s,
            2,
            -1,
            u"Classifies pictures with an exported model"_s,
            u"predict buildings.pt ~/new-photos --csv predictions.csv"_s,
            {{u"csv"_s, u"FILE"_s, u"write a table: file, label, probability, each class, error"_s},
             {u"tta"_s, u"N"_s, u"average over N random views of each picture as well (default 0)"_s}},
            run};
}

} // namespace cairn
