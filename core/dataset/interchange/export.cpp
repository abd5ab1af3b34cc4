// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/dataset/interchange.h"

#include "core/dataset/attribution.h"
#include "core/dataset/interchange/classfolder.h"
#include "core/dataset/interchange/lists.h"
#include "core/imaging/decode.h"
#include "core/imaging/imageformat.h"
#include "core/project/repositories/classrepository.h"
#include "core/project/repositories/filerepository.h"
#include "core/project/repositories/imagerepository.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QSet>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr qsizetype longestName = 180; // bytes, without extension and number

bool isImageSuffix(const QString &suffix)
{
    static const QStringList known{u"jpg"_s, u"jpeg"_s, u"png"_s,  u"bmp"_s,  u"webp"_s,
                                   u"tif"_s, u"tiff"_s, u"gif"_s,  u"ppm"_s,  u"pgm"_s,
                                   u"pbm"_s, u"avif"_s, u"heic"_s, u"heif"_s, u"jxl"_s};
    return known.contains(suffix.toLower());
}

/// A file's name in an export, without its extension: what no file system minds.
QString safeStem(QString name)
{
    for (QChar &c : name) {
        if (c.category() == QChar::Other_Control || u"<>:\"/\\|?*%"_s.contains(c))
            c = u'_';
    }
    const QFileInfo info(name);
    QString stem = isImageSuffix(info.suffix()) ? info.completeBaseName() : name;
    while (stem.toUtf8().size() > longestName)
        stem.chop(1);
    stem = stem.trimmed();
    while (stem.startsWith(u'.') || stem.startsWith(u' '))
        stem.remove(0, 1);
    return stem.isEmpty() ? u"image"_s : stem;
}

/// The file's own extension, or what its content says: the name of a copy may be that of the original of
/// which a preview in another format was fetched.
QString suffixOf(const ImageRecord &image, const QByteArray &content)
{
    const QString suffix = QFileInfo(image.fileName()).suffix();
    const QString format = formatName(sniffFormat(content), content);
    const QString plain = suffix.toLower();
    const bool same
        = plain == format || (plain == u"jpg" && format == u"jpeg") || (plain == u"tif" && format == u"tiff");
    const bool linked = image.name.isEmpty();
    if (same || (linked && isImageSuffix(suffix)))
        return suffix;
    return format == u"jpeg" ? u"jpg"_s : format;
}

/// Writes one data set; what it made can be taken back.
class Exporter
{
public:
    Exporter(Database &database, const DataExport &what)
        : m_database(database)
        , m_what(what)
    {
    }

    Result<void> load()
    {
        const auto read
            = allOf(ClassRepository(m_database).all(), ImageRepository(m_database).all(),
                    ImageRepository(m_database).hashesById(), FileRepository(m_database).edited());
        if (!read)
            return read.error();
        const auto &[classes, images, hashes, edited] = *read;
        for (const ClassRecord &record : classes)
            m_names.insert(record.id, record.name);
        m_hashes = hashes;
        m_edited = edited;
        for (const ImageRecord &image : images) {
            if (!image.trashed && (image.classId != 0 || m_what.unlabeled))
                m_images.push_back(image);
        }
        m_divided = std::ranges::any_of(m_images,
                                        [](const ImageRecord &image) { return image.split != Split::None; });
        if (m_images.empty())
            return Error{ErrorCode::InvalidInput, Text::tr("There is no labeled image to export yet.")};
        return {};
    }

    /// Into a folder that is there.
    Result<void> openFolder(const QString &path)
    {
        const auto folder = Folder::open(path);
        if (!folder)
            return folder.error();
        m_folder = *folder;
        return m_what.format == DataFormat::Folders || m_what.format == DataFormat::FiftyOne
            ? Result<void>()
            : m_folder->make(u"images"_s);
    }

    Result<void> writeImages(const ProgressCallback &progress, const CancelToken &cancel)
    {
        for (std::size_t i = 0; i < m_images.size(); ++i) {
            if (cancel.cancelled())
                return Error{ErrorCode::Cancelled, Text::tr("The export was canceled.")};
            if (const auto written = writeImage(m_images[i]); !written)
                return written;
            if (progress && (i % 16 == 0 || i + 1 == m_images.size()))
                progress({qint64(i) + 1, qint64(m_images.size()), m_images[i].fileName()});
        }
        return {};
    }

    Result<void> writeLists()
    {
        switch (m_what.format) {
        case DataFormat::Folders:
            return m_cutNames.isEmpty() ? Result<void>()
                                        : write(nameTableFile.toString(), nameTable(m_cutNames).toUtf8());
        case DataFormat::Csv:
            return write(u"labels.csv"_s, csvList(m_listed, m_what.spreadsheetSafe).toUtf8());
        case DataFormat::LabelStudio:
            if (const auto written = write(u"tasks.json"_s, labelStudioTasks(m_listed)); !written)
                return written;
            return write(u"labelling-interface.xml"_s, labelStudioConfig(classNames()));
        case DataFormat::FiftyOne:
            return writeFiftyOne();
        }
        return {};
    }

    Result<DataExportReport> finish()
    {
        return writeAttribution(m_database, m_folder->path(), m_pathById).transform([this](qint64 credited) {
            m_report.credited = credited;
            return std::move(m_report);
        });
    }

private:
    Result<void> writeImage(const ImageRecord &image)
    {
        const auto content = contentOf(image);
        if (!content) {
            m_report.refused.push_back(
                {image.name.isEmpty() ? image.path : image.name, content.error().message});
            return {};
        }
        const QString directory = directoryOf(image);
        const QString path = directory + freeName(directory, image, *content);
        if (!directory.isEmpty()) {
            if (const auto made = m_folder->make(directory.chopped(1)); !made)
                return made;
        }
        if (const auto placed = place(image.path, *content, path); !placed)
            return placed;
        m_listed.push_back({path, m_names.value(image.classId), image.split});
        m_pathById.insert(image.id, path);
        ++m_report.exported;
        return {};
    }

    /// A project may name any file of the user as an image: what is taken out of it is the image that was
    /// imported, or nothing.
    Result<QByteArray> contentOf(const ImageRecord &image) const
    {
        if (!m_what.edited && m_edited.contains(image.id))
            return Error{
                ErrorCode::Unsupported,
                Text::tr("It was edited after its import. Check it and import it again, or include edited "
                         "images (--edited).")};
        auto bytes = readImageFile(image.path);
        if (!bytes)
            return bytes;
        if (sniffFormat(*bytes) == ImageFormat::Unknown)
            return Error{ErrorCode::Unsupported, describeUnknown(*bytes)};
        if (QCryptographicHash::hash(*bytes, QCryptographicHash::Sha256) != m_hashes.value(image.id))
            return Error{
                ErrorCode::Corrupt,
                Text::tr("The file is not the image that was imported; import it again to export it.")};
        return bytes;
    }

    /// Where its image goes, relative, with a slash at the end; empty for the top.
    QString directoryOf(const ImageRecord &image)
    {
        const QString name = m_names.value(image.classId);
        if (m_what.format == DataFormat::FiftyOne)
            return fiftyOneFolder(image.split) + u"data/"_s;
        if (m_what.format != DataFormat::Folders)
            return u"images/"_s;
        QString directory;
        if (m_divided && image.split != Split::None)
            directory = splitWord(image.split) + u'/';
        else if (m_divided && !name.isEmpty())
            directory = u"unassigned/"_s;
        if (name.isEmpty())
            return directory;
        const QString folder = classFolder(name);
        if (isCut(name))
            m_cutNames.insert(folder, name);
        return directory + folder + u'/';
    }

    QString fiftyOneFolder(Split split) const
    {
        if (!m_divided)
            return {};
        return split == Split::Train ? u"train/"_s
            : split == Split::Valid  ? u"validation/"_s
            : split == Split::Test   ? u"test/"_s
                                     : u"unassigned/"_s;
    }

    /// Unique in its folder regardless of case, also without the extension (FiftyOne knows images by that).
    QString freeName(const QString &directory, const ImageRecord &image, const QByteArray &content)
    {
        const QString stem = safeStem(image.fileName());
        QString free = stem;
        QSet<QString> &taken = m_taken[directory];
        int &number = m_numbers[directory + stem.toCaseFolded()];
        while (taken.contains(free.toCaseFolded()))
            free = u"%1-%2"_s.arg(stem).arg(++number + 1);
        taken.insert(free.toCaseFolded());
        return free + u'.' + suffixOf(image, content);
    }

    Result<void> place(const QString &source, const QByteArray &content, const QString &name) const
    {
        const QString target = m_folder->path(name);
        std::error_code error;
        const std::filesystem::path from = source.toStdU16String();
        const std::filesystem::path to = target.toStdU16String();
        if (m_what.placement == FilePlacement::SymbolicLink) {
            std::filesystem::create_symlink(from, to, error); // by name: fails where something is
            return error ? failure(target, QString::fromStdString(error.message())) : Result<void>();
        }
        if (m_what.placement == FilePlacement::HardLink) {
            std::filesystem::create_hard_link(from, to, error); // by name: the same
            if (!error)
                return {};
        }
        return m_folder->replace(name, content);
    }

    Result<void> writeFiftyOne() const
    {
        std::map<Split, std::vector<ListedImage>> parts;
        for (const ListedImage &image : m_listed)
            parts[m_divided ? image.split : Split::None].push_back(image);
        for (const auto &[split, images] : parts) {
            if (const auto written = write(fiftyOneFolder(split) + u"labels.json"_s, fiftyOneLabels(images));
                !written)
                return written;
        }
        return {};
    }

    QStringList classNames() const
    {
        QStringList names = m_names.values();
        names.sort();
        return names;
    }

    Result<void> write(const QString &name, const QByteArray &bytes) const
    {
        return m_folder->replace(name, bytes);
    }

    static Error failure(const QString &file, const QString &detail)
    {
        return {ErrorCode::WriteFailed, Text::tr("“%1” cannot be written; is the disk full?").arg(file),
                detail};
    }

    Database &m_database;
    std::optional<Folder> m_folder; ///< once it is there
    const DataExport m_what;
    bool m_divided = false; ///< some image has a split
    QHash<qint64, QString> m_names; ///< of classes
    std::vector<ImageRecord> m_images;
    std::vector<ListedImage> m_listed;
    QHash<qint64, QString> m_pathById;
    QHash<qint64, QByteArray> m_hashes; ///< SHA-256 of the images that were imported
    QSet<qint64> m_edited; ///< images whose files are not those that were imported
    QHash<QString, QString> m_cutNames;
    QHash<QString, QSet<QString>> m_taken;
    QHash<QString, int> m_numbers;
    DataExportReport m_report;
};

bool isEmptyFolder(const QString &folder)
{
    return QFileInfo(folder).isDir()
        && QDir(folder).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
}

/// Makes a folder that was empty before empty again; removes one that was not there.
void takeBack(const QString &folder, bool existed)
{
    const auto made = Folder::open(folder);
    if (!existed || !made) {
        static_cast<void>(removeTree(folder).ok());
        return;
    }
    for (const QString &name : made->entries({}))
        static_cast<void>(made->removeTree(name).ok());
}

} // namespace

Result<DataExportReport> exportData(Database &database, const QString &folder, const DataExport &what,
                                    const ProgressCallback &progress, const CancelToken &cancel)
{
    const QString path = QDir::cleanPath(QFileInfo(folder).absoluteFilePath());
    const bool existed = QFileInfo::exists(path);
    if (existed && !isEmptyFolder(path))
        return Error{ErrorCode::AlreadyExists,
                     Text::tr("“%1” already exists and is not empty; choose another folder.").arg(path)};
    Exporter exporter(database, what);
    if (const auto loaded = exporter.load(); !loaded)
        return loaded.error();
    if (!QDir().mkpath(path)) // by name: the user's choice, and empty
        return Error{ErrorCode::WriteFailed, Text::tr("The folder “%1” cannot be created.").arg(path)};
    Result<DataExportReport> report = exporter.openFolder(path)
                                          .and_then([&] { return exporter.writeImages(progress, cancel); })
                                          .and_then([&] { return exporter.writeLists(); })
                                          .and_then([&] { return exporter.finish(); });
    if (!report)
        takeBack(path, existed);
    return report;
}

} // namespace cairn
