// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/statistics.h"
#include "core/base/text.h"

#include <QUrl>

#include <sqlite3.h>

#include <memory>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

struct Close
{
    void operator()(sqlite3 *database) const { sqlite3_close(database); }
    void operator()(sqlite3_stmt *statement) const { sqlite3_finalize(statement); }
};
using Handle = std::unique_ptr<sqlite3, Close>;
using Statement = std::unique_ptr<sqlite3_stmt, Close>;

Error damaged(const QString &detail)
{
    return {ErrorCode::Corrupt, Text::tr("The project's database is damaged; nothing was changed."), detail};
}

/// The schema may be read, nothing else (https://www.sqlite.org/c3ref/set_authorizer.html).
int onlySchema(void *, int action, const char *table, const char *, const char *, const char *)
{
    const QLatin1StringView name(table);
    const bool schema = name == "sqlite_master"_L1 || name == "sqlite_schema"_L1;
    return action == SQLITE_SELECT || (action == SQLITE_READ && schema) ? SQLITE_OK : SQLITE_DENY;
}

Handle openForSchema(const QString &file, DatabaseTouch touch)
{
    const bool asItLies = touch == DatabaseTouch::Nothing;
    const QByteArray uri = QUrl::fromLocalFile(file).toEncoded() + (asItLies ? "?immutable=1" : "");
    sqlite3 *raw = nullptr;
    const int flags = SQLITE_OPEN_URI | (asItLies ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
    const int opened = sqlite3_open_v2(uri.constData(), &raw, flags, nullptr);
    Handle database(raw);
    if (opened != SQLITE_OK || sqlite3_set_authorizer(raw, &onlySchema, nullptr) != SQLITE_OK)
        return {};
    return database;
}

/// What ANALYZE writes (https://www.sqlite.org/fileformat2.html#the_sqlite_stat1_table).
bool isAsSqliteMakesIt(const QString &sql)
{
    return sql == u"CREATE TABLE sqlite_stat1(tbl,idx,stat)"
        || sql == u"CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)";
}

} // namespace

Result<void> refusePlantedStatistics(const QString &file, DatabaseTouch touch)
{
    const Handle database = openForSchema(file, touch);
    if (!database)
        return damaged(u"it cannot be opened"_s);
    sqlite3_stmt *raw = nullptr;
    const int prepared
        = sqlite3_prepare_v2(database.get(), "SELECT sql FROM sqlite_master", -1, &raw, nullptr);
    const Statement statement(raw);
    if (prepared != SQLITE_OK)
        return damaged(QString::fromUtf8(sqlite3_errmsg(database.get())));
    int step = sqlite3_step(raw);
    for (; step == SQLITE_ROW; step = sqlite3_step(raw)) {
        const auto *text = static_cast<const char *>(sqlite3_column_blob(raw, 0));
        const QString sql = QString::fromUtf8(text, sqlite3_column_bytes(raw, 0));
        if (sql.contains(u"sqlite_stat"_s, Qt::CaseInsensitive) && !isAsSqliteMakesIt(sql))
            return Error{ErrorCode::Corrupt,
                         Text::tr("The project's database contains statistics that SQLite did not create; it "
                                  "was not opened."),
                         sql.left(200)};
    }
    return step == SQLITE_DONE ? Result<void>() : damaged(QString::fromUtf8(sqlite3_errmsg(database.get())));
}

} // namespace cairn
