#include "core/dataset/importer.h"

#include "core/base/format.h"
#include "core/dataset/archive.h"
#include "core/dataset/interchange/classfolder.h"
#include "core/dataset/pictureverifier.h"
#include "core/dataset/quarantine.h"
#include "core/project/classrepository.h"
#include "core/project/project.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr std::size_t chunkSize = 200; // rows a transaction: fast, and a kill loses little
const QStringList exportedLists{u"ATTRIBUTION.csv"_s, u"ATTRIBUTION.md"_s, nameTableFile.toString()};
constexpr qint64 progressEvery = 100; // ms

/// Class ids by folder name, added to the project when the first picture of a class is.
class ClassFinder
{
public:
    explicit ClassFinder(Database &database)
        : m_classes(database)
    {
    }

    Result<qint64> idOf(const QString &folderName)
    {
        if (folderName.isEmpty())
            return 0;
        if (const auto known = m_ids.constFind(folderName); known != m_ids.constEnd())
            return *known;
        const auto record = m_classes.findOrAdd(folderName);
        if (!record)
            return record.error();
        m_ids.insert(folderName, record->id);
        return record->id;
    }
    /// 0 where no picture of that class has been seen.
    qint64 known(const QString &folderName) const { return m_ids.value(folderName, 0); }

private:
    ClassRepository m_classes;
    QHash<QString, qint64> m_ids;
};

/// Files that were unpacked for the import: they are moved into the project. Empty for the user's own.
struct Unpacked
{
    QString archive;
    QString folder;
};

class Import
{
public:
    Import(Database &database, const ProgressCallback &progress, const CancelToken &cancel,
           Unpacked unpacked = {})
        : m_database(database)
        , m_unpacked(std::move(unpacked))
        , m_images(database)
        , m_classes(database)
        , m_progress(progress)
        , m_cancel(cancel)
    {
        m_sinceProgress.start();
    }

    /// `classId` is for files whose place says no class.
    Result<ImportReport> run(const std::vector<FoundFile> &files, qint64 classId)
    {
        const auto known = m_images.hashes();
        if (!known)
            return known.error();
        PictureVerifier verifier(files, *known, isOurs() ? Thumbnails::Skip : Thumbnails::Keep, m_cancel);
        for (std::size_t i = 0; i < files.size(); ++i) {
            auto picture = verifier.next();
            if (!picture)
                break;
            if (const auto taken = take(files[i], *std::move(picture), classId); !taken)
                return stopped(taken.error());
            showProgress(i + 1, files.size(), files[i].path);
        }
        if (const auto written = writeChunk(); !written)
            return stopped(written.error());
        if (const auto noted = noteRefusals(classId); !noted)
            return noted.error();
        m_report.cancelled = m_cancel.cancelled();
        return std::move(m_report);
    }

private:
    /// What was committed stays, and is said.
    Error stopped(Error error) const
    {
        if (m_report.imported > 0)
            error.message += u" %1 pictures are in the project; import again to go on from there."_s.arg(
                formatCount(m_report.imported));
        return error;
    }

    Result<void> take(const FoundFile &file, VerifiedPicture picture, qint64 classId)
    {
        if (!picture.refusal.isEmpty()) {
            refuse(file, picture.refusal);
            return {};
        }
        if (picture.known) {
            ++m_report.duplicates;
            return {};
        }
        const auto ownClass = m_classes.idOf(file.className);
        if (!ownClass && ownClass.error().code == ErrorCode::InvalidInput) {
            refuse(file, u"Its folder's name cannot be a class: %1"_s.arg(ownClass.error().message));
            return {};
        }
        if (!ownClass)
            return ownClass.error();
        picture.image.classId = *ownClass == 0 ? classId : *ownClass;
        if (isOurs()) {
            if (const auto moved = moveIntoProject(picture.image, m_database.folder()); !moved)
                return moved;
        }
        m_chunk.push_back(std::move(picture.image));
        return m_chunk.size() < chunkSize ? Result<void>() : writeChunk();
    }

    bool isOurs() const { return !m_unpacked.folder.isEmpty(); }

    void refuse(const FoundFile &file, const QString &reason)
    {
        const QString shown
            = isOurs() ? m_unpacked.archive + file.path.mid(m_unpacked.folder.size()) : file.path;
        m_report.refused.push_back({shown, reason});
        m_refusals.push_back({file, reason});
    }

    /// At the end, when the classes are known.
    Result<void> noteRefusals(qint64 classId)
    {
        std::vector<QuarantineRecord> records;
        for (const auto &[file, reason] : m_refusals) {
            const qint64 ownClass = m_classes.known(file.className);
            const QuarantineRecord record{0, file.path, reason, ownClass == 0 ? classId : ownClass, 0, 0};
            if (!isOurs()) {
                records.push_back(record);
            } else if (QFileInfo(file.path).isFile()) {
                if (const auto moved = moveToQuarantine(m_database, record); !moved)
                    return moved;
            }
        }
        return QuarantineRepository(m_database).add(records);
    }

    Result<void> writeChunk()
    {
        QStringList files;
        for (const NewImage &image : m_chunk)
            files << image.path;
        if (const auto taken = QuarantineRepository(m_database).removeFiles(files); !taken)
            return taken;
        if (isOurs() && !m_chunk.empty())
            m_database.folder().sync(); // a row must not outlive its picture in a power cut
        const auto ids = m_images.add(m_chunk);
        if (!ids)
            return ids.error();
        for (const qint64 id : *ids)
            ++(id == 0 ? m_report.duplicates : m_report.imported);
        m_chunk.clear();
        return {};
    }

    void showProgress(std::size_t done, std::size_t total, const QString &path)
    {
        if (!m_progress || (done < total && m_sinceProgress.elapsed() < progressEvery))
            return;
        m_sinceProgress.restart();
        m_progress({qint64(done), qint64(total), QFileInfo(path).fileName()});
    }

    Database &m_database;
    const Unpacked m_unpacked;
    ImageRepository m_images;
    ClassFinder m_classes;
    std::vector<std::pair<FoundFile, QString>> m_refusals;
    const ProgressCallback &m_progress;
    const CancelToken &m_cancel;
    QElapsedTimer m_sinceProgress;
    std::vector<NewImage> m_chunk;
    ImportReport m_report;
};

QString unpackingTemplate(const Database &database)
{
    return database.folder().path(unpackingPrefix.toString() + u"XXXXXX"_s);
}

/// Archives often hold one folder that holds everything.
QString contentFolder(const QString &folder)
{
    QString inner = folder;
    for (int i = 0; i < 8; ++i) {
        const QFileInfoList entries = QDir(inner).entryInfoList(QDir::AllEntries | QDir::NoDotAndDotDot);
        if (entries.size() != 1 || !entries.first().isDir()
            || !QDir(entries.first().filePath()).isEmpty(QDir::Files | QDir::NoDotAndDotDot))
            break;
        inner = entries.first().filePath();
    }
    return inner;
}

/// A folder tree with the classes that its folders' names mean. What an export puts beside the pictures is
/// passed over.
std::vector<FoundFile> listTree(const QString &folder, const QString &except, const CancelToken &cancel)
{
    const QHash<QString, QString> cutNames = readNameTable(folder);
    std::vector<FoundFile> files = listFolderTree(folder, except, cancel);
    std::erase_if(files, [&](const FoundFile &file) {
        const QFileInfo info(file.path);
        return exportedLists.contains(info.fileName()) && info.path() == folder;
    });
    for (FoundFile &file : files) {
        const auto cut = cutNames.constFind(file.className);
        file.className = cut == cutNames.constEnd() ? classOfFolder(file.className) : *cut;
    }
    return files;
}

void join(ImportReport &sum, ImportReport &&part)
{
    sum.imported += part.imported;
    sum.duplicates += part.duplicates;
    sum.refused.insert(sum.refused.end(), part.refused.begin(), part.refused.end());
    sum.cancelled = sum.cancelled || part.cancelled;
}

} // namespace

Result<ImportReport> importFound(Database &database, const std::vector<FoundFile> &files,
                                 const ProgressCallback &progress, const CancelToken &cancel)
{
    std::vector<FoundFile> good;
    std::vector<Refusal> refused; // of rows, not of files: nothing that could be kept in quarantine
    for (const FoundFile &file : files) {
        const auto name = ClassRepository::cleanName(file.className);
        if (!file.refusal.isEmpty())
            refused.push_back({file.path, file.refusal});
        else if (!file.className.isEmpty() && !name)
            refused.push_back({file.path, u"Its label cannot be a class: %1"_s.arg(name.error().message)});
        else if (!QFileInfo::exists(file.path))
            refused.push_back({file.path, u"The file is not there."_s});
        else
            good.push_back(file);
    }
    auto report = Import(database, progress, cancel).run(good, 0);
    if (report)
        report->refused.insert(report->refused.begin(), refused.begin(), refused.end());
    return report;
}

Result<ImportReport> importFolder(Database &database, const QString &folder, const ProgressCallback &progress,
                                  const CancelToken &cancel)
{
    const QFileInfo info(folder);
    if (!info.exists())
        return Error{ErrorCode::NotFound, u"There is no folder “%1”."_s.arg(folder)};
    if (!info.isDir())
        return Error{ErrorCode::InvalidInput, u"“%1” is not a folder."_s.arg(folder)};
    const QString path = QDir::cleanPath(info.absoluteFilePath());
    return Import(database, progress, cancel).run(listTree(path, database.directory(), cancel), 0);
}

Result<ImportReport> importFiles(Database &database, const QStringList &files, qint64 classId,
                                 const ProgressCallback &progress, const CancelToken &cancel)
{
    std::vector<FoundFile> found;
    for (const QString &file : files) {
        const QFileInfo info(file);
        found.push_back({QDir::cleanPath(info.absoluteFilePath()),
                         {},
                         Split::None,
                         info.isDir() ? u"It is a folder; import it as one."_s : QString()});
    }
    return Import(database, progress, cancel).run(found, classId);
}

Result<ImportReport> importArchive(Database &database, const QString &file, const ProgressCallback &progress,
                                   const CancelToken &cancel)
{
    const QTemporaryDir folder(unpackingTemplate(database)); // by name: made new
    if (!folder.isValid())
        return Error{ErrorCode::WriteFailed, u"The project's folder cannot be written to."_s,
                     folder.errorString()};
    const QString archive = QFileInfo(file).absoluteFilePath();
    auto refused = unpackArchive(archive, folder.path(), {}, progress, cancel);
    if (!refused)
        return refused.error();
    const QString content = contentFolder(folder.path());
    auto report
        = Import(database, progress, cancel, {archive, folder.path()}).run(listTree(content, {}, cancel), 0);
    if (report)
        report->refused.insert(report->refused.begin(), refused->begin(), refused->end());
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
                     u"The picture cannot be stored in the project's folder; is the disk full?"_s,
                     stored.error().detail};
    return Import(database, {}, {}, {folder.path(), folder.path()}).run({{file, {}, Split::None, {}}}, 0);
}

Result<ImportReport> importPaths(Database &database, const QStringList &paths,
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
        Result<ImportReport> part = folder ? importFolder(database, path, progress, cancel)
                                           : importArchive(database, path, progress, cancel);
        if (!part && part.error().code == ErrorCode::Corrupt && paths.size() > 1) {
            sum.refused.push_back({path, part.error().message}); // the others need not suffer
            continue;
        }
        if (!part)
            return part;
        join(sum, *std::move(part));
    }
    if (files.isEmpty())
        return sum;
    Result<ImportReport> part = importFiles(database, files, 0, progress, cancel);
    if (part)
        join(sum, *std::move(part));
    return part ? Result<ImportReport>(std::move(sum)) : part;
}

} // namespace cairn
