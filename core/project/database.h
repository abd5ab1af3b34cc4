// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/folder.h"
#include "core/base/result.h"

#include <QSqlDatabase>
#include <QVariant>

#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

namespace cairn {

/// One SQLite connection: opened in, used in and closed in the thread that made it. Move-free; hold it by
/// unique_ptr. WAL, synchronous=NORMAL, foreign keys on, busy timeout 5 s.
class Database
{
public:
    /// Errors: NotFound (no such file and !create), Corrupt, ReadFailed, Unsupported (it, or a file that
    /// SQLite puts beside it, is a link).
    static Result<std::unique_ptr<Database>> open(const QString &file, bool create = false);
    /// The copy of a project's database, with the project's paths; unless `writable`, a change is refused as
    /// on a read-only disk. Errors as above.
    static Result<std::unique_ptr<Database>> openCopy(const QString &file, const Folder &project,
                                                      bool writable);
    /// Error Unsupported where the file, or one that SQLite puts beside it, is a link; Corrupt where its
    /// journal names a file to be deleted.
    static Result<void> refuseLinks(const Folder &folder, const QString &name);
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    QSqlDatabase &handle() { return m_handle; }

    /// The folder that the file lies in, absolute: what stored relative paths are relative to.
    const QString &directory() const { return m_folder.path(); }
    const Folder &folder() const { return m_folder; } ///< for all that is written there

    /// Paths as they are stored: relative inside the project's folder, so that it can be moved, absolute
    /// elsewhere. A stored relative path never leads out of the folder.
    QString stored(const QString &path) const;
    QString absolute(const QString &stored) const;

    /// Runs one statement without results, values bound in order.
    Result<void> execute(const QString &sql, const QVariantList &values = {});

private:
    friend class Transaction;
    Database(const QSqlDatabase &handle, Folder folder);
    QSqlDatabase m_handle;
    Folder m_folder;
    int m_transactions = 0; ///< how many are open, one inside the other
};

/// “name” in a project is a link, or a file where a folder should be.
Error linkInProject(const QString &name);

/// Rolls back on destruction unless commit() succeeded. One inside another is a savepoint: it can fail alone.
class Transaction
{
public:
    explicit Transaction(Database &database);
    ~Transaction();
    Transaction(const Transaction &) = delete;
    Transaction &operator=(const Transaction &) = delete;

    /// Whether it could be opened; without, statements are on disk one by one.
    const Result<void> &begun() const { return m_begun; }
    /// Error of the beginning, too: a transaction that could not be opened cannot be committed.
    Result<void> commit();

private:
    Database &m_database;
    QString m_savepoint; ///< empty for the outermost one
    Result<void> m_begun;
    bool m_open = false;
};

/// Runs `steps`, which return a Result, in a Transaction, and commits it where they succeeded; else nothing
/// of them remains. Errors: of beginning (then none is run), of `steps`, of committing.
template <typename Steps>
auto inTransaction(Database &database, Steps &&steps) -> std::invoke_result_t<Steps>
{
    Transaction transaction(database);
    if (const Result<void> &begun = transaction.begun(); !begun)
        return begun.error();
    std::invoke_result_t<Steps> done = std::invoke(std::forward<Steps>(steps));
    if (!done)
        return done;
    if (const Result<void> committed = transaction.commit(); !committed)
        return committed.error();
    return done;
}

} // namespace cairn
