// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/export/runexport.h"

#include "core/base/folder.h"
#include "core/base/format.h"
#include "core/base/logging.h"
#include "core/base/text.h"
#include "core/project/repositories/credits.h"
#include "core/project/repositories/runrepository.h"
#include "core/runs/export/exportbundle.h"
#include "core/runs/export/exportdraft.h"
#include "core/runs/export/torchprogram.h"
#include "core/runs/runs.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSet>
#include <QStorageInfo>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr std::size_t exportSamples = 64;
constexpr qint64 bundleTexts = 20'000'000; // golden images and tensors, programs, texts

struct KindName
{
    ExportKind kind;
    const char *name;
    const char *suffix;
};
constexpr std::array<KindName, 4> kinds{{{ExportKind::Bundle, "bundle", ""},
                                         {ExportKind::Onnx, "onnx", ".onnx"},
                                         {ExportKind::TorchScript, "torchscript", ".pt"},
                                         {ExportKind::Weights, "weights", ".safetensors"}}};

const KindName &entryOf(ExportKind kind)
{
    return *std::find_if(kinds.begin(), kinds.end(),
                         [kind](const KindName &entry) { return entry.kind == kind; });
}

/// `count` of them, spread evenly.
std::vector<Example> spread(const std::vector<Example> &examples, std::size_t count)
{
    if (examples.size() <= count)
        return examples;
    std::vector<Example> chosen;
    for (std::size_t i = 0; i < count; ++i)
        chosen.push_back(examples[i * examples.size() / count]);
    return chosen;
}

Result<RunRecord> exportableRun(const Project &project, Database &database, qint64 runId)
{
    Result<RunRecord> run = RunRepository(database).find(runId);
    if (!run)
        return run;
    if (run->state == RunState::Running)
        return Error{ErrorCode::InvalidInput,
                     Text::tr("%1 is still training; wait until it is finished, or stop it.").arg(run->name)};
    if (run->bestEpoch < 0 || !QFileInfo::exists(project.bestWeights(runId)))
        return Error{
            ErrorCode::NotFound,
            Text::tr("%1 has no weights: it ended before its first epoch was complete. Start a new run.")
                .arg(run->name)};
    return run;
}

bool isZip(const QString &target)
{
    return target.endsWith(u".zip"_s, Qt::CaseInsensitive);
}

Result<void> checkTarget(const ExportRequest &request)
{
    const QFileInfo target(request.target);
    const QString folder = target.absolutePath();
    if (!QFileInfo(folder).isDir())
        return Error{ErrorCode::InvalidInput,
                     Text::tr("The folder %1 for the model does not exist.").arg(folder)};
    const bool wantsFolder = request.kind == ExportKind::Bundle && !isZip(request.target);
    if (!wantsFolder && target.isDir())
        return Error{ErrorCode::InvalidInput,
                     Text::tr("%1 is a folder; specify a file in it.").arg(target.absoluteFilePath())};
    if (wantsFolder && target.exists() && !target.isDir())
        return Error{ErrorCode::InvalidInput,
                     Text::tr("%1 is a file; a bundle must be a folder or a .zip file.")
                         .arg(target.absoluteFilePath())};
    const QDir existing(target.absoluteFilePath());
    if (wantsFolder && target.isDir() && !existing.isEmpty() && !existing.exists(u"SHA256SUMS"_s))
        return Error{
            ErrorCode::InvalidInput,
            Text::tr("The folder %1 contains other files; choose a new folder.").arg(existing.path())};
    return {};
}

/// What the export will take on the disk, all together.
qint64 neededBytes(const ExportRequest &request, qint64 weightsBytes)
{
    if (request.kind != ExportKind::Bundle)
        return weightsBytes + weightsBytes / 10;
    return (isZip(request.target) ? 2 : 1) * (3 * weightsBytes + bundleTexts);
}

Result<void> checkSpace(const ExportRequest &request, const QString &weights)
{
    const QStorageInfo disk(QFileInfo(request.target).absolutePath());
    const qint64 needed = neededBytes(request, QFileInfo(weights).size());
    if (!disk.isValid() || disk.bytesAvailable() < 0 || disk.bytesAvailable() >= needed)
        return {};
    return Error{ErrorCode::WriteFailed,
                 Text::tr("Not enough disk space for %1: %2 are free, the export needs %3.")
                     .arg(QFileInfo(request.target).absolutePath(), formatBytes(disk.bytesAvailable()),
                          formatBytes(needed))};
}

ModelFacts factsOf(const Project &project, const RunRecord &run, const QString &digest)
{
    const QString version = QCoreApplication::applicationVersion();
    return {version.isEmpty() ? u"Cairn"_s : u"Cairn "_s + version, project.name(), run.name, digest,
            run.temperature};
}

/// Everything about the run that an export tells.
Result<BundleParts> gather(const Project &project, Database &database, const RunRecord &run)
{
    const RunRepository runs(database);
    auto read = allOf(runs.validExamples(run.id), runs.snapshotDigest(run.id));
    if (!read)
        return read.error();
    auto &[examples, digest] = *read;
    std::erase_if(examples, [](const Example &example) { return !QFileInfo::exists(example.path); });
    BundleParts parts;
    parts.job.weightsFile = project.bestWeights(run.id);
    parts.job.samples = spread(examples, exportSamples);
    parts.job.facts = factsOf(project, run, digest);
    parts.card.project = project.name();
    parts.card.run = run;
    parts.card.facts = parts.job.facts;
    QJsonObject settings = run.settings();
    settings[u"weights"_s]
        = QFileInfo(settings[u"weights"_s].toString()).fileName(); // not whose folder it was
    parts.trainingJson = QJsonDocument(settings).toJson();
    return parts;
}

/// What only a bundle tells.
Result<void> gatherCard(const Project &project, Database &database, BundleParts &parts)
{
    auto read = allOf(RunRepository(database).snapshot(parts.card.run), readCredits(database));
    if (!read)
        return read.error();
    auto &[snapshot, credits] = *read;
    parts.card.trainingImages = qint64(snapshot.train.size());
    parts.card.validationImages = qint64(snapshot.valid.size());
    QSet<qint64> learned;
    for (const Example &example : snapshot.train)
        learned << example.imageId;
    std::erase_if(credits, [&](const Credit &credit) { return !learned.contains(credit.imageId); });
    for (Credit &credit : credits) {
        credit.path = QFileInfo(credit.path).fileName(); // the folders of this machine are nobody's business
        if (!credit.from.license.isEmpty() && !parts.card.licenses.contains(credit.from.license))
            parts.card.licenses << credit.from.license;
    }
    parts.card.licenses.sort();
    parts.card.credits = !credits.empty();
    parts.credits = std::move(credits);
    Result<RunEvaluation> evaluation = storedEvaluation(project, parts.card.run.id);
    if (evaluation)
        parts.card.evaluation = static_cast<Evaluation &>(*evaluation);
    return {};
}

/// What is asked for can be written; all that it tells.
Result<BundleParts> gatherFor(const ExportRequest &request, const Project &project, Database &database)
{
    return exportableRun(project, database, request.runId).and_then([&](const RunRecord &run) {
        return checkTarget(request)
            .and_then([&] { return checkSpace(request, project.bestWeights(run.id)); })
            .and_then([&] { return gather(project, database, run); })
            .and_then([&](BundleParts parts) {
                const bool bundle = request.kind == ExportKind::Bundle;
                const Result<void> card = bundle ? gatherCard(project, database, parts) : Result<void>();
                return card.transform([&] { return std::move(parts); });
            });
    });
}

ModelFile fileOf(const ExportRequest &request, const QString &path)
{
    switch (request.kind) {
    case ExportKind::Onnx:
        return {ModelFormat::Onnx, path, request.withPreprocessing};
    case ExportKind::Weights:
        return {path.endsWith(u".safetensors"_s) ? ModelFormat::Safetensors : ModelFormat::TorchWeights,
                path};
    default:
        return {ModelFormat::TorchScript, path};
    }
}

/// The texts that belong beside a model's file, by what is added to its name.
QList<QPair<QString, QByteArray>> textsBeside(ExportKind kind, const ModelSpec &spec)
{
    if (kind == ExportKind::Onnx)
        return {}; // it holds its labels itself
    QList<QPair<QString, QByteArray>> texts{{u".labels.txt"_s, labelsText(spec.classes)}};
    if (kind == ExportKind::Weights && !fitsTorchvision(spec))
        texts << std::pair{u".model.py"_s, torchProgram(spec)};
    return texts;
}

/// Writes what is asked for as drafts, and moves them to their places.
class ExportWriter
{
public:
    ExportWriter(const ExportRequest &request, Engine &engine, const ProgressCallback &progress,
                 const CancelToken &cancel)
        : m_request(request)
        , m_name(QFileInfo(request.target).fileName())
        , m_engine(engine)
        , m_progress(progress)
        , m_cancel(cancel)
    {
    }

    Result<ExportOutcome> write(BundleParts parts)
    {
        Result<ExportDraft> draft = ExportDraft::beside(m_request.target);
        if (!draft)
            return draft.error();
        Result<ExportOutcome> outcome = m_request.kind == ExportKind::Bundle
            ? writeBundle(*draft, std::move(parts))
            : writeModel(*draft, std::move(parts.job));
        if (!outcome)
            return draft->told(outcome.error());
        return draft->moveToPlaces(m_names).and_then([&] {
            for (const QString &name : m_names)
                m_files << draft->place(name);
            return outcome;
        });
    }

    const QStringList &files() const { return m_files; } ///< absolute, the target first

private:
    Result<ExportOutcome> writeModel(const ExportDraft &draft, ExportJob job)
    {
        job.files = {fileOf(m_request, draft.path(m_name))};
        m_names << m_name;
        const auto writeText = [&](const QPair<QString, QByteArray> &text) {
            m_names << m_name + text.first;
            return replaceFile(draft.path(m_names.last()), text.second);
        };
        return m_engine.exportModel(job, m_progress, m_cancel).and_then([&](const ExportOutcome &outcome) {
            return forEach(textsBeside(m_request.kind, outcome.spec), writeText).transform([&] {
                return outcome;
            });
        });
    }

    Result<ExportOutcome> writeBundle(const ExportDraft &draft, BundleParts parts)
    {
        const QString folder = draft.path(isZip(m_name) ? u"bundle"_s : m_name);
        m_names << m_name;
        if (!QDir().mkpath(folder)) // by name: in a folder that was made new
            return Error{ErrorCode::WriteFailed, {}, u"a folder cannot be created there"_s};
        Result<ExportOutcome> outcome = fillBundle(folder, std::move(parts), m_engine, m_progress, m_cancel);
        if (!outcome || !isZip(m_name))
            return outcome;
        return zipFolder(folder, draft.path(m_name)).and_then([&] { return outcome; });
    }

    const ExportRequest &m_request;
    const QString m_name;
    Engine &m_engine;
    const ProgressCallback &m_progress;
    const CancelToken &m_cancel;
    QStringList m_names;
    QStringList m_files;
};

qint64 bytesOf(const QString &path)
{
    if (!QFileInfo(path).isDir())
        return QFileInfo(path).size();
    qint64 bytes = 0;
    QDirIterator tree(path, QDir::Files, QDirIterator::Subdirectories);
    while (tree.hasNext()) {
        tree.next();
        bytes += tree.fileInfo().size();
    }
    return bytes;
}

ExportRecord recordOf(const ExportRequest &request, const ExportCheck &worst)
{
    const bool folder = QFileInfo(request.target).isDir();
    ExportRecord record;
    record.runId = request.runId;
    record.at = QDateTime::currentDateTime();
    record.format = exportKindName(request.kind);
    record.path = request.target;
    record.bytes = bytesOf(request.target);
    record.sha256 = sha256OfFile(folder ? request.target + u"/SHA256SUMS"_s : request.target);
    record.images = worst.images;
    record.largestDifference = worst.largestDifference;
    record.changedDecisions = worst.changedDecisions;
    return record;
}

} // namespace

std::vector<ExportKind> allExportKinds()
{
    std::vector<ExportKind> all;
    all.reserve(std::size(kinds));
    for (const KindName &entry : kinds)
        all.push_back(entry.kind);
    return all;
}

QString exportKindName(ExportKind kind)
{
    return QString::fromLatin1(entryOf(kind).name);
}

Result<ExportKind> exportKindFromName(const QString &name)
{
    for (const KindName &entry : kinds) {
        if (name == QLatin1String(entry.name))
            return entry.kind;
    }
    return Error{ErrorCode::InvalidInput,
                 Text::tr("There is no format “%1”; choose bundle, onnx, torchscript or weights.")
                     .arg(name.left(100))};
}

QString suggestedExport(const Project &project, const RunRecord &run, ExportKind kind)
{
    const QString name = u"%1-run%2-%3%4"_s.arg(
        project.name(), QString::number(run.id), run.arch,
        kind == ExportKind::Bundle ? u"-bundle"_s : QString::fromLatin1(entryOf(kind).suffix));
    return QDir(project.exportsDirectory()).filePath(name);
}

Result<ExportReport> exportRun(const Project &project, Engine &engine, const ExportRequest &wanted,
                               const ProgressCallback &progress, const CancelToken &cancel)
{
    ExportRequest request = wanted;
    request.target = QDir::cleanPath(QFileInfo(wanted.target).absoluteFilePath());
    ExportWriter writer(request, engine, progress, cancel);
    const auto write = [&](Database &database) {
        return gatherFor(request, project, database).and_then([&](BundleParts parts) {
            return writer.write(std::move(parts));
        });
    };
    const auto reportOf = [&](Database &database, const ExportOutcome &outcome) {
        ExportReport report;
        report.files = writer.files();
        const ExportCheck worst = worstOf(outcome.checks);
        report.record = recordOf(request, worst);
        report.reader = worst.reader;
        report.bfloat16 = outcome.bfloat16;
        // The file is there and checked: that its row is not must not hide it.
        if (const auto added = ExportRepository(database).add(report.record); !added)
            qCWarning(lcProject) << added.error().message << added.error().detail;
        return report;
    };
    return withDatabase(project, [&](Database &database) {
        return write(database).transform(
            [&](const ExportOutcome &outcome) { return reportOf(database, outcome); });
    });
}

} // namespace cairn
