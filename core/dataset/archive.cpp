// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/archive.h"
#include "core/base/text.h"

#include "core/base/outside.h"
#include "core/dataset/charset.h"
#include "core/imaging/decode.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryFile>

#include <archive.h>
#include <archive_entry.h>

#include <limits>
#include <locale.h>
#include <memory>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr qsizetype deepestEntry = 32; // folders
constexpr qsizetype longestName = 255; // bytes, of one part of a path
constexpr qint64 entriesPerProgress = 100;

struct CloseArchive
{
    void operator()(archive *reader) const { archive_read_free(reader); }
};

/// libarchive converts the names of archives that say their encoding to the locale's, and gives none where
/// that cannot be: cron, containers and services run with a locale that knows only ASCII.
class Utf8Locale
{
public:
    Utf8Locale()
    {
        for (const char *name : {"C.UTF-8", "C.utf8", "en_US.UTF-8"}) {
            m_locale = newlocale(LC_CTYPE_MASK, name, nullptr);
            if (m_locale != nullptr)
                break;
        }
        if (m_locale != nullptr)
            m_before = uselocale(m_locale);
    }
    ~Utf8Locale()
    {
        if (m_locale == nullptr)
            return;
        uselocale(m_before);
        freelocale(m_locale);
    }
    Q_DISABLE_COPY_MOVE(Utf8Locale)

private:
    locale_t m_locale = nullptr;
    locale_t m_before = nullptr;
};

/// The bytes of an entry's name; empty where it has none.
QByteArray entryName(archive_entry *entry)
{
    if (const char *bytes = archive_entry_pathname(entry))
        return bytes;
    return archive_entry_pathname_utf8(entry);
}

/// A part of a path whose bytes mean nothing: a backslash may be the second half of a character there.
QString escapedPart(const QByteArray &part)
{
    QString text = shownName(part);
    return text.replace(u'\\', u"%5C"_s);
}

/// The path below the target folder. `refusal` says what is wrong with it; both empty: pass it over.
struct SafePath
{
    QString path;
    QString refusal;
};

SafePath safePath(QString name)
{
    name.replace(u'\\', u'/');
    const bool drive = name.size() > 1 && name[1] == u':';
    if (name.startsWith(u'/') || drive)
        return {{}, Text::tr("Its path is absolute.")};
    QStringList parts;
    for (const QString &part : name.split(u'/', Qt::SkipEmptyParts)) {
        const bool control = std::any_of(part.begin(), part.end(),
                                         [](QChar c) { return c.category() == QChar::Other_Control; });
        if (part == u"..")
            return {{}, Text::tr("Its path points outside the archive.")};
        if (control || part.toUtf8().size() > longestName)
            return {{}, Text::tr("Its name is not a valid file name.")};
        if (part.startsWith(u'.') && part != u".")
            return {};
        if (part != u".")
            parts << part;
    }
    if (parts.isEmpty() || parts.first() == u"__MACOSX")
        return {};
    if (parts.size() > deepestEntry)
        return {{}, Text::tr("It is nested too deeply in folders.")};
    return {parts.join(u'/'), {}};
}

class Unpacker
{
public:
    Unpacker(std::unique_ptr<QFile> input, QString file, QString folder, const ArchiveLimits &limits,
             const CancelToken &cancel)
        : m_archive(std::move(file)) // an open descriptor has no name
        , m_input(std::move(input))
        , m_folder(std::move(folder))
        , m_limits(limits)
        , m_cancel(cancel)
        , m_reader(archive_read_new())
    {
    }

    Result<UnpackedArchive> run(const ProgressCallback &progress)
    {
        if (!open())
            return damagedArchive();
        archive_entry *entry = nullptr;
        for (qint64 count = 0;; ++count) {
            const int status = archive_read_next_header(m_reader.get(), &entry);
            if (status == ARCHIVE_EOF)
                break;
            if (status < ARCHIVE_WARN) {
                if (count == 0)
                    return damagedArchive();
                refuse({}, Text::tr("It is damaged at this point; the rest of the archive cannot be read."));
                break;
            }
            if (m_cancel.cancelled())
                return Error{ErrorCode::Cancelled, Text::tr("The import was canceled.")};
            if (progress && count % entriesPerProgress == 0)
                progress({0, 0, Text::tr("Unpacking %1").arg(QFileInfo(m_archive).fileName())});
            if (const auto taken = take(entry, count); !taken)
                return taken.error();
            if (m_full)
                break;
        }
        return std::move(m_unpacked);
    }

private:
    bool open()
    {
        archive *reader = m_reader.get();
        archive_read_support_format_zip(reader);
        archive_read_support_format_tar(reader);
        archive_read_support_filter_gzip(reader);
        archive_read_support_filter_bzip2(reader);
        archive_read_support_filter_xz(reader);
        archive_read_support_filter_zstd(reader);
        return archive_read_open_fd(reader, m_input->handle(), 1 << 16) == ARCHIVE_OK;
    }

    Error damagedArchive() const
    {
        const char *said = archive_error_string(m_reader.get());
        return {ErrorCode::Corrupt,
                Text::tr("%1 cannot be unpacked: it is damaged, or not a zip or tar.")
                    .arg(QFileInfo(m_archive).fileName()),
                said ? QString::fromLocal8Bit(said) : QString()};
    }

    Result<void> take(archive_entry *entry, qint64 count)
    {
        if (archive_entry_filetype(entry) == AE_IFDIR)
            return {};
        const QByteArray bytes = entryName(entry);
        if (bytes.isEmpty()) {
            refuse(u"entry %1"_s.arg(count + 1), Text::tr("Its name cannot be read."));
            return {};
        }
        const QString name = textOf(bytes);
        const SafePath safe = safePath(name);
        if (safe.path.isEmpty() && safe.refusal.isEmpty()) {
            m_unpacked.passedOver << m_archive + u'/' + name;
            return {};
        }
        QString refusal = safe.refusal;
        if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry))
            refusal = Text::tr("It is a link or a device, not a file.");
        else if (archive_entry_is_encrypted(entry))
            refusal = Text::tr("It is encrypted; unpack the archive first and import the folder.");
        else if (count >= m_limits.entries) {
            refusal = Text::tr("The archive has more than %1 files; the rest were left out.")
                          .arg(m_limits.entries);
            m_full = true;
        }
        if (!refusal.isEmpty()) {
            refuse(name, refusal);
            return {};
        }
        return write(safe.path, name);
    }

    QString textOf(const QByteArray &name)
    {
        if (const auto text = decodeName(name, m_limits.encoding))
            return *text;
        QStringList parts;
        for (const QByteArray &part : name.split('/')) {
            const auto text = decodeName(part, m_limits.encoding);
            parts << (text ? *text : escapedPart(part));
            if (!text)
                m_unpacked.escaped.insert(parts.last(), part);
        }
        return parts.join(u'/');
    }

    Result<void> write(const QString &path, const QString &name)
    {
        const QString target = freeName(m_folder + u'/' + path);
        QFile file(target); // by name: see below
        // by name: into a folder that was made for it, where no entry becomes a link
        if (!QDir().mkpath(QFileInfo(target).absolutePath())
            || !file.open(QIODevice::WriteOnly | QIODevice::NewOnly)) { // by name: the same
            if (!hasRoom())
                return noRoom(file.errorString());
            refuse(name, Text::tr("Its name is not a valid file name on this system."));
            return {};
        }
        const auto refusal = copy(file);
        if (!refusal)
            return refusal.error();
        if (!refusal->isEmpty()) {
            file.remove();
            refuse(name, *refusal);
        }
        return {};
    }

    /// The entry's bytes. A sentence where it is refused; an Error where the disk is.
    Result<QString> copy(QFile &file)
    {
        QByteArray buffer(1 << 16, Qt::Uninitialized);
        qint64 size = 0;
        for (;;) {
            const auto read = archive_read_data(m_reader.get(), buffer.data(), std::size_t(buffer.size()));
            if (read == 0) // what is still buffered finds room, or does not
                return file.flush() ? Result<QString>(QString()) : noRoom(file.errorString());
            if (read < 0)
                return Text::tr("It is damaged in the archive.");
            size += read;
            m_bytes += read;
            if (size > maxImageBytes)
                return Text::tr("It is larger than %1 MB.").arg(maxImageBytes / 1'000'000);
            if (isTooMuch()) {
                m_full = true;
                return Text::tr("The archive unpacks to far more data than expected; the rest was left out.");
            }
            if (file.write(buffer.constData(), read) != read)
                return noRoom(file.errorString());
            if (m_cancel.cancelled())
                return Error{ErrorCode::Cancelled, Text::tr("The import was canceled.")};
        }
    }

    /// Whether a file of another name can be written: then it was the name.
    bool hasRoom() const
    {
        QTemporaryFile other(m_folder + u"/room-XXXXXX"_s); // by name: made new
        return other.open() && other.write("?") == 1 && other.flush();
    }

    Error noRoom(const QString &detail) const
    {
        return {ErrorCode::WriteFailed,
                Text::tr("There is not enough disk space to unpack %1; free some space and try again.")
                    .arg(QFileInfo(m_archive).fileName()),
                detail};
    }

    bool isTooMuch() const
    {
        const double packed = double(m_input->size());
        return m_bytes > m_limits.bytes
            || (m_bytes > m_limits.ratioFrom && double(m_bytes) > m_limits.ratio * packed);
    }

    /// An archive may hold the same name twice.
    static QString freeName(const QString &wanted)
    {
        QString name = wanted;
        const QFileInfo info(wanted);
        for (int i = 2; QFileInfo::exists(name) && i < 1000; ++i)
            name = u"%1/%2-%3"_s.arg(info.absolutePath()).arg(i).arg(info.fileName());
        return name;
    }

    void refuse(const QString &name, const QString &reason)
    {
        m_unpacked.refused.push_back({name.isEmpty() ? m_archive : m_archive + u'/' + name, reason});
    }

    const QString m_archive;
    const std::unique_ptr<QFile> m_input;
    const QString m_folder;
    const ArchiveLimits m_limits;
    const CancelToken m_cancel;
    std::unique_ptr<archive, CloseArchive> m_reader;
    UnpackedArchive m_unpacked;
    qint64 m_bytes = 0;
    bool m_full = false;
};

} // namespace

bool isArchive(const QString &file)
{
    const auto in = openOutside(file, std::numeric_limits<qint64>::max());
    if (!in)
        return false;
    const QByteArray head = (*in)->read(512);
    for (const QByteArray &magic :
         {QByteArray("PK\x03\x04"), QByteArray("PK\x05\x06"), QByteArray("\x1f\x8b"), QByteArray("BZh"),
          QByteArray("\xfd"
                     "7zXZ"),
          QByteArray("\x28\xb5\x2f\xfd")}) {
        if (head.startsWith(magic))
            return true;
    }
    return head.mid(257, 5) == "ustar";
}

Result<UnpackedArchive> unpackArchive(const QString &file, const QString &folder, const ArchiveLimits &limits,
                                      const ProgressCallback &progress, const CancelToken &cancel)
{
    auto input = openOutside(file, std::numeric_limits<qint64>::max());
    if (!input)
        return input.error();
    const Utf8Locale locale;
    return Unpacker(*std::move(input), file, folder, limits, cancel).run(progress);
}

} // namespace cairn
