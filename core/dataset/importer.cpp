#include "core/dataset/importer.h"

#include "core/dataset/pictureverifier.h"
#include "core/project/classrepository.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr std::size_t chunkSize = 200; // rows a transaction: fast, and a kill loses little
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

private:
    ClassRepository m_classes;
    QHash<QString, qint64> m_ids;
};

class Import
{
public:
    Import(Database &database, const ProgressCallback &progress, const CancelToken &cancel)
        : m_images(database)
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
        PictureVerifier verifier(files, *known, m_cancel);
        for (std::size_t i = 0; i < files.size(); ++i) {
            auto picture = verifier.next();
            if (!picture)
                break;
            if (const auto taken = take(files[i], *std::move(picture), classId); !taken)
                return taken.error();
            showProgress(i + 1, files.size(), files[i].path);
        }
        if (const auto written = writeChunk(); !written)
            return written.error();
        m_report.cancelled = m_cancel.cancelled();
        return std::move(m_report);
    }

private:
    Result<void> take(const FoundFile &file, VerifiedPicture picture, qint64 classId)
    {
        if (!picture.refusal.isEmpty()) {
            m_report.refused.push_back({file.path, picture.refusal});
            return {};
        }
        if (picture.known) {
            ++m_report.duplicates;
            return {};
        }
        const auto ownClass = m_classes.idOf(file.className);
        if (!ownClass && ownClass.error().code == ErrorCode::InvalidInput) {
            m_report.refused.push_back(
                {file.path, u"Its folder's name cannot be a class: %1"_s.arg(ownClass.error().message)});
            return {};
        }
        if (!ownClass)
            return ownClass.error();
        picture.image.classId = *ownClass == 0 ? classId : *ownClass;
        m_chunk.push_back(std::move(picture.image));
        return m_chunk.size() < chunkSize ? Result<void>() : writeChunk();
    }

    Result<void> writeChunk()
    {
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

    ImageRepository m_images;
    ClassFinder m_classes;
    const ProgressCallback &m_progress;
    const CancelToken &m_cancel;
    QElapsedTimer m_sinceProgress;
    std::vector<NewImage> m_chunk;
    ImportReport m_report;
};

} // namespace

Result<ImportReport> importFolder(Database &database, const QString &folder, const ProgressCallback &progress,
                                  const CancelToken &cancel)
{
    const QFileInfo info(folder);
    if (!info.exists())
        return Error{ErrorCode::NotFound, u"There is no folder “%1”."_s.arg(folder)};
    if (!info.isDir())
        return Error{ErrorCode::InvalidInput, u"“%1” is not a folder."_s.arg(folder)};
    const QString path = QDir::cleanPath(info.absoluteFilePath());
    return Import(database, progress, cancel).run(listFolderTree(path, database.directory(), cancel), 0);
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

} // namespace cairn
