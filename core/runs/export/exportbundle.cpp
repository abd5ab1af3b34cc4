// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/export/exportbundle.h"

#include "core/base/folder.h"
#include "core/base/text.h"
#include "core/base/zipwriter.h"
#include "core/dataset/attribution.h"
#include "core/runs/export/torchprogram.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

const QString sumsName = u"SHA256SUMS"_s;
const QString programsFolder = u":/bundle"_s;

Result<void> writePrograms(const QDir &folder)
{
    const QStringList names = QDir(programsFolder).entryList(QDir::Files, QDir::Name);
    for (const QString &name : names) {
        QFile program(programsFolder + u'/' + name); // by name: inside the program
        if (!program.open(QIODevice::ReadOnly))
            return Error{ErrorCode::Internal, Text::tr("The bundle's program %1 is missing.").arg(name)};
        if (const auto written = replaceFile(folder.filePath(name), program.readAll()); !written)
            return written;
    }
    return {};
}

QStringList filesIn(const QString &folder)
{
    QStringList names;
    QDirIterator tree(folder, QDir::Files, QDirIterator::Subdirectories);
    while (tree.hasNext())
        names << QDir(folder).relativeFilePath(tree.next());
    names.sort();
    return names;
}

Result<void> writeSums(const QDir &folder)
{
    QByteArray sums;
    for (const QString &name : filesIn(folder.path())) {
        const QString hash = sha256OfFile(folder.filePath(name));
        if (hash.isEmpty())
            return Error{ErrorCode::ReadFailed,
                         Text::tr("%1 cannot be read back.").arg(folder.filePath(name))};
        sums += hash.toLatin1() + "  " + name.toUtf8() + '\n';
    }
    return replaceFile(folder.filePath(sumsName), sums);
}

Result<void> writeTexts(const QDir &folder, const BundleParts &parts)
{
    const ModelSpec &spec = parts.card.spec;
    QList<QPair<QString, QByteArray>> texts{
        {u"labels.txt"_s, labelsText(spec.classes)},
        {u"preprocessing.json"_s, preprocessingJson(spec, parts.job.facts)},
        {u"config.json"_s, huggingFaceConfig(spec)},
        {u"preprocessor_config.json"_s, huggingFacePreprocessor(spec)},
        {u"training.json"_s, parts.trainingJson},
        {u"model.py"_s, torchProgram(spec)},
        {u"model_info.h"_s, modelInfoHeader(spec, parts.job.facts.temperature)},
        {u"README.md"_s, modelCardText(parts.card)},
    };
    if (!parts.credits.empty())
        texts << std::pair{u"ATTRIBUTION.csv"_s, attributionCsv(parts.credits).toUtf8()}
              << std::pair{u"ATTRIBUTION.md"_s, attributionMarkdown(parts.credits).toUtf8()};
    return forEach(texts, [&](const QPair<QString, QByteArray> &text) {
        return replaceFile(folder.filePath(text.first), text.second);
    });
}

} // namespace

QString sha256OfFile(const QString &path)
{
    QFile file(path); // by name: written a moment ago
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (!file.open(QIODevice::ReadOnly) || !hash.addData(&file))
        return {};
    return QString::fromLatin1(hash.result().toHex());
}

Result<ExportOutcome> fillBundle(const QString &path, BundleParts parts, Engine &engine,
                                 const ProgressCallback &progress, const CancelToken &cancel)
{
    const QDir folder(path);
    parts.job.goldenFolder = folder.filePath(u"golden"_s);
    if (!folder.mkpath(u"golden"_s)) // by name: in a folder that was made new
        return Error{ErrorCode::WriteFailed,
                     Text::tr("The folder %1 cannot be created.").arg(parts.job.goldenFolder)};
    parts.job.files = {{ModelFormat::Onnx, folder.filePath(u"model.onnx"_s)},
                       {ModelFormat::TorchScript, folder.filePath(u"model.pt"_s)},
                       {ModelFormat::Safetensors, folder.filePath(u"model.safetensors"_s)}};
    return engine.exportModel(parts.job, progress, cancel).and_then([&](const ExportOutcome &outcome) {
        parts.card.spec = outcome.spec;
        parts.card.worst = worstOf(outcome.checks);
        return writeTexts(folder, parts)
            .and_then([&] { return writePrograms(folder); })
            .and_then([&] { return writeSums(folder); })
            .transform([&] { return outcome; });
    });
}

Result<void> zipFolder(const QString &folder, const QString &zip)
{
    const QString root = QFileInfo(zip).completeBaseName() + u'/';
    Result<void> added;
    const auto writeAll = [&](QFile &file) {
        ZipWriter writer(file);
        for (const QString &name : filesIn(folder)) {
            QFile content(QDir(folder).filePath(name)); // by name: written a moment ago
            if (!content.open(QIODevice::ReadOnly))
                added = Error{ErrorCode::ReadFailed,
                              Text::tr("%1 cannot be read back.").arg(content.fileName())};
            else
                added = writer.add(root + name, content.readAll());
            if (!added)
                return false;
        }
        added = writer.finish();
        return added.ok();
    };
    const auto written = replaceFile(zip, writeAll);
    // What the disk says is told with the zip's name.
    return added || added.error().code == ErrorCode::WriteFailed ? written : added;
}

} // namespace cairn
