// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/inspect.h"
#include "core/base/text.h"

#include "core/base/outside.h"
#include "core/project/migrator.h"
#include "core/project/schema.h"
#include "core/project/statistics.h"

#include <QFile>
#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QUrl>

#include <limits>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr qint64 longestName = 4000; // bytes; Cairn gives classes at most 100 characters
constexpr qint64 mostClasses
    = 10'000; // of a run, as of a model (learn/modelspec): its matrix is of their square

Error notADatabase(const QString &detail)
{
    return {ErrorCode::Corrupt, Text::tr("The project's database is damaged; nothing was changed."), detail};
}

Result<void> checkMagic(const QString &path)
{
    const auto file = openOutside(path, std::numeric_limits<qint64>::max());
    if (!file && file.error().code == ErrorCode::NotFound)
        return Error{ErrorCode::NotFound, Text::tr("There is no project here: its database is missing."),
                     path};
    if (!file)
        return Error{ErrorCode::ReadFailed, Text::tr("The project's database cannot be read."),
                     file.error().message};
    if ((*file)->read(16) != QByteArrayView("SQLite format 3\0", 16))
        return notADatabase(u"no SQLite header"_s);
    return {};
}

Result<qint64> number(const QSqlDatabase &database, const QString &sql)
{
    QSqlQuery query(database);
    if (!query.exec(sql) || !query.next())
        return notADatabase(query.lastError().text());
    return query.value(0).toLongLong();
}

Result<void> checkVersion(const QSqlDatabase &database)
{
    const auto version = number(database, u"PRAGMA user_version"_s);
    if (!version)
        return version.error();
    const int known = newestSchemaVersion();
    // A newer schema may say that older programs can still use it.
    const auto needed = number(database, u"SELECT value FROM meta WHERE key = 'min_app_schema'"_s);
    if (*version > known && (!needed || *needed > known)) {
        return Error{
            ErrorCode::TooNew,
            Text::tr("The project was created by a newer version of Cairn; update Cairn to open it."),
            u"schema %1, known %2"_s.arg(*version).arg(known)};
    }
    return needed ? Result<void>() : needed.error();
}

Result<void> checkIntegrity(const QSqlDatabase &database)
{
    QSqlQuery query(database);
    if (!query.exec(u"PRAGMA quick_check(1)"_s) || !query.next())
        return notADatabase(query.lastError().text());
    const QString verdict = query.value(0).toString();
    return verdict == u"ok" ? Result<void>() : notADatabase(verdict);
}

/// Names are shown and written many times over, and a matrix is of the square of their number: without bounds
/// a small file would take gigabytes.
Result<void> checkClasses(const QSqlDatabase &database)
{
    const auto checkLongest = [](qint64 longest) {
        return longest > longestName ? notADatabase(u"a class name of %1 bytes"_s.arg(longest))
                                     : Result<void>();
    };
    const auto checkMost = [](qint64 most) {
        return most > mostClasses ? notADatabase(u"a run with %1 classes"_s.arg(most)) : Result<void>();
    };
    const auto most = [&] {
        return number(
            database,
            u"SELECT coalesce(max(json_array_length(classes)), 0) FROM runs WHERE json_valid(classes)"_s);
    };
    return number(database, u"SELECT coalesce(max(length(CAST(name AS BLOB))), 0) FROM classes"_s)
        .and_then(checkLongest)
        .and_then(most)
        .and_then(checkMost);
}

Result<void> guard(const QSqlDatabase &database)
{
    QSqlQuery query(database);
    const bool set = query.exec(u"PRAGMA trusted_schema=OFF"_s) && query.exec(u"PRAGMA cell_size_check=ON"_s);
    return set ? Result<void>() : notADatabase(query.lastError().text());
}

Result<void> inspectUnlogged(const QString &path)
{
    const QString connection = u"inspect "_s + path;
    Result<void> verdict;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, connection);
        database.setDatabaseName(QUrl::fromLocalFile(path).toString(QUrl::FullyEncoded) + u"?immutable=1"_s);
        database.setConnectOptions(u"QSQLITE_OPEN_URI;QSQLITE_OPEN_READONLY"_s);
        verdict = database.open() ? guard(database) : notADatabase(database.lastError().text());
        // The schema before anything of it is read: a table may be a view without end.
        verdict = verdict.and_then([&] { return checkSchema(database); })
                      .and_then([&] { return checkVersion(database); })
                      .and_then([&] { return checkIntegrity(database); })
                      .and_then([&] { return checkClasses(database); });
        database.close();
    }
    QSqlDatabase::removeDatabase(connection);
    return verdict;
}

} // namespace

Result<void> copyDatabase(const QString &file, const QString &copy)
{
    for (const QString &ending : {u""_s, u"-wal"_s, u"-journal"_s}) {
        if (!ending.isEmpty() && QFileInfo(file + ending).size() == 0)
            continue;
        if (!QFile::copy(file + ending, copy + ending)) // by name: into a folder just made
            return Error{ErrorCode::ReadFailed,
                         Text::tr("There is no space for temporary files; free some disk space.")};
        QFile::setPermissions(copy + ending, QFile::ReadOwner | QFile::WriteOwner);
    }
    return {};
}

Result<void> inspectDatabase(const QString &file)
{
    if (const auto magic = checkMagic(file); !magic)
        return magic;
    if (QFileInfo(file + u"-wal"_s).size() == 0 && QFileInfo(file + u"-journal"_s).size() == 0)
        return refusePlantedStatistics(file, DatabaseTouch::Nothing).and_then([&] {
            return inspectUnlogged(file);
        });
    // A killed program left a log or a journal, whose pages belong to the database: look at a copy, with them
    // in it.
    const QTemporaryDir folder; // by name: of the system's temporary files
    const QString copy = folder.filePath(u"copy.sqlite"_s);
    const auto fold
        = [&] { return Database::open(copy).transform([](const std::unique_ptr<Database> &) {}); };
    return copyDatabase(file, copy)
        .and_then([&] { return refusePlantedStatistics(copy, DatabaseTouch::Recover); })
        .and_then(fold)
        .and_then([&] { return inspectUnlogged(copy); });
}

} // namespace cairn
