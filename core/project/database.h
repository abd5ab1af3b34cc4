#pragma once

#include "core/base/result.h"

#include <QSqlDatabase>
#include <QVariant>

namespace cairn {

/// One SQLite connection: opened in, used in and closed in the thread that made it. Move-free; hold it by unique_ptr.
/// WAL, synchronous=NORMAL, foreign keys on, busy timeout 5 s.
class Database
{
public:
    /// Errors: NotFound (no such file and !create), Corrupt, ReadFailed.
    static Result<std::unique_ptr<Database>> open(const QString &file, bool create = false);
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    QSqlDatabase &handle() { return m_handle; }

    /// Runs one statement without results, values bound in order.
    Result<void> execute(const QString &sql, const QVariantList &values = {});

private:
    explicit Database(QSqlDatabase handle);
    QSqlDatabase m_handle;
};

/// Rolls back on destruction unless commit() succeeded.
class Transaction
{
public:
    explicit Transaction(Database &database);
    ~Transaction();
    Result<void> commit();

private:
    Database &m_database;
    bool m_open = false;
};

} // namespace cairn
