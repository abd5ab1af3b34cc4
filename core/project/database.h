#pragma once

#include "core/base/result.h"

#include <QSqlDatabase>
#include <QVariant>

#include <memory>

namespace cairn {

/// One SQLite connection: opened in, used in and closed in the thread that made it. Move-free; hold it by
/// unique_ptr. WAL, synchronous=NORMAL, foreign keys on, busy timeout 5 s.
class Database
{
public:
    /// Errors: NotFound (no such file and !create), Corrupt, ReadFailed.
    static Result<std::unique_ptr<Database>> open(const QString &file, bool create = false);
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    QSqlDatabase &handle() { return m_handle; }

    /// The folder that the file lies in, absolute: what stored relative paths are relative to.
    const QString &directory() const { return m_directory; }

    /// Runs one statement without results, values bound in order.
    Result<void> execute(const QString &sql, const QVariantList &values = {});

private:
    friend class Transaction;
    Database(QSqlDatabase handle, QString directory);
    QSqlDatabase m_handle;
    QString m_directory;
    int m_transactions = 0; ///< how many are open, one inside the other
};

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

} // namespace cairn
