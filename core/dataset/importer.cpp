// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/importer.h"
#include "core/base/text.h"

#include "core/base/format.h"
#include "core/dataset/archive.h"
#include "core/dataset/charset.h"
#include "core/dataset/health/outlying.h"
#include "core/dataset/importrun.h"
#include "core/dataset/interchange/classfolder.h"
#include "core/dataset/nativecopy.h"
#include "core/project/project.h"
#include "core/project/repositories/classrepository.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr qsizetype namesInNotice = 4;

const QStringList exportedLists{u"ATTRIBUTION.csv"_s, u"ATTRIBUTION.md"_s, nameTableFile.toString()};

QString unpackingTemplate(const Database &database)
{
    return database.folder().path(unpackingPrefix.toString() + u"XXXXXX"_s);
}

/// "cats, dogs"; "a, b, c, d and 96 more".
QString someOf(const QStringList &names)
{
    if (names.size() <= namesInNotice)
        return names.join(u", "_s);
    return Text::tr("%1 and %2 more")
        .arg(names.first(namesInNotice).join(u", "_s), formatCount(names.size() - namesInNotice));
}

/// What was taken for granted about the tree.
QStringList noticesOf(const TreeLayout &layout, int level, int shallow)
{
    QStringList notices;
    if (!layout.wrapper.isEmpty())
        notices << Text::tr("All files are inside the folder “%1”, so its subfolders were used.")
                       .arg(layout.wrapper.join(u'/'));
    for (const QString &split : layout.unlabeledSplits)
        notices << Text::tr("“%1” has no class folders: its files are unlabeled.").arg(split);
    if (layout.ambiguous()) {
        const std::size_t wanted = std::size_t(level == automaticClassLevel ? 1 : level);
        QStringList others;
        for (std::size_t i = 0; i < layout.levels.size(); ++i) {
            if (i + 1 != wanted)
                others << u"level %1: %2"_s.arg(i + 1).arg(someOf(layout.levels[i]));
        }
        notices
            << (level == nearestClassLevel
                    ? Text::tr("The class is the folder directly above a file (%1).")
                          .arg(others.join(u"; "_s))
                    : Text::tr(
                          "The class is the folder at level %1: %2. Folders at other levels are not classes "
                          "(%3).")
                          .arg(wanted)
                          .arg(someOf(layout.levels.size() < wanted ? QStringList{Text::tr("none")}
                                                                    : layout.levels[wanted - 1]),
                               others.join(u"; "_s)));
    }
    if (shallow > 0 && !layout.levels.empty())
        notices << Text::tr("%1 file(s) are not in a class folder and are unlabeled.", nullptr, int(shallow))
                       .arg(formatCount(shallow));
    return notices;
}

/// The files of a tree with classes and splits; what an export puts beside the images is passed over.
TreeListing listTree(const QString &folder, const QString &except, const ImportOptions &options,
                     QStringList &notices, const CancelToken &cancel)
{
    TreeListing tree = listFolderTree(folder, except, cancel);
    const TreeLayout layout = layoutOf(tree.files);
    std::erase_if(tree.files, [&](const FoundFile &file) {
        const bool own
            = file.folders == layout.wrapper && exportedLists.contains(file.path.section(u'/', -1));
        if (own)
            tree.passedOver << file.path;
        return own;
    });
    const QStringList top = QStringList{folder} + layout.wrapper;
    const QHash<QString, QString> cutNames = readNameTable(top.join(u'/'));
    const int shallow = assignClasses(tree.files, layout, options.classLevel);
    notices = noticesOf(layout, options.classLevel, shallow);
    for (FoundFile &file : tree.files) {
        const auto cut = cutNames.constFind(file.className);
        file.className = cut == cutNames.constEnd() ? classOfFolder(file.className) : *cut;
    }
    return tree;
}

/// Texts for the parts of an archive's paths that are no UTF-8, by what they seem to be; else they stay
/// escaped.
QHash<QString, QString> namesOfBytes(const QHash<QString, QByteArray> &escaped, QStringList &notices)
{
    QHash<QString, QString> names;
    if (escaped.isEmpty())
        return names;
    const QString encoding = guessEncoding(escaped.values());
    for (const auto &[part, bytes] : escaped.asKeyValueRange()) {
        const auto text = encoding.isEmpty() ? std::nullopt : decodeStrictly(bytes, encoding);
        if (text && !text->contains(u'/'))
            names.insert(part, *text);
    }
    notices
        << (encoding.isEmpty()
                ? Text::tr(
                    "Names in the archive are not UTF-8: their bytes are shown as %B9. Choose their encoding "
                    "(GBK, Shift_JIS, …) to read them correctly.")
                : Text::tr(
                      "Names in the archive are not UTF-8 and were read as %1, the most likely encoding; you "
                      "can choose another.")
                      .arg(encoding));
    return names;
}

std::vector<FoundFile> foundFiles(const QStringList &files)
{
    std::vector<FoundFile> found;
    for (const QString &file : files) {
        const QFileInfo info(file);
        found.push_back({QDir::cleanPath(info.absoluteFilePath()),
                         {},
                         Split::None,
                         info.isDir() ? Text::tr("It is a folder; import it as a folder.") : QString()});
    }
    return found;
}

} // namespace

Result<ImportReport> importFound(Database &database, const std::vector<FoundFile> &files,
                                 const ImportOptions &options, const ProgressCallback &progress,
                                 const CancelToken &cancel)
{
    std::vector<FoundFile> good;
    std::vector<Refusal> refused; // of rows, not of files: nothing that could be kept in quarantine
    for (const FoundFile &file : files) {
        const auto name = ClassRepository::cleanName(file.className);
        if (!file.refusal.isEmpty())
            refused.push_back({file.path, file.refusal});
        else if (!file.className.isEmpty() && !name)
            refused.push_back(
                {file.path, Text::tr("Its label is not a valid class name: %1").arg(name.error().message)});
        else if (!QFileInfo::exists(file.path))
            refused.push_back({file.path, Text::tr("The file does not exist.")});
        else
            good.push_back(file);
    }
    auto report = ImportRun(database, options, progress, cancel).run(good, 0);
    if (report) {
        report->seen += qint64(refused.size());
        report->refused.insert(report->refused.begin(), refused.begin(), refused.end());
    }
    return report;
}

Result<ImportReport> importFolder(Database &database, const QString &folder, const ImportOptions &options,
                                  const ProgressCallback &progress, const CancelToken &cancel)
{
    const QFileInfo info(folder);
    if (!info.exists())
        return Error{ErrorCode::NotFound, Text::tr("There is no folder “%1”.").arg(folder)};
    if (!info.isDir())
        return Error{ErrorCode::InvalidInput, Text::tr("“%1” is not a folder.").arg(folder)};
    const QString path = QDir::cleanPath(info.absoluteFilePath());
    QStringList notices;
    TreeListing tree = listTree(path, database.directory(), options, notices, cancel);
    const bool foreign
        = std::ranges::any_of(tree.files, [](const FoundFile &file) { return !file.native.isEmpty(); });
    std::unique_ptr<QTemporaryDir> copies;
    if (foreign) {
        copies = std::make_unique<QTemporaryDir>(unpackingTemplate(database)); // by name: made new
        if (const auto copied = copyNativeNames(tree.files, copies->path(), cancel); !copied)
            return copied.error();
        notices << Text::tr(
            "Files whose names are not valid UTF-8 were copied into the project under escaped names.");
    }
    if (const QString outlying = outlyingNotice(tree.files, path); !outlying.isEmpty())
        notices << outlying;
    auto report = ImportRun(database, options, progress, cancel).run(tree.files, 0);
    if (report) {
        report->notices = notices + report->notices;
        report->passedOver += tree.passedOver;
    }
    return report;
}

Result<ImportReport> importFiles(Database &database, const QStringList &files, qint64 classId,
                                 const ProgressCallback &progress, const CancelToken &cancel)
{
    return ImportRun(database, {}, progress, cancel).run(foundFiles(files), classId);
}

Result<ImportReport> importArchive(Database &database, const QString &file, const ImportOptions &options,
                                   const ProgressCallback &progress, const CancelToken &cancel)
{
    const QTemporaryDir folder(unpackingTemplate(database)); // by name: made new
    if (!folder.isValid())
        return Error{ErrorCode::WriteFailed, Text::tr("The project's folder cannot be written to."),
                     folder.errorString()};
    const QString archive = QFileInfo(file).absoluteFilePath();
    ArchiveLimits limits;
    limits.encoding = options.encoding;
    auto unpacked = unpackArchive(archive, folder.path(), limits, progress, cancel);
    if (!unpacked)
        return unpacked.error();
    QStringList notices;
    TreeListing tree = listTree(folder.path(), {}, options, notices, cancel);
    const QHash<QString, QString> names = namesOfBytes(unpacked->escaped, notices);
    for (FoundFile &found : tree.files) {
        QStringList parts = found.path.mid(folder.path().size() + 1).split(u'/');
        for (QString &part : parts)
            part = names.value(part, part);
        found.shown = archive + u'/' + parts.join(u'/');
        found.className = names.value(found.className, found.className);
        found.owned = true;
    }
    auto report = ImportRun(database, options, progress, cancel).run(tree.files, 0);
    if (report) {
        report->seen += qint64(unpacked->refused.size());
        report->refused.insert(report->refused.begin(), unpacked->refused.begin(), unpacked->refused.end());
        report->notices = notices + report->notices;
        report->passedOver += unpacked->passedOver;
    }
    return report;
}

Result<ImportReport> importCopy(Database &database, const QImage &image)
{
    const QTemporaryDir folder(unpackingTemplate(database)); // by name: made new
    const QString file = folder.filePath(u"pasted.png"_s);
    const Result<void> stored = folder.isValid()
        ? replaceFile(file, [&](QFile &out) { return image.save(&out, "png"); })
        : Result<void>(Error{ErrorCode::WriteFailed, {}, folder.errorString()});
    if (!stored)
        return Error{ErrorCode::WriteFailed,
                     Text::tr("The image cannot be stored in the project's folder; is the disk full?"),
                     stored.error().detail};
    FoundFile copy{file};
    copy.shown = u"pasted.png"_s;
    copy.owned = true;
    return ImportRun(database, {}, {}, {}).run({copy}, 0);
}

Result<ImportReport> importPaths(Database &database, const QStringList &paths, const ImportOptions &options,
                                 const ProgressCallback &progress, const CancelToken &cancel)
{
    ImportReport sum;
    QStringList files;
    for (const QString &path : paths) {
        const bool folder = QFileInfo(path).isDir();
        if (!folder && !isArchive(path)) {
            files << path;
            continue;
        }
        Result<ImportReport> part = folder ? importFolder(database, path, options, progress, cancel)
                                           : importArchive(database, path, options, progress, cancel);
        if (!part && part.error().code == ErrorCode::Corrupt && paths.size() > 1) {
            ++sum.seen;
            sum.refused.push_back({path, part.error().message}); // the others need not suffer
            continue;
        }
        if (!part)
            return part;
        sum.append(*std::move(part));
    }
    if (files.isEmpty())
        return sum;
    Result<ImportReport> part = ImportRun(database, options, progress, cancel).run(foundFiles(files), 0);
    if (!part)
        return part;
    sum.append(*std::move(part));
    return sum;
}

} // namespace cairn
