// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QFile>
#include <QStringList>

#include <functional>
#include <memory>

namespace cairn {

/// A folder that is held open. What lies below it is reached from its handle, part by part, and never through
/// a symbolic link: a project may come from a stranger, and a link in it may lead to any file of the user.
/// All that is written below a project is written with this class (tests/lint). A link, a pipe and a device
/// are refused with WriteFailed or ReadFailed, and so is writing into a file that has a second name (a hard
/// link).
///
/// Paths are relative, their parts separated by '/'; one with "." or ".." in it is refused. Copies share the
/// handle. Any thread.
class Folder
{
public:
    /// What lies under a name, without following it.
    enum class Kind {
        Missing,
        File, ///< ordinary, with one name
        SharedFile, ///< ordinary, with several names (hard links): not written into
        Directory,
        Other, ///< a link, a pipe, a device
    };

    /// `path` is the user's own: links on the way to it are followed. Errors: NotFound, ReadFailed.
    static Result<Folder> open(const QString &path);

    const QString &path() const { return m_path; } ///< absolute
    QString path(const QString &name) const { return m_path + QLatin1Char('/') + name; }

    Kind kind(const QString &name) const;
    qint64 size(const QString &file) const; ///< bytes; 0 where there is no ordinary file
    /// Names in it, sorted; none where it cannot be read. "" is this folder.
    QStringList entries(const QString &folder) const;

    /// Makes it where it is missing, with those on the way to it.
    Result<void> make(const QString &folder) const;
    /// Makes one that must not be there yet: error AlreadyExists.
    Result<void> makeNew(const QString &folder) const;

    /// Open files keep their absolute name for messages; their offset is at the start, or at the end to
    /// append.
    Result<std::unique_ptr<QFile>> read(const QString &file) const;
    Result<std::unique_ptr<QFile>> append(const QString &file) const; ///< made where it is missing
    Result<std::unique_ptr<QFile>>
    change(const QString &file) const; ///< to read and write; made where missing
    /// A file without a name, for as long as it is open. Its room counts on this folder's disk.
    Result<std::unique_ptr<QFile>> scratch() const;

    /// Writes a file anew: what was there stays until all of the new one is on the disk. `write` returns
    /// false where it failed. A link in its place is replaced, not followed.
    Result<void> replace(const QString &file, const std::function<bool(QFile &)> &write) const;
    Result<void> replace(const QString &file, const QByteArray &bytes) const;

    /// Moves an ordinary file (absolute path) here, over what was there. The folders on the way are made.
    Result<void> moveHere(const QString &from, const QString &file) const;

    /// Puts a file and its folder's entry on the disk, for a power cut; "": all of this folder's disk,
    /// cheaper for many files. What the disk does not do is no error.
    void sync(const QString &file = {}) const;

    /// Without an error where nothing was there. A link goes itself, not what it leads to.
    Result<void> remove(const QString &file) const;
    Result<void> removeTree(const QString &folder) const; ///< or a file; with all that is in it
    /// Removes what replace() leaves in a folder ("": this one) when the program is killed.
    void sweep(const QString &folder) const;

private:
    class Handle;
    Result<std::unique_ptr<QFile>> open(const QString &name, int flags, QIODevice::OpenMode mode) const;
    Folder(QString path, std::shared_ptr<const Handle> handle);
    QString m_path;
    std::shared_ptr<const Handle> m_handle;
};

/// Folder::replace() for a path of the user's: a link in the file's own place is replaced, not followed.
/// Error WriteFailed.
Result<void> replaceFile(const QString &path, const std::function<bool(QFile &)> &write);
Result<void> replaceFile(const QString &path, const QByteArray &bytes);

/// Folder::remove() and removeTree() for paths that Cairn made.
Result<void> removeFile(const QString &path);
Result<void> removeTree(const QString &path);

} // namespace cairn
