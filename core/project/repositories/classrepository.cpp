// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/repositories/classrepository.h"
#include "core/base/text.h"

#include "core/project/query.h"

#include <QMap>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr qsizetype maxNameLength = 100;

ClassRecord classRecordOf(const Query &query)
{
    return {query.integer(0), query.text(1), int(query.integer(2)), query.text(3), query.text(4)};
}

Result<std::optional<ClassRecord>> findByName(Database &database, const QString &cleanName)
{
    return Query(database, u"SELECT id, name, position, colour, shortcut FROM classes WHERE name_key = ?"_s)
        .firstRow({cleanName}, classRecordOf);
}

Result<ClassRecord> insertLast(Database &database, const QString &cleanName)
{
    Query insert(
        database,
        u"INSERT INTO classes (name, name_key, position) "
        "VALUES (?, ?, (SELECT coalesce(max(position) + 1, 0) FROM classes)) RETURNING id, name, position, "
        "colour, shortcut"_s);
    return insert.firstRow({cleanName, cleanName}, classRecordOf)
        .and_then([](const std::optional<ClassRecord> &added) -> Result<ClassRecord> {
            if (!added)
                return Error{ErrorCode::Internal, Text::tr("The class could not be added.")};
            return *added;
        });
}

Error nameTaken(const QString &name)
{
    return {ErrorCode::AlreadyExists, Text::tr("A class named “%1” already exists.").arg(name)};
}

/// A name as it is stored, and the class that has it.
struct Named
{
    QString clean;
    std::optional<ClassRecord> found;
};

Result<Named> findNamed(Database &database, const QString &name)
{
    return ClassRepository::cleanName(name).and_then([&](const QString &clean) {
        return findByName(database, clean).transform([&](const std::optional<ClassRecord> &found) {
            return Named{clean, found};
        });
    });
}

} // namespace

Result<QString> ClassRepository::cleanName(const QString &name)
{
    const QString clean = name.trimmed().normalized(QString::NormalizationForm_C);
    if (clean.isEmpty())
        return Error{ErrorCode::InvalidInput, Text::tr("A class needs a name.")};
    if (clean.size() > maxNameLength)
        return Error{ErrorCode::InvalidInput,
                     Text::tr("A class name can have at most %1 characters.").arg(maxNameLength)};
    if (clean == u"." || clean == u"..")
        return Error{ErrorCode::InvalidInput, Text::tr("“%1” is not a valid class name.").arg(clean)};
    const bool allowed = std::ranges::all_of(
        clean, [](QChar c) { return c != u'/' && c != u'\\' && c.category() != QChar::Other_Control; });
    if (!allowed)
        return Error{ErrorCode::InvalidInput,
                     Text::tr("A class name cannot contain slashes or control characters.")};
    return clean;
}

Result<std::vector<ClassRecord>> ClassRepository::all() const
{
    return Query(m_database,
                 u"SELECT id, name, position, colour, shortcut FROM classes ORDER BY position, id"_s)
        .rows({}, classRecordOf);
}

Result<ClassRecord> ClassRepository::add(const QString &name)
{
    return findNamed(m_database, name).and_then([this](const Named &named) -> Result<ClassRecord> {
        if (named.found)
            return nameTaken(named.found->name);
        return insertLast(m_database, named.clean);
    });
}

Result<ClassRecord> ClassRepository::findOrAdd(const QString &name)
{
    return findNamed(m_database, name).and_then([this](const Named &named) {
        return named.found ? Result<ClassRecord>(*named.found) : insertLast(m_database, named.clean);
    });
}

Result<void> ClassRepository::insert(const ClassRecord &record)
{
    const auto makeRoom = [&] {
        return m_database.execute(u"UPDATE classes SET position = position + 1 WHERE position >= ?"_s,
                                  {record.position});
    };
    const auto add = [&] {
        return m_database.execute(
            u"INSERT INTO classes (id, name, name_key, position, colour, shortcut) VALUES (?, ?, ?, ?, ?, ?)"_s,
            {record.id, record.name, record.name, record.position, record.color, record.shortcut});
    };
    return inTransaction(m_database, [&] { return makeRoom().and_then(add); });
}

Result<void> ClassRepository::update(const ClassRecord &record)
{
    return findNamed(m_database, record.name).and_then([&](const Named &named) -> Result<void> {
        if (named.found && named.found->id != record.id)
            return nameTaken(named.found->name);
        return m_database.execute(
            u"UPDATE classes SET name = ?, name_key = ?, colour = ?, shortcut = ? WHERE id = ?"_s,
            {named.clean, named.clean, record.color, record.shortcut, record.id});
    });
}

Result<void> ClassRepository::remove(qint64 id)
{
    struct Row
    {
        qint64 position;
        bool hasImages;
    };
    const auto removeRow = [&](const std::optional<Row> &row) -> Result<void> {
        if (!row)
            return Error{ErrorCode::NotFound, Text::tr("The class no longer exists.")};
        if (row->hasImages)
            return {};
        return m_database.execute(u"DELETE FROM classes WHERE id = ?"_s, {id}).and_then([&] {
            return m_database.execute(u"UPDATE classes SET position = position - 1 WHERE position > ?"_s,
                                      {row->position});
        });
    };
    const auto readRow = [](const Query &row) { return Row{row.integer(0), row.integer(1) != 0}; };
    return inTransaction(m_database, [&] {
        Query find(
            m_database,
            u"SELECT position, EXISTS (SELECT 1 FROM labels WHERE class_id = classes.id) FROM classes WHERE id = ?"_s);
        return find.firstRow({id}, readRow).and_then(removeRow);
    });
}

Result<qint64> ClassRepository::nextId() const
{
    return Query(m_database,
                 u"SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'classes'"_s)
        .number({}, 1);
}

Result<QList<QStringList>> ClassRepository::caseVariants() const
{
    return all().transform([](const std::vector<ClassRecord> &classes) {
        QMap<QString, QStringList> byCase;
        for (const ClassRecord &record : classes)
            byCase[record.name.toCaseFolded()] << record.name;
        byCase.removeIf([](const auto &group) { return group.value().size() < 2; });
        return byCase.values();
    });
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
