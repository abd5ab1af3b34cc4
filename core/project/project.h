// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/folder.h"
#include "core/project/database.h"
#include "core/project/records.h"

#include <functional>
#include <memory>
#include <QLockFile>
#include <QTemporaryDir>
#include <type_traits>
#include <utility>

namespace cairn {

/// Where an archive is unpacked for import: <project>/unpacking-<six characters>. Opening a project removes
/// what a kill left of them.
inline constexpr QStringView unpackingPrefix = u"unpacking-";

/// A project folder, `<name>.cairn/`, open and locked for this process. Opening reads and may migrate the
/// database: not for the GUI thread. The object itself is immutable after opening and may be used from any
/// thread; connections belong to the thread that asked for one.
class Project
{
public:
    /// Makes exactly this folder (which must not exist, or be empty) with the given classes; by convention
    /// its name ends in ".cairn". Errors: AlreadyExists, InvalidInput (class names), WriteFailed.
    static Result<std::unique_ptr<Project>> create(const QString &directory, const QStringList &classes = {});

    /// Errors: NotFound, Locked, TooNew, Corrupt, Unsupported (a file or folder of the project is a link).
    /// Nothing on disk is changed when it fails. Runs found Running become Interrupted.
    static Result<std::unique_ptr<Project>> open(const QString &directory);
    ~Project();

    /// Its folder cannot be written to: it can be looked at, and what is taken out of it goes elsewhere.
    bool readOnly() const { return m_copy != nullptr; }

    QString name() const; ///< the folder's name without ".cairn"
    QString directory() const; ///< absolute
    const Folder &folder() const { return m_folder; } ///< for all that is written there
    QString imagesDirectory() const;
    QString exportsDirectory() const;
    static QString runFolder(qint64 runId); ///< "runs/<id>", in folder()
    QString runDirectory(qint64 runId) const; ///< runs/<id>, absolute
    QString bestWeights(
        qint64 runId) const; ///< runs/<id>/best.safetensors; empty: a link lies there, which is not followed
    QString checkpoint(qint64 runId) const; ///< runs/<id>/checkpoint.safetensors

    /// A new connection for the calling thread.
    Result<std::unique_ptr<Database>> connect() const;

    /// The same, to store figures that can be computed again at any time (measurements, predictions): of a
    /// read-only project they are kept until it is closed.
    Result<std::unique_ptr<Database>> connectForFigures() const;

    /// Removes what networks made of the images of the project in this folder: it is made anew when wanted.
    static void forgetFeatures(const Folder &folder);

private:
    Project(Folder folder, std::unique_ptr<QLockFile> lock);
    Folder m_folder;
    static Result<std::unique_ptr<Project>> openReadOnly(const Folder &folder);
    std::unique_ptr<QLockFile> m_lock; ///< null where nothing can be written
    std::unique_ptr<QTemporaryDir>
        m_copy; ///< of the database, upgraded where it is old; null where it is not needed
};

/// What `use`, which returns a Result, makes of a database that is connected for it; or why it cannot be.
template <typename Use>
auto withConnection(const Result<std::unique_ptr<Database>> &database, Use &&use)
    -> std::invoke_result_t<Use, Database &>
{
    if (!database)
        return database.error();
    return std::invoke(std::forward<Use>(use), **database);
}

/// The same with a connection of its own (see Project::connect()) in the calling thread.
template <typename Use>
auto withDatabase(const Project &project, Use &&use) -> std::invoke_result_t<Use, Database &>
{
    return withConnection(project.connect(), std::forward<Use>(use));
}

/// The same to store figures: see Project::connectForFigures().
template <typename Use>
auto withFigures(const Project &project, Use &&use) -> std::invoke_result_t<Use, Database &>
{
    return withConnection(project.connectForFigures(), std::forward<Use>(use));
}

} // namespace cairn
