// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/schema.h"
#include "core/base/text.h"

#include "core/project/migrator.h"

#include <QMap>
#include <QRegularExpression>
#include <QSqlError>
#include <QSqlQuery>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

/// What makes each table and index, by its name.
using Schema = QMap<QString, QString>;

Error notOurs(const QString &name)
{
    return {
        ErrorCode::Corrupt,
        Text::tr("The project's database contains “%1”, which was not created by Cairn; it was not opened.")
            .arg(name.left(80))};
}

/// Without comments, and with single spaces.
QString essence(QString sql)
{
    static const QRegularExpression comment(u"--[^\\n]*"_s);
    return sql.remove(comment).simplified();
}

/// Tables of SQLite's own statistics and counters: no statement can make them.
bool isSqlites(const QString &type, const QString &name, const QString &sql)
{
    static const QRegularExpression own(u"^CREATE TABLE sqlite_(sequence|stat[14])\\("_s);
    return (type == u"index" && name.startsWith(u"sqlite_autoindex_") && sql.isEmpty())
        || (type == u"table" && sql.contains(own));
}

bool isPlain(const QString &type, const QString &sql)
{
    static const QRegularExpression table(u"^CREATE TABLE "_s);
    static const QRegularExpression index(u"^CREATE (UNIQUE )?INDEX "_s);
    return (type == u"table" && sql.contains(table)) || (type == u"index" && sql.contains(index));
}

Result<Schema> schemaOf(const QSqlDatabase &database)
{
    QSqlQuery query(database);
    query.setForwardOnly(true);
    Schema schema;
    if (!query.exec(u"SELECT type, name, sql FROM sqlite_master"_s))
        return Error{ErrorCode::Corrupt, Text::tr("The project's database is damaged; nothing was changed."),
                     query.lastError().text()};
    while (query.next()) {
        const QString type = query.value(0).toString();
        const QString name = query.value(1).toString();
        const QString sql = essence(query.value(2).toString());
        if (isSqlites(type, name, sql))
            continue;
        if (!isPlain(type, sql))
            return notOurs(name);
        schema.insert(name, sql);
    }
    return schema;
}

/// What the steps make of nothing.
Result<Schema> madeBySteps(int version)
{
    const QString connection = u"schema %1"_s.arg(quintptr(&version));
    Result<Schema> schema = Schema();
    {
        QSqlDatabase memory = QSqlDatabase::addDatabase(u"QSQLITE"_s, connection);
        memory.setDatabaseName(u":memory:"_s);
        const auto statements = schemaStatements(version);
        if (!statements)
            schema = statements.error();
        else if (!memory.open())
            schema = Error{ErrorCode::Internal, Text::tr("An in-memory database cannot be created."),
                           memory.lastError().text()};
        for (const QString &statement : statements ? *statements : QStringList()) {
            QSqlQuery query(memory);
            if (schema && !query.exec(statement))
                schema = Error{ErrorCode::Internal, Text::tr("A step of the database upgrade failed."),
                               query.lastError().text()};
        }
        if (schema)
            schema = schemaOf(memory);
        memory.close();
    }
    QSqlDatabase::removeDatabase(connection);
    return schema;
}

} // namespace

Result<void> checkSchema(const QSqlDatabase &database)
{
    const auto schema = schemaOf(database);
    if (!schema)
        return schema.error();
    QSqlQuery version(database);
    if (!version.exec(u"PRAGMA user_version"_s) || !version.next())
        return Error{ErrorCode::Corrupt, Text::tr("The project's database is damaged; nothing was changed."),
                     version.lastError().text()};
    const int number = version.value(0).toInt();
    if (number > newestSchemaVersion())
        return {};
    const auto expected = madeBySteps(number);
    if (!expected)
        return expected.error();
    for (const auto &[name, sql] : schema->asKeyValueRange()) {
        if (expected->value(name) != sql)
            return notOurs(name);
    }
    for (const auto &[name, sql] : expected->asKeyValueRange()) {
        if (!schema->contains(name))
            return Error{ErrorCode::Corrupt,
                         Text::tr("The project's database is damaged: its table “%1” is missing.").arg(name)};
    }
    return {};
}

} // namespace cairn
