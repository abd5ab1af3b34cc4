// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/folder.h"
#include "core/base/text.h"

#include "core/base/logging.h"
#include "core/base/outside.h"

#include <QFileInfo>
#include <QRandomGenerator>
#include <QScopeGuard>

#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <limits>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

using namespace Qt::StringLiterals;

namespace cairn {

/// A file descriptor that is closed at the end.
class Folder::Handle
{
public:
    explicit Handle(int number = -1)
        : m_number(number)
    {
    }
    ~Handle()
    {
        if (m_number >= 0)
            ::close(m_number);
    }
    Handle(Handle &&other) noexcept
        : m_number(std::exchange(other.m_number, -1))
    {
    }
    Handle &operator=(Handle &&other) noexcept
    {
        std::swap(m_number, other.m_number);
        return *this;
    }

    bool valid() const { return m_number >= 0; }
    int number() const { return m_number; }
    int release() { return std::exchange(m_number, -1); }

    /// The folder that holds the path's last part, and that part. Invalid (errno says why) where a part is a
    /// link or no folder. `made`: makes what is missing.
    static std::pair<Handle, QByteArray> parentOf(int top, const QString &path, bool made = false);

private:
    int m_number;
};

namespace {

constexpr int folderFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
constexpr int fileFlags = O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC; // a pipe does not make one wait
constexpr mode_t newFolder = 0777; // less what the user's umask takes
constexpr mode_t newFile = 0666;

QString reason(int code)
{
    switch (code) {
    case ELOOP:
    case ENOTDIR:
    case EMLINK:
        return Text::tr("it is a link or of an unexpected type; Cairn does not follow links in a project");
    case ENOSPC:
    case EDQUOT:
        return Text::tr("the disk is full");
    case EROFS:
    case EACCES:
    case EPERM:
        return Text::tr("the folder is read-only");
    default:
        return QString::fromLocal8Bit(std::strerror(code));
    }
}

Error cannotWrite(const QString &path, int code)
{
    return {ErrorCode::WriteFailed, Text::tr("“%1” cannot be written: %2.").arg(path, reason(code)),
            QString::fromLocal8Bit(std::strerror(code))};
}

Error cannotRead(const QString &path, int code)
{
    return {code == ENOENT ? ErrorCode::NotFound : ErrorCode::ReadFailed,
            Text::tr("“%1” cannot be read: %2.").arg(path, reason(code)),
            QString::fromLocal8Bit(std::strerror(code))};
}

/// 0, or the errno that says it is no ordinary file, or one to write with a second name.
int faultOf(int file, bool writes)
{
    struct stat about = {};
    if (::fstat(file, &about) != 0)
        return errno;
    if (!S_ISREG(about.st_mode))
        return ELOOP;
    return writes && about.st_nlink > 1 ? EMLINK : 0;
}

bool isPart(const QString &part)
{
    return !part.isEmpty() && part != u"." && part != u".." && !part.contains(QChar(u'\0'));
}

const QByteArray halfPrefix = ".half-";

QByteArray unusedName()
{
    return halfPrefix + QByteArray::number(QRandomGenerator::system()->generate64(), 36);
}

/// All that is in it, then itself. False, with errno, where something stays.
bool removeAll(int parent, const QByteArray &name)
{
    if (::unlinkat(parent, name.constData(), 0) == 0 || errno == ENOENT)
        return true;
    if (errno != EISDIR && errno != EPERM)
        return false;
    const int folder = ::openat(parent, name.constData(), folderFlags);
    DIR *listing = folder < 0 ? nullptr : ::fdopendir(folder);
    if (!listing)
        return false;
    bool removed = true;
    while (const dirent *entry = ::readdir(listing)) {
        const QByteArray child(entry->d_name);
        if (child != "." && child != "..")
            removed = removeAll(folder, child) && removed;
    }
    const int code = errno;
    ::closedir(listing);
    errno = code;
    return removed && ::unlinkat(parent, name.constData(), AT_REMOVEDIR) == 0;
}

} // namespace

std::pair<Folder::Handle, QByteArray> Folder::Handle::parentOf(int top, const QString &path, bool made)
{
    const QStringList parts = path.split(u'/');
    for (const QString &part : parts) {
        if (!isPart(part)) {
            errno = EINVAL;
            return {Handle(), QByteArray()};
        }
    }
    Handle folder(::openat(top, ".", folderFlags));
    for (qsizetype i = 0; folder.valid() && i + 1 < parts.size(); ++i) {
        const QByteArray name = QFile::encodeName(parts[i]);
        if (made && ::mkdirat(folder.number(), name.constData(), newFolder) != 0 && errno != EEXIST)
            return {Handle(), QByteArray()};
        folder = Handle(::openat(folder.number(), name.constData(), folderFlags));
    }
    return {std::move(folder), QFile::encodeName(parts.last())};
}

Folder::Folder(QString path, std::shared_ptr<const Handle> handle)
    : m_path(std::move(path))
    , m_handle(std::move(handle))
{
}

Result<Folder> Folder::open(const QString &path)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    auto handle = std::make_shared<const Handle>(
        ::open(QFile::encodeName(absolute).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!handle->valid())
        return cannotRead(absolute, errno);
    return Folder(absolute, std::move(handle));
}

Folder::Kind Folder::kind(const QString &name) const
{
    const auto [folder, last] = Handle::parentOf(m_handle->number(), name);
    struct stat about = {};
    if (!folder.valid())
        return errno == ENOENT ? Kind::Missing : Kind::Other;
    if (::fstatat(folder.number(), last.constData(), &about, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? Kind::Missing : Kind::Other;
    if (S_ISDIR(about.st_mode))
        return Kind::Directory;
    if (!S_ISREG(about.st_mode))
        return Kind::Other;
    return about.st_nlink == 1 ? Kind::File : Kind::SharedFile;
}

qint64 Folder::size(const QString &file) const
{
    const auto [folder, last] = Handle::parentOf(m_handle->number(), file);
    struct stat about = {};
    const bool there
        = folder.valid() && ::fstatat(folder.number(), last.constData(), &about, AT_SYMLINK_NOFOLLOW) == 0;
    return there && S_ISREG(about.st_mode) ? qint64(about.st_size) : 0;
}

QStringList Folder::entries(const QString &folder) const
{
    int number = -1;
    if (folder.isEmpty()) {
        number = ::openat(m_handle->number(), ".", folderFlags);
    } else {
        const auto [parent, last] = Handle::parentOf(m_handle->number(), folder);
        number = parent.valid() ? ::openat(parent.number(), last.constData(), folderFlags) : -1;
    }
    DIR *listing = number < 0 ? nullptr : ::fdopendir(number);
    QStringList names;
    if (!listing)
        return names;
    while (const dirent *entry = ::readdir(listing)) {
        const QString name = QFile::decodeName(entry->d_name);
        if (name != u"." && name != u"..")
            names << name;
    }
    ::closedir(listing);
    names.sort();
    return names;
}

Result<void> Folder::make(const QString &folder) const
{
    const auto [parent, last] = Handle::parentOf(m_handle->number(), folder, true);
    if (!parent.valid() || (::mkdirat(parent.number(), last.constData(), newFolder) != 0 && errno != EEXIST))
        return cannotWrite(path(folder), errno);
    const Handle made(::openat(parent.number(), last.constData(), folderFlags));
    return made.valid() ? Result<void>() : cannotWrite(path(folder), errno);
}

Result<void> Folder::makeNew(const QString &folder) const
{
    const auto [parent, last] = Handle::parentOf(m_handle->number(), folder, true);
    if (parent.valid() && ::mkdirat(parent.number(), last.constData(), newFolder) == 0)
        return {};
    if (parent.valid() && errno == EEXIST)
        return Error{ErrorCode::AlreadyExists, Text::tr("“%1” already exists.").arg(path(folder))};
    return cannotWrite(path(folder), errno);
}

Result<std::unique_ptr<QFile>> Folder::open(const QString &name, int flags, QIODevice::OpenMode mode) const
{
    const bool writes = (flags & O_ACCMODE) != O_RDONLY;
    const auto failed
        = [&](int code) { return writes ? cannotWrite(path(name), code) : cannotRead(path(name), code); };
    const auto [folder, last] = Handle::parentOf(m_handle->number(), name, (flags & O_CREAT) != 0);
    if (!folder.valid())
        return failed(errno);
    Handle handle(::openat(folder.number(), last.constData(), flags | fileFlags, newFile));
    if (!handle.valid())
        return failed(errno == ENXIO ? ELOOP : errno); // a pipe that nobody reads
    if (const int fault = faultOf(handle.number(), writes); fault != 0)
        return failed(fault);
    auto file = std::make_unique<QFile>(path(name));
    if (!file->open(handle.number(), mode, QFileDevice::AutoCloseHandle))
        return failed(EIO);
    handle.release();
    return file;
}

Result<std::unique_ptr<QFile>> Folder::read(const QString &file) const
{
    return open(file, O_RDONLY, QIODevice::ReadOnly);
}

Result<std::unique_ptr<QFile>> Folder::append(const QString &file) const
{
    return open(file, O_WRONLY | O_CREAT | O_APPEND, QIODevice::WriteOnly | QIODevice::Append);
}

Result<std::unique_ptr<QFile>> Folder::change(const QString &file) const
{
    return open(file, O_RDWR | O_CREAT, QIODevice::ReadWrite);
}

Result<std::unique_ptr<QFile>> Folder::scratch() const
{
    const QByteArray name = unusedName();
    auto file = open(QFile::decodeName(name), O_RDWR | O_CREAT | O_EXCL, QIODevice::ReadWrite);
    if (file)
        ::unlinkat(m_handle->number(), name.constData(), 0);
    return file;
}

Result<void> Folder::replace(const QString &file, const std::function<bool(QFile &)> &write) const
{
    const auto [folder, last] = Handle::parentOf(m_handle->number(), file, true);
    if (!folder.valid())
        return cannotWrite(path(file), errno);
    const int parent = folder.number();
    const QByteArray half = unusedName();
    const Handle handle(::openat(parent, half.constData(), O_RDWR | O_CREAT | O_EXCL | fileFlags, newFile));
    if (!handle.valid())
        return cannotWrite(path(file), errno);
    auto leftover = qScopeGuard([&] { ::unlinkat(parent, half.constData(), 0); });
    QFile out(path(file));
    if (!out.open(handle.number(), QIODevice::WriteOnly))
        return cannotWrite(path(file), EIO);
    errno = 0;
    if (!write(out) || !out.flush())
        return cannotWrite(path(file), errno == 0 ? EIO : errno);
    if (::fsync(handle.number()) != 0 && errno != EINVAL && errno != ENOTSUP)
        return cannotWrite(path(file), errno);
    if (::renameat(parent, half.constData(), parent, last.constData()) != 0)
        return cannotWrite(path(file), errno);
    leftover.dismiss();
    return {};
}

Result<void> Folder::replace(const QString &file, const QByteArray &bytes) const
{
    return replace(file, [&](QFile &out) { return out.write(bytes) == bytes.size(); });
}

Result<void> Folder::moveHere(const QString &from, const QString &file) const
{
    const auto [folder, last] = Handle::parentOf(m_handle->number(), file, true);
    if (!folder.valid())
        return cannotWrite(path(file), errno);
    const QByteArray source = QFile::encodeName(from);
    struct stat about = {};
    if (::lstat(source.constData(), &about) != 0)
        return cannotRead(from, errno);
    if (!S_ISREG(about.st_mode))
        return cannotRead(from, ELOOP);
    if (::renameat(AT_FDCWD, source.constData(), folder.number(), last.constData()) == 0)
        return {};
    if (errno != EXDEV)
        return cannotWrite(path(file), errno);
    const auto in = openOutside(from, std::numeric_limits<qint64>::max()); // from another disk
    const auto copied = replace(file, [&](QFile &out) {
        QByteArray buffer(1 << 20, Qt::Uninitialized);
        qint64 count = in ? 1 : -1;
        while (count > 0) {
            count = (*in)->read(buffer.data(), buffer.size());
            if (count > 0 && out.write(buffer.constData(), count) != count)
                return false;
        }
        return count == 0;
    });
    if (copied)
        ::unlink(source.constData());
    return copied;
}

void Folder::sync(const QString &file) const
{
    if (file.isEmpty()) {
        ::syncfs(m_handle->number());
        return;
    }
    const auto [folder, last] = Handle::parentOf(m_handle->number(), file);
    const Handle handle(folder.valid() ? ::openat(folder.number(), last.constData(), O_RDONLY | fileFlags)
                                       : -1);
    if (handle.valid() && ::fsync(handle.number()) == 0)
        ::fsync(folder.number());
}

Result<void> Folder::remove(const QString &file) const
{
    const auto [folder, last] = Handle::parentOf(m_handle->number(), file);
    if (folder.valid() && ::unlinkat(folder.number(), last.constData(), 0) == 0)
        return {};
    return errno == ENOENT ? Result<void>() : cannotWrite(path(file), errno);
}

Result<void> Folder::removeTree(const QString &folder) const
{
    const auto [parent, last] = Handle::parentOf(m_handle->number(), folder);
    if (parent.valid() && removeAll(parent.number(), last))
        return {};
    return errno == ENOENT ? Result<void>() : cannotWrite(path(folder), errno);
}

void Folder::sweep(const QString &folder) const
{
    for (const QString &name : entries(folder)) {
        if (!name.startsWith(QLatin1String(halfPrefix)))
            continue;
        if (const auto removed = remove(folder.isEmpty() ? name : folder + u'/' + name); !removed)
            qCWarning(lcProject) << removed.error().message;
    }
}

Result<void> replaceFile(const QString &path, const std::function<bool(QFile &)> &write)
{
    const QFileInfo file(path);
    const auto folder = Folder::open(file.absolutePath());
    if (!folder)
        return Error{ErrorCode::WriteFailed,
                     Text::tr("There is no folder “%1” to write to.").arg(file.absolutePath()),
                     folder.error().detail};
    return folder->replace(file.fileName(), write);
}

Result<void> replaceFile(const QString &path, const QByteArray &bytes)
{
    return replaceFile(path, [&](QFile &out) { return out.write(bytes) == bytes.size(); });
}

Result<void> removeFile(const QString &path)
{
    const QFileInfo place(path);
    return Folder::open(place.absolutePath()).and_then([&](const Folder &folder) {
        return folder.remove(place.fileName());
    });
}

Result<void> removeTree(const QString &path)
{
    const QFileInfo place(path);
    return Folder::open(place.absolutePath()).and_then([&](const Folder &folder) {
        return folder.removeTree(place.fileName());
    });
}

} // namespace cairn
