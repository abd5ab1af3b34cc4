// SPDX-License-Identifier: GPL-3.0-or-later
// A database that a stranger filled: what is not Cairn's own is refused before anything of it runs.

#include "tests/project/projectfixture.h"

#include <QElapsedTimer>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QtEndian>
#include <QTest>

#include <functional>

using namespace cairn;
using namespace cairn::test;
using namespace Qt::StringLiterals;

class TestStrangersDatabase : public QObject
{
    Q_OBJECT

    /// Runs statements as another program would.
    static void change(const QString &file, const QStringList &statements,
                       const std::function<void()> &before = {})
    {
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"other"_s);
            database.setDatabaseName(file);
            QVERIFY(database.open());
            for (const QString &statement : statements) {
                if (before && &statement == &statements.last())
                    before();
                QSqlQuery query(database);
                QVERIFY2(query.exec(statement), qPrintable(statement + query.lastError().text()));
            }
            database.close();
        }
        QSqlDatabase::removeDatabase(u"other"_s);
    }

    /// The state in which a kill leaves a database in the middle of a change, without a write-ahead log.
    static void leaveJournal(const QString &file)
    {
        const QStringList endings{u""_s, u"-journal"_s};
        const auto keep = [&] {
            for (const QString &ending : endings)
                QVERIFY(QFile::copy(file + ending, file + ending + u".kept"_s));
        };
        change(file,
               {u"PRAGMA journal_mode=DELETE"_s,
                u"PRAGMA cache_size=1"_s, // pages go to the disk before the end
                u"BEGIN"_s, u"UPDATE images SET format = hex(zeroblob(400))"_s, u"ROLLBACK"_s},
               keep);
        for (const QString &ending : endings) {
            QFile::remove(file + ending);
            QVERIFY(QFile::rename(file + ending + u".kept"_s, file + ending));
        }
        QVERIFY(QFileInfo(file + u"-journal"_s).size() > 512);
    }

    /// SQLite would work out the column with the schema, before any statement.
    static QStringList plantedStatistics()
    {
        return {u"ANALYZE"_s, u"PRAGMA writable_schema=ON"_s,
                u"UPDATE sqlite_master SET sql = 'CREATE TABLE sqlite_stat1(tbl,idx,stat AS "
                u"(hex(zeroblob(90))))' "
                "WHERE name = 'sqlite_stat1'"_s};
    }

    static QByteArray bytesOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    /// A clean database, and a journal whose pages bring a trigger (https://www.sqlite.org/fileformat2.html).
    static void plantJournal(const QString &file)
    {
        change(file, {u"PRAGMA journal_mode=DELETE"_s});
        const QByteArray clean = bytesOf(file);
        change(file, {u"CREATE TRIGGER t AFTER UPDATE ON runs BEGIN DELETE FROM images; END"_s});
        const QByteArray planted = bytesOf(file);
        const qsizetype size = qFromBigEndian<quint16>(planted.constData() + 16);
        QByteArray pages;
        quint32 count = 0;
        const auto number = [](quint32 value) {
            QByteArray bytes(4, '\0');
            qToBigEndian<quint32>(value, bytes.data());
            return bytes;
        };
        for (qsizetype at = 0; at < planted.size(); at += size) {
            const QByteArray page = planted.mid(at, size);
            if (page == clean.mid(at, size))
                continue;
            quint32 checksum = 0;
            for (qsizetype i = size - 200; i > 0; i -= 200)
                checksum += quint8(page[i]);
            pages += number(quint32(at / size) + 1) + page + number(checksum);
            ++count;
        }
        const QByteArray header = QByteArray::fromHex("d9d505f920a163d7") + number(count) + number(0)
            + number(quint32(planted.size() / size)) + number(512) + number(quint32(size));
        for (const auto &[name, bytes] :
             {std::pair(file, clean),
              std::pair(file + u"-journal"_s, header.leftJustified(512, '\0') + pages)}) {
            QFile out(name);
            QVERIFY(out.open(QIODevice::WriteOnly | QIODevice::Truncate));
            QCOMPARE(out.write(bytes), bytes.size());
        }
    }

private Q_SLOTS:
    void whatIsNotOursIsRefused_data()
    {
        QTest::addColumn<QStringList>("statements");
        const auto row
            = [](const char *name, const QStringList &statements) { QTest::newRow(name) << statements; };
        row("a view without end in a table's place",
            {u"ALTER TABLE meta RENAME TO other"_s,
             u"CREATE VIEW meta AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
             "SELECT 'min_app_schema' AS key, x AS value FROM n WHERE x < 0"_s});
        row("a view without end in a newer database",
            {u"PRAGMA user_version = 9999"_s, u"DROP TABLE meta"_s,
             u"CREATE VIEW meta AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
             "SELECT 'min_app_schema' AS key, x AS value FROM n WHERE x < 0"_s});
        row("a trigger", {u"CREATE TRIGGER t AFTER UPDATE ON runs BEGIN DELETE FROM images; END"_s});
        row("another table", {u"CREATE TABLE extra (x)"_s});
        row("a virtual table", {u"CREATE VIRTUAL TABLE extra USING fts5(x)"_s});
        row("an index of another's", {u"CREATE INDEX extra ON images (upper(path))"_s});
        row("a table that is missing", {u"DROP TABLE quarantine"_s});
        row("a column more", {u"ALTER TABLE images ADD COLUMN extra TEXT DEFAULT (random())"_s});
        row("a run with 20,000 classes",
            {u"INSERT INTO runs (name, state, arch, preset, config, classes, started_at) SELECT 'r', 1, "
             u"'resnet34', "
             "'quick', '{}', json_group_array(value), 0 FROM (WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL "
             "SELECT "
             "value + 1 FROM n LIMIT 20000) SELECT value FROM n)"_s});
        row("a class name of a megabyte",
            {u"UPDATE classes SET name = hex(zeroblob(500000)) WHERE id = 1"_s});
        row("statistics that are computed", plantedStatistics());
        row("another program's", {u"PRAGMA user_version = 0"_s});
    }
    void whatIsNotOursIsRefused()
    {
        QFETCH(QStringList, statements);
        ProjectFixture fixture;
        fixture.project.reset();
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"stranger"_s);
            database.setDatabaseName(fixture.path() + u"/project.sqlite"_s);
            QVERIFY(database.open());
            for (const QString &statement : statements) {
                QSqlQuery query(database);
                if (statement.contains(u"VIRTUAL") && !query.exec(statement))
                    break; // this SQLite has no such kind
                QVERIFY2(statement.contains(u"VIRTUAL") || query.exec(statement),
                         qPrintable(query.lastError().text()));
            }
            QSqlQuery(u"PRAGMA wal_checkpoint(TRUNCATE)"_s, database);
            database.close();
        }
        QSqlDatabase::removeDatabase(u"stranger"_s);
        const auto before = contentsOf(fixture.path());
        const auto opened = Project::open(fixture.path());
        if (opened && statements.first().contains(u"VIRTUAL"))
            QSKIP("this SQLite has no virtual tables");
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::Corrupt);
        QCOMPARE(contentsOf(fixture.path()), before);
    }

    void aJournalThatNamesAFileIsRefused()
    {
        ProjectFixture fixture;
        fixture.project.reset();
        QFile journal(fixture.path() + u"/project.sqlite-journal"_s);
        QVERIFY(journal.open(QIODevice::WriteOnly));
        journal.write(QByteArray(512, 'x') + QByteArray::fromHex("d9d505f920a163d7"));
        journal.close();
        const auto before = contentsOf(fixture.path());
        const auto opened = Project::open(fixture.path());
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::Corrupt);
        QVERIFY(opened.error().message.contains(u"project.sqlite-journal"));
        QCOMPARE(contentsOf(fixture.path()), before);
    }

    void aJournalIsInspectedToo_data()
    {
        QTest::addColumn<bool>("planted");
        QTest::newRow("a stranger's, with a trigger") << true;
        QTest::newRow("what a killed program left") << false;
    }
    void aJournalIsInspectedToo()
    {
        QFETCH(const bool, planted);
        ProjectFixture fixture;
        {
            const auto database = *fixture.project->connect();
            QVERIFY(ImageRepository(*database).add(newImages(500)));
        }
        fixture.project.reset();
        const QString file = fixture.path() + u"/project.sqlite"_s;
        planted ? plantJournal(file) : leaveJournal(file);
        const auto before = contentsOf(fixture.path());
        const auto opened = Project::open(fixture.path());
        QCOMPARE(opened.ok(), !planted);
        if (planted) {
            QVERIFY2(opened.error().message.contains(u"“t”"), qPrintable(opened.error().message));
            QCOMPARE(contentsOf(fixture.path()), before);
            return;
        }
        const auto database = (*opened)->connect();
        QSqlQuery changed(u"SELECT count(*) FROM images WHERE format = 'jpeg'"_s, (*database)->handle());
        QVERIFY(changed.next());
        QCOMPARE(changed.value(0).toInt(), 500); // the change was never committed
    }

    void aLogIsInspectedToo()
    {
        ProjectFixture fixture;
        fixture.project.reset();
        const QString file = fixture.path() + u"/project.sqlite"_s;
        const QString log = file + u"-wal"_s;
        const auto keep = [&] { QVERIFY(QFile::copy(log, log + u".kept"_s)); };
        change(file,
               QStringList{u"PRAGMA journal_mode=WAL"_s} + plantedStatistics() + QStringList{u"SELECT 1"_s},
               keep);
        change(
            file,
            {u"PRAGMA writable_schema=ON"_s, u"DELETE FROM sqlite_master WHERE name LIKE 'sqlite_stat%'"_s});
        QVERIFY(QFile::rename(log + u".kept"_s, log));
        const auto opened = Project::open(fixture.path());
        QVERIFY(!opened);
        QVERIFY2(opened.error().message.contains(u"statistics"), qPrintable(opened.error().message));
    }

    void ourOwnOpens()
    {
        ProjectFixture fixture;
        {
            const auto database = *fixture.project->connect();
            QVERIFY(database->execute(u"ANALYZE"_s)); // SQLite's own tables are no strangers
        }
        fixture.project.reset();
        const auto opened = Project::open(fixture.path());
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().message));
    }

    void storedPathsStayInTheProject()
    {
        ProjectFixture fixture;
        const auto database = *fixture.project->connect();
        QCOMPARE(database->absolute(u"images/a.jpg"_s), fixture.path() + u"/images/a.jpg"_s);
        QCOMPARE(database->absolute(u"../../etc/passwd"_s), fixture.path() + u"/etc/passwd"_s);
        QCOMPARE(database->absolute(u"images/../../../x"_s), fixture.path() + u"/images/x"_s);
        QCOMPARE(database->absolute(u"/photos/a.jpg"_s), u"/photos/a.jpg"_s);
        QCOMPARE(database->stored(fixture.path() + u"/images/a.jpg"_s), u"images/a.jpg"_s);
    }
};

QTEST_GUILESS_MAIN(TestStrangersDatabase)
#include "tst_strangersdatabase.moc"
