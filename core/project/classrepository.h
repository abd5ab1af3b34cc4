#pragma once

#include "core/project/database.h"
#include "core/project/records.h"

namespace cairn {

/// Rows of the table `classes`. Names are trimmed, 1–100 characters, without control characters and slashes,
/// unique regardless of case.
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
    /// With an id and position that the caller chose (nextId(), one after the last). `name` is clean.
    Result<void> insert(const ClassRecord &record);
    /// The id that the next class gets; never one that a removed class had.
    Result<qint64> nextId() const;
    Result<void> rename(qint64 id, const QString &name);
    /// Its images become unlabelled; the classes after it move up one position.
    Result<void> remove(qint64 id);

    /// The cleaned name, or a sentence on what is wrong with it.
    static Result<QString> cleanName(const QString &name);

private:
    Database &m_database;
};

} // namespace cairn
