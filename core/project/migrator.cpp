// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/migrator.h"
#include "core/base/text.h"

#include "core/base/logging.h"
#include "core/project/query.h"

#include <QDir>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr int keptBackups = 2;

Result<int> versionOf(Database &database)
{
    return Query(database, u"PRAGMA user_version"_s).number().transform([](qint64 version) {
        return int(version);
    });
}

/// A newer schema may say that programs which know an older one can still use it.
std::optional<int> oldestUsableBy(Database &database)
{
    Query query(database, u"SELECT value FROM meta WHERE key = 'min_app_schema'"_s);
    return query.run() && query.next() ? std::optional(int(query.integer(0))) : std::nullopt;
}

QString stepFile(const QString &steps, int version)
{
    const QStringList files
        = QDir(steps).entryList({u"%1_*.sql"_s.arg(version, 4, 10, QLatin1Char('0'))}, QDir::Files);
    return files.isEmpty() ? QString() : steps + u'/' + files.first();
}

/// Statements are separated by marker lines, not by semicolons, which triggers and strings contain too.
Result<QStringList> statementsOf(const QString &path)
{
    QFile file(path); // by name: a resource of the program
    if (path.isEmpty() || !file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::Internal,
                     Text::tr("This version of Cairn lacks a step needed to upgrade the "
                              "project's database."),
                     path};
    static const QRegularExpression marker(u"^-- ;;\\s*$"_s, QRegularExpression::MultilineOption);
    return QString::fromUtf8(file.readAll()).split(marker, Qt::SkipEmptyParts);
}

Result<void> checkForeignKeys(Database &database)
{
    Query query(database, u"PRAGMA foreign_key_check"_s);
    if (const auto done = query.run(); !done)
        return done;
    if (query.next()) {
        return Error{ErrorCode::Corrupt,
                     Text::tr("The project's database is inconsistent and cannot be upgraded."),
                     u"foreign key violated in table %1"_s.arg(query.text(0))};
    }
    return query.finish();
}

Result<void> applyStep(Database &database, const QString &steps, int version)
{
    const auto execute = [&](const QString &statement) { return database.execute(statement.trimmed()); };
    const auto run = [&](const QStringList &statements) {
        return inTransaction(database, [&] {
            return forEach(statements, execute)
                .and_then([&] { return checkForeignKeys(database); })
                .and_then([&] { return database.execute(u"PRAGMA user_version=%1"_s.arg(version)); });
        });
    };
    return statementsOf(stepFile(steps, version)).and_then(run);
}

/// A copy as it was, beside the file, before anything is changed.
Result<void> backUp(Database &database, const QString &file, int version)
{
    const QString copy = u"%1.v%2.bak"_s.arg(file).arg(version);
    if (const auto removed = database.folder().remove(QFileInfo(copy).fileName()); !removed)
        return removed;
    if (const auto made = database.execute(u"VACUUM INTO ?"_s, {copy}); !made) {
        return Error{ErrorCode::WriteFailed,
                     Text::tr("The project was not upgraded: its database could not be backed up."),
                     made.error().detail};
    }
    const QFileInfo info(file);
    const QFileInfoList copies
        = QDir(info.path()).entryInfoList({info.fileName() + u".v*.bak"_s}, QDir::Files, QDir::Time);
    return forEach(copies.sliced(std::min<qsizetype>(keptBackups, copies.size())),
                   [&](const QFileInfo &old) { return database.folder().remove(old.fileName()); });
}

} // namespace

int newestSchemaVersion(const QString &steps)
{
    int version = 0;
    while (!stepFile(steps, version + 1).isEmpty())
        ++version;
    return version;
}

Result<QStringList> schemaStatements(int version, const QString &steps)
{
    QStringList all;
    for (int step = 1; step <= version; ++step) {
        const auto statements = statementsOf(stepFile(steps, step));
        if (!statements)
            return statements;
        for (const QString &statement : *statements)
            all << statement.trimmed();
    }
    return all;
}

Result<MigrationOutcome> migrate(Database &database, const QString &file, const QString &steps)
{
    const auto version = versionOf(database);
    if (!version)
        return version.error();
    const int newest = newestSchemaVersion(steps);
    if (*version > newest) {
        if (oldestUsableBy(database).value_or(*version) <= newest)
            return MigrationOutcome::Current;
        return Error{
            ErrorCode::TooNew,
            Text::tr("The project was created by a newer version of Cairn; update Cairn to open it."),
            u"schema %1, known %2"_s.arg(*version).arg(newest)};
    }
    if (*version == newest)
        return MigrationOutcome::Current;
    if (*version > 0) {
        if (const auto saved = backUp(database, file, *version); !saved)
            return saved.error();
    }
    for (int next = *version + 1; next <= newest; ++next) {
        if (const auto done = applyStep(database, steps, next); !done)
            return done.error();
    }
    if (*version > 0)
        qCInfo(lcProject) << "database of" << file << "is now at schema" << newest;
    return *version == 0 ? MigrationOutcome::Created : MigrationOutcome::Upgraded;
}

} // namespace cairn
