// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/migrator.h"

#include <QDir>
#include <QFile>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace cairn;
using namespace Qt::StringLiterals;

namespace {

void writeFile(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
}

QByteArray readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

int number(Database &database, const QString &sql)
{
    QSqlQuery query(sql, database.handle());
    return query.next() ? query.value(0).toInt() : -1;
}

} // namespace

class TestMigrator : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void shippedSchemaIsCreated();
    void upgradesStepByStepWithBackup();
    void failingStepLeavesFileUnchanged();
    void newerIsRefused();
    void keepsTwoBackups();
    void triggersAreOneStatement();

private:
    void step(int version, const QByteArray &sql)
    {
        writeFile(u"%1/%2_step.sql"_s.arg(m_steps).arg(version, 4, 10, QLatin1Char('0')), sql);
    }
    Result<MigrationOutcome> migrateFile()
    {
        const auto database = Database::open(m_file, true);
        return database ? migrate(**database, m_file, m_steps) : database.error();
    }
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_file;
    QString m_steps;
};

void TestMigrator::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_file = m_folder->filePath(u"project.sqlite"_s);
    m_steps = m_folder->filePath(u"steps"_s);
    QVERIFY(QDir().mkpath(m_steps));
    step(1, "CREATE TABLE t (x INTEGER)\n-- ;;\nINSERT INTO t VALUES (1)");
}

void TestMigrator::shippedSchemaIsCreated()
{
    const auto database = Database::open(m_file, true);
    QVERIFY(database);
    const auto created = migrate(**database, m_file);
    QVERIFY2(created, created ? "" : qPrintable(created.error().detail));
    QCOMPARE(*created, MigrationOutcome::Created);
    QCOMPARE(number(**database, u"PRAGMA user_version"_s), newestSchemaVersion());
    QCOMPARE(*migrate(**database, m_file), MigrationOutcome::Current);
    QCOMPARE(number(**database,
                    u"SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('classes', "
                    "'images', 'labels', 'label_events', 'edits', 'runs', 'epochs', 'run_images', "
                    "'predictions', 'settings', 'meta')"_s),
             11);
}

void TestMigrator::upgradesStepByStepWithBackup()
{
    QCOMPARE(*migrateFile(), MigrationOutcome::Created);
    step(2, "ALTER TABLE t ADD COLUMN y INTEGER DEFAULT 5");
    step(3, "UPDATE t SET y = y + x");
    QCOMPARE(*migrateFile(), MigrationOutcome::Upgraded);
    const auto database = Database::open(m_file);
    QCOMPARE(number(**database, u"SELECT y FROM t"_s), 6);
    QCOMPARE(number(**database, u"PRAGMA user_version"_s), 3);
    const auto backup = Database::open(m_file + u".v1.bak"_s);
    QVERIFY(backup);
    QCOMPARE(number(**backup, u"PRAGMA user_version"_s), 1);
    QCOMPARE(number(**backup, u"SELECT x FROM t"_s), 1);
}

void TestMigrator::failingStepLeavesFileUnchanged()
{
    QCOMPARE(*migrateFile(), MigrationOutcome::Created);
    const QByteArray before = readFile(m_file);
    step(2,
         "ALTER TABLE t ADD COLUMN y INTEGER\n-- ;;\nUPDATE t SET x = 7\n-- ;;\nINSERT INTO missing VALUES "
         "(1)");
    QVERIFY(!migrateFile());
    QCOMPARE(readFile(m_file), before);
    QVERIFY(!QFile::exists(m_file + u"-wal"_s));
}

void TestMigrator::newerIsRefused()
{
    QCOMPARE(*migrateFile(), MigrationOutcome::Created);
    {
        const auto database = Database::open(m_file);
        QVERIFY((*database)->execute(u"PRAGMA user_version=7"_s));
    }
    const QByteArray before = readFile(m_file);
    const auto newer = migrateFile();
    QVERIFY(!newer);
    QCOMPARE(newer.error().code, ErrorCode::TooNew);
    QCOMPARE(readFile(m_file), before);
    QVERIFY(QDir(m_folder->path()).entryList({u"*.bak"_s}).isEmpty());
}

void TestMigrator::keepsTwoBackups()
{
    QCOMPARE(*migrateFile(), MigrationOutcome::Created);
    for (int version = 2; version <= 5; ++version) {
        step(version, "UPDATE t SET x = x + 1");
        QCOMPARE(*migrateFile(), MigrationOutcome::Upgraded);
    }
    QCOMPARE(QDir(m_folder->path()).entryList({u"*.bak"_s}),
             QStringList({u"project.sqlite.v3.bak"_s, u"project.sqlite.v4.bak"_s}));
}

void TestMigrator::triggersAreOneStatement()
{
    step(1,
         "CREATE TABLE t (x INTEGER)\n-- ;;\nCREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET x = 2; "
         "UPDATE t SET x = x + 1; END\n-- ;;\nINSERT INTO t VALUES (1)\n");
    QCOMPARE(*migrateFile(), MigrationOutcome::Created);
    const auto database = Database::open(m_file);
    QCOMPARE(number(**database, u"SELECT x FROM t"_s), 3);
}

QTEST_GUILESS_MAIN(TestMigrator)
#include "tst_migrator.moc"
