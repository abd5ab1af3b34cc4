// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/database.h"
#include "core/base/text.h"

#include "core/base/logging.h"
#include "core/project/query.h"

#include <QDir>
#include <QFileInfo>

#include <array>
#include <atomic>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

// Result codes of SQLite (sqlite3.h), as Qt passes them on; extended codes have them in their low byte.
enum SqliteCode {
    SqliteBusy = 5,
    SqliteReadOnly = 8,
    SqliteIoError = 10,
    SqliteCorrupt = 11,
    SqliteFull = 13,
    SqliteCantOpen = 14,
    SqliteNotADatabase = 26,
};

/// A full disk makes SQLite roll back everything by itself: https://www.sqlite.org/lang_transaction.html, 3.
bool isUndoneAlready(const Error &error)
{
    return error.detail.contains(u"no transaction is active"_s)
        || error.detail.contains(u"no such savepoint"_s);
}

QString newConnectionName()
{
    static std::atomic<quint64> count = 0;
    return u"cairn-%1"_s.arg(++count);
}

Result<void> prepareConnection(Database &database, bool create)
{
    // The first statement that touches the file finds out whether it is a database.
    static const std::array settings{u"PRAGMA trusted_schema=OFF"_s, u"PRAGMA cell_size_check=ON"_s,
                                     u"PRAGMA journal_mode=WAL"_s,   u"PRAGMA synchronous=NORMAL"_s,
                                     u"PRAGMA foreign_keys=ON"_s,    u"PRAGMA temp_store=MEMORY"_s};
    const Result<void> read
        = create ? Result<void>() : database.execute(u"SELECT count(*) FROM sqlite_master"_s);
    return read.and_then(
        [&] { return forEach(settings, [&](const QString &setting) { return database.execute(setting); }); });
}

} // namespace

Error linkInProject(const QString &name)
{
    return {ErrorCode::Unsupported,
            Text::tr(
                "“%1” in the project is a link or of an unexpected type. Cairn does not write through links; "
                "replace it with the file or folder itself.")
                .arg(name)};
}

/// A rollback journal, which a killed program leaves where the disk cannot have a write-ahead log, may end
/// with the name of a journal over several databases. Cairn has one, and SQLite would delete that file,
/// whichever it is. https://www.sqlite.org/fileformat2.html#the_rollback_journal
static Result<void> refuseSuperJournal(const Folder &folder, const QString &name)
{
    const QByteArray magic = QByteArray::fromHex("d9d505f920a163d7");
    const qint64 size = folder.size(name);
    if (size < 16)
        return {};
    const auto file = folder.read(name);
    if (!file || !(*file)->seek(size - magic.size()))
        return Error{ErrorCode::ReadFailed, Text::tr("The project's database cannot be read."), name};
    if ((*file)->read(magic.size()) == magic)
        return Error{
            ErrorCode::Corrupt,
            Text::tr(
                "“%1” tells SQLite to delete another file. The project may be malicious and was not opened.")
                .arg(name)};
    return {};
}

// SQLite opens by name, and would follow a link to whatever it leads to.
Result<void> Database::refuseLinks(const Folder &folder, const QString &name)
{
    for (const QString &ending : {u""_s, u"-wal"_s, u"-shm"_s, u"-journal"_s}) {
        const Folder::Kind kind = folder.kind(name + ending);
        if (kind != Folder::Kind::Missing && kind != Folder::Kind::File)
            return linkInProject(name + ending);
    }
    return refuseSuperJournal(folder, name + u"-journal"_s);
}

Error databaseError(const QSqlError &error)
{
    const QString detail = error.text();
    switch (error.nativeErrorCode().toInt() & 0xff) {
    case SqliteBusy:
        return {ErrorCode::Locked, Text::tr("The project's database is in use by another program."), detail};
    case SqliteReadOnly:
        return {ErrorCode::WriteFailed, Text::tr("The project's folder cannot be written to."), detail};
    case SqliteCorrupt:
    case SqliteNotADatabase:
        return {ErrorCode::Corrupt, Text::tr("The project's database is damaged."), detail};
    case SqliteFull:
        return {ErrorCode::WriteFailed, Text::tr("The disk is full; free some space and try again."), detail};
    case SqliteIoError:
        return {ErrorCode::WriteFailed,
                Text::tr("The project cannot be written to the disk; check the disk and its free space, and "
                         "try again."),
                detail};
    case SqliteCantOpen:
        return {ErrorCode::ReadFailed, Text::tr("The project's database cannot be opened."), detail};
    default:
        return {ErrorCode::Internal, Text::tr("The project's database refused an operation."), detail};
    }
}

Database::Database(const QSqlDatabase &handle, Folder folder)
    : m_handle(handle)
    , m_folder(std::move(folder))
{
}

Database::~Database()
{
    const QString name = m_handle.connectionName();
    m_handle.close();
    m_handle = {};
    QSqlDatabase::removeDatabase(name);
}

Result<std::unique_ptr<Database>> Database::open(const QString &file, bool create)
{
    const QFileInfo info(file);
    const auto folder = Folder::open(info.absolutePath());
    if (!folder || (!create && folder->kind(info.fileName()) == Folder::Kind::Missing))
        return Error{ErrorCode::NotFound, Text::tr("There is no project here: its database is missing."),
                     file};
    if (const auto own = refuseLinks(*folder, info.fileName()); !own)
        return own.error();
    const QString driver = u"QSQLITE"_s;
    if (!QSqlDatabase::isDriverAvailable(driver)) {
        return Error{ErrorCode::ReadFailed,
                     Text::tr("Qt's SQLite driver is missing; install the package libqt6sql6-sqlite.")};
    }
    QSqlDatabase handle = QSqlDatabase::addDatabase(driver, newConnectionName());
    handle.setDatabaseName(file);
    handle.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=5000"_s);
    const bool opened = handle.open();
    const QSqlError error = handle.lastError();
    std::unique_ptr<Database> database(new Database(std::exchange(handle, {}), *folder));
    if (!opened)
        return databaseError(error);
    return prepareConnection(*database, create).transform([&] { return std::move(database); });
}

QString Database::stored(const QString &path) const
{
    const QString top = directory() + u'/';
    return path.startsWith(top) ? path.mid(top.size()) : path;
}

QString Database::absolute(const QString &stored) const
{
    if (QDir::isAbsolutePath(stored))
        return stored;
    QStringList parts = stored.split(u'/', Qt::SkipEmptyParts);
    parts.removeAll(u"..");
    return m_folder.path(parts.join(u'/'));
}

Result<std::unique_ptr<Database>> Database::openCopy(const QString &file, const Folder &project,
                                                     bool writable)
{
    auto database = open(file);
    if (!database)
        return database;
    (*database)->m_folder = project;
    if (writable)
        return database;
    return (*database)->execute(u"PRAGMA query_only=ON"_s).and_then([&] { return std::move(database); });
}

Result<void> Database::execute(const QString &sql, const QVariantList &values)
{
    return Query(*this, sql).run(values);
}

// A writing transaction takes the lock at once: one that reads first could not wait for another writer later.
Transaction::Transaction(Database &database)
    : m_database(database)
{
    if (m_database.m_transactions > 0)
        m_savepoint = u"nested_%1"_s.arg(m_database.m_transactions);
    m_begun
        = m_database.execute(m_savepoint.isEmpty() ? u"BEGIN IMMEDIATE"_s : u"SAVEPOINT "_s + m_savepoint);
    m_open = m_begun.ok();
    if (m_open)
        ++m_database.m_transactions;
}

Transaction::~Transaction()
{
    if (!m_open)
        return;
    --m_database.m_transactions;
    const auto undone = m_savepoint.isEmpty() ? m_database.execute(u"ROLLBACK"_s)
                                              : m_database.execute(u"ROLLBACK TO "_s + m_savepoint);
    if (undone && !m_savepoint.isEmpty())
        static_cast<void>(m_database.execute(u"RELEASE "_s + m_savepoint).ok());
    if (!undone && !isUndoneAlready(undone.error()))
        qCWarning(lcProject) << "rollback failed:" << undone.error().detail;
}

Result<void> Transaction::commit()
{
    if (!m_begun)
        return m_begun;
    auto done = m_database.execute(m_savepoint.isEmpty() ? u"COMMIT"_s : u"RELEASE "_s + m_savepoint);
    if (done) {
        m_open = false;
        --m_database.m_transactions;
    }
    return done;
}

} // namespace cairn
