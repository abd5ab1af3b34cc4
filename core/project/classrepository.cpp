// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/classrepository.h"

#include "core/project/query.h"

#include <QMap>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr qsizetype maxNameLength = 100;

ClassRecord recordOf(const Query &query)
{
    return {query.integer(0), query.text(1), int(query.integer(2)), query.text(3), query.text(4)};
}

Result<std::optional<ClassRecord>> findByName(Database &database, const QString &cleanName)
{
    Query query(database, u"SELECT id, name, position, colour, shortcut FROM classes WHERE name_key = ?"_s);
    if (const auto done = query.run({cleanName}); !done)
        return done.error();
    return query.next() ? std::optional(recordOf(query)) : std::nullopt;
}

Result<ClassRecord> insertLast(Database &database, const QString &cleanName)
{
    Query insert(
        database,
        u"INSERT INTO classes (name, name_key, position) "
        "VALUES (?, ?, (SELECT coalesce(max(position) + 1, 0) FROM classes)) RETURNING id, name, position, "
        "colour, shortcut"_s);
    if (const auto done = insert.run({cleanName, cleanName}); !done)
        return done.error();
    if (!insert.next())
        return Error{ErrorCode::Internal, u"The class could not be added."_s};
    return recordOf(insert);
}

Error nameTaken(const QString &name)
{
    return {ErrorCode::AlreadyExists, u"A class named “%1” already exists."_s.arg(name)};
}

} // namespace

Result<QString> ClassRepository::cleanName(const QString &name)
{
    const QString clean = name.trimmed().normalized(QString::NormalizationForm_C);
    if (clean.isEmpty())
        return Error{ErrorCode::InvalidInput, u"A class needs a name."_s};
    if (clean.size() > maxNameLength)
        return Error{ErrorCode::InvalidInput,
                     u"A class name can have at most %1 characters."_s.arg(maxNameLength)};
    if (clean == u"." || clean == u"..")
        return Error{ErrorCode::InvalidInput, u"“%1” is not a valid class name."_s.arg(clean)};
    const bool allowed = std::ranges::all_of(
        clean, [](QChar c) { return c != u'/' && c != u'\\' && c.category() != QChar::Other_Control; });
    if (!allowed)
        return Error{ErrorCode::InvalidInput,
                     u"A class name cannot contain slashes or control characters."_s};
    return clean;
}

Result<std::vector<ClassRecord>> ClassRepository::all() const
{
    Query query(m_database,
                u"SELECT id, name, position, colour, shortcut FROM classes ORDER BY position, id"_s);
    if (const auto done = query.run(); !done)
        return done.error();
    std::vector<ClassRecord> classes;
    while (query.next())
        classes.push_back(recordOf(query));
    if (const auto done = query.finish(); !done)
        return done.error();
    return classes;
}

Result<ClassRecord> ClassRepository::add(const QString &name)
{
    const auto clean = cleanName(name);
    if (!clean)
        return clean.error();
    const auto found = findByName(m_database, *clean);
    if (!found)
        return found.error();
    if (*found)
        return nameTaken((*found)->name);
    return insertLast(m_database, *clean);
}

Result<ClassRecord> ClassRepository::findOrAdd(const QString &name)
{
    const auto clean = cleanName(name);
    if (!clean)
        return clean.error();
    const auto found = findByName(m_database, *clean);
    if (!found)
        return found.error();
    return *found ? Result<ClassRecord>(**found) : insertLast(m_database, *clean);
}

Result<void> ClassRepository::insert(const ClassRecord &record)
{
    Transaction transaction(m_database);
    if (const auto moved = m_database.execute(
            u"UPDATE classes SET position = position + 1 WHERE position >= ?"_s, {record.position});
        !moved)
        return moved;
    const auto added = m_database.execute(
        u"INSERT INTO classes (id, name, name_key, position, colour, shortcut) VALUES (?, ?, ?, ?, ?, ?)"_s,
        {record.id, record.name, record.name, record.position, record.color, record.shortcut});
    return added ? transaction.commit() : added;
}

Result<void> ClassRepository::update(const ClassRecord &record)
{
    const auto clean = cleanName(record.name);
    if (!clean)
        return clean.error();
    const auto found = findByName(m_database, *clean);
    if (!found)
        return found.error();
    if (*found && (*found)->id != record.id)
        return nameTaken((*found)->name);
    return m_database.execute(
        u"UPDATE classes SET name = ?, name_key = ?, colour = ?, shortcut = ? WHERE id = ?"_s,
        {*clean, *clean, record.color, record.shortcut, record.id});
}

Result<void> ClassRepository::remove(qint64 id)
{
    Transaction transaction(m_database);
    Query find(
        m_database,
        u"SELECT position, EXISTS (SELECT 1 FROM labels WHERE class_id = classes.id) FROM classes WHERE id = ?"_s);
    if (const auto done = find.run({id}); !done)
        return done;
    if (!find.next())
        return Error{ErrorCode::NotFound, u"The class no longer exists."_s};
    if (find.integer(1) != 0)
        return {};
    const qint64 position = find.integer(0);
    if (const auto done = m_database.execute(u"DELETE FROM classes WHERE id = ?"_s, {id}); !done)
        return done;
    if (const auto done
        = m_database.execute(u"UPDATE classes SET position = position - 1 WHERE position > ?"_s, {position});
        !done)
        return done;
    return transaction.commit();
}

Result<qint64> ClassRepository::nextId() const
{
    Query query(m_database,
                u"SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'classes'"_s);
    if (const auto done = query.run(); !done)
        return done.error();
    return query.next() ? query.integer(0) : 1;
}

Result<QList<QStringList>> ClassRepository::caseVariants() const
{
    const auto classes = all();
    if (!classes)
        return classes.error();
    QMap<QString, QStringList> byCase;
    for (const ClassRecord &record : *classes)
        byCase[record.name.toCaseFolded()] << record.name;
    byCase.removeIf([](const auto &group) { return group.value().size() < 2; });
    return byCase.values();
}

const ClassRecord *classMeantBy(const QString &typed, const std::vector<ClassRecord> &classes)
{
    const QString wanted = typed.trimmed().normalized(QString::NormalizationForm_C);
    const ClassRecord *alike = nullptr;
    int count = 0;
    for (const ClassRecord &record : classes) {
        if (record.name == wanted)
            return &record;
        if (record.name.compare(wanted, Qt::CaseInsensitive) != 0)
            continue;
        alike = &record;
        ++count;
    }
    return count == 1 ? alike : nullptr;
}

} // namespace cairn
