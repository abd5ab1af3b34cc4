#pragma once

#include "core/project/database.h"
#include "core/project/records.h"

namespace cairn {

/// Rows of the table `classes`. Names are trimmed, 1–100 characters, without control characters and slashes, unique regardless of case.
class ClassRepository
{
public:
    explicit ClassRepository(Database &database)
        : m_database(database)
    {
    }
    Result<std::vector<ClassRecord>> all() const; ///< by position
    Result<ClassRecord> add(const QString &name);
    /// The class of that name, regardless of case, added if missing.
    Result<ClassRecord> findOrAdd(const QString &name);
    Result<void> rename(qint64 id, const QString &name);
    /// Its images become unlabelled.
    Result<void> remove(qint64 id);

    /// The cleaned name, or a sentence on what is wrong with it.
    static Result<QString> cleanName(const QString &name);

private:
    Database &m_database;
};

} // namespace cairn
