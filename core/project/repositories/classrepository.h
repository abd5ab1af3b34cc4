// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/database.h"
#include "core/project/records.h"

namespace cairn {

/// Rows of the table `classes`. Names are trimmed, 1–100 characters, without control characters and slashes,
/// unique; names that differ by case only are different ones (genes, codes of species).
class ClassRepository
{
public:
    explicit ClassRepository(Database &database)
        : m_database(database)
    {
    }
    Result<std::vector<ClassRecord>> all() const; ///< by position
    Result<ClassRecord> add(const QString &name);
    /// The class of exactly that name, added if missing.
    Result<ClassRecord> findOrAdd(const QString &name);
    /// With an id and position that the caller chose; the classes from there on move down. The name is clean.
    Result<void> insert(const ClassRecord &record);
    /// Groups of names that differ by case only, each by position.
    Result<QList<QStringList>> caseVariants() const;
    /// The id that the next class gets; never one that a removed class had.
    Result<qint64> nextId() const;
    /// Name (cleaned and checked), color and key; not the position.
    Result<void> update(const ClassRecord &record);
    /// The classes after it move up one position. One that still has images stays as it is. NotFound.
    Result<void> remove(qint64 id);

    /// The cleaned name, or a sentence on what is wrong with it.
    static Result<QString> cleanName(const QString &name);

private:
    Database &m_database;
};

/// The class that somebody means who types a name: the one of exactly that name, else the only one whose name
/// differs by case only; nullptr for none. Not for labels that come out of files: those are exact.
const ClassRecord *classMeantBy(const QString &typed, const std::vector<ClassRecord> &classes);

} // namespace cairn
