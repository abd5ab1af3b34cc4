// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/query.h"
#include "core/project/repositories/runrepository.h"
#include "tests/project/projectfixture.h"

#include <QTest>

using namespace cairn;
using namespace cairn::test;
using namespace Qt::StringLiterals;

/// The steps that repositories and commands are made of.
class TestTransactions : public QObject
{
    Q_OBJECT

    static Error refusal() { return {ErrorCode::InvalidInput, u"No."_s}; }
    static Result<qint64> count(Database &database)
    {
        return Query(database, u"SELECT count(*) FROM settings WHERE key LIKE 'test/%'"_s).number();
    }
    static Result<void> add(Database &database, const QString &key)
    {
        return database.execute(u"INSERT INTO settings (key, value) VALUES (?, '')"_s, {u"test/"_s + key});
    }

    ProjectFixture m_fixture;

private Q_SLOTS:
    void cleanup()
    {
        QVERIFY(withDatabase(*m_fixture.project, [](Database &database) {
            return database.execute(u"DELETE FROM settings WHERE key LIKE 'test/%'"_s);
        }));
    }

    void aDatabaseIsPassedAndItsResultReturned()
    {
        const Result<std::vector<ClassRecord>> classes = withDatabase(
            *m_fixture.project, [](Database &database) { return ClassRepository(database).all(); });
        QVERIFY(classes);
        QCOMPARE(classes->size(), std::size_t(2));
        const Result<int> refused
            = withDatabase(*m_fixture.project, [](Database &) -> Result<int> { return refusal(); });
        QCOMPARE(refused.error().code, ErrorCode::InvalidInput);
    }

    void withoutADatabaseNothingIsDone()
    {
        bool called = false;
        const auto use = [&called](Database &) {
            called = true;
            return Result<void>();
        };
        QCOMPARE(
            withConnection(Database::open(m_fixture.folder.filePath(u"none.sqlite"_s)), use).error().code,
            ErrorCode::NotFound);
        QVERIFY(!called);
    }

    void stepsAreCommittedTogether()
    {
        QVERIFY(withDatabase(*m_fixture.project, [](Database &database) {
            return inTransaction(database, [&] {
                return add(database, u"a"_s).and_then([&] { return add(database, u"b"_s); });
            });
        }));
        QCOMPARE(*withDatabase(*m_fixture.project, &count), qint64(2));
    }

    void anErrorRollsBack()
    {
        const auto fail = [](Database &database) {
            return inTransaction(database, [&] {
                return add(database, u"a"_s).and_then([]() -> Result<qint64> { return refusal(); });
            });
        };
        const auto failed = withDatabase(*m_fixture.project, fail);
        QCOMPARE(failed.error().code, ErrorCode::InvalidInput);
        QCOMPARE(failed.error().message, refusal().message);
        QCOMPARE(*withDatabase(*m_fixture.project, &count), qint64(0));
    }

    void oneInsideAnotherFailsAlone()
    {
        const auto steps = [](Database &database) {
            return inTransaction(database, [&] {
                const Result<void> inner = inTransaction(database, [&] {
                    return add(database, u"inner"_s).and_then([]() -> Result<void> { return refusal(); });
                });
                return inner ? Result<void>(refusal()) : add(database, u"outer"_s);
            });
        };
        QVERIFY(withDatabase(*m_fixture.project, steps));
        QCOMPARE(*withDatabase(*m_fixture.project, &count), qint64(1));
    }

    void aBusyDatabaseRunsNoStep()
    {
        const auto first = *m_fixture.project->connect();
        const auto second = *m_fixture.project->connect();
        QVERIFY(second->execute(u"PRAGMA busy_timeout=0"_s));
        const Transaction writing(*first);
        QVERIFY(writing.begun());
        bool called = false;
        const auto step = [&called] {
            called = true;
            return Result<void>();
        };
        QCOMPARE(inTransaction(*second, step).error().code, ErrorCode::Locked);
        QVERIFY(!called);
    }

    void rowsAreReadUntilAnError()
    {
        const auto database = *m_fixture.project->connect();
        const auto names = [&](const QString &sql) {
            return Query(*database, sql).rows({}, [](const Query &row) { return row.text(0); });
        };
        const auto found = names(u"SELECT name FROM classes ORDER BY position"_s);
        QVERIFY(found);
        QCOMPARE(*found, (std::vector<QString>{u"Arena"_s, u"Clock tower"_s}));
        QVERIFY(!names(u"SELECT nonsense FROM classes"_s));
        int seen = 0;
        const Result<void> stopped
            = Query(*database, u"SELECT name FROM classes"_s).forEachRow({}, [&](const Query &) {
                  ++seen;
                  return Result<void>(refusal());
              });
        QVERIFY(!stopped);
        QCOMPARE(seen, 1);
    }

    void aRunsSettingsAreReadInOnePlace()
    {
        TrainingConfig config = *withPreset({}, u"quick"_s);
        config.seed = 7;
        const Result<RunRecord> run = withDatabase(*m_fixture.project, [&](Database &database) {
            RunRepository runs(database);
            return runs.start(config, {{u"Arena"_s, u"Clock tower"_s}, {}, {}}).and_then([&](qint64 id) {
                return runs.find(id);
            });
        });
        QVERIFY(run);
        QVERIFY(run->config());
        QCOMPARE(run->config()->seed, quint64(7));
        QCOMPARE(run->settings()[u"preset"_s].toString(), u"quick"_s);
    }

    void damagedSettingsAreAnError_data()
    {
        QTest::addColumn<QString>("json");
        QTest::newRow("nothing") << QString();
        QTest::newRow("no JSON") << u"{\"arch\": \"resnet34\","_s;
        QTest::newRow("a list") << u"[]"_s;
        QTest::newRow("half of it") << u"{\"arch\": \"resnet34\"}"_s;
    }

    void damagedSettingsAreAnError()
    {
        QFETCH(const QString, json);
        RunRecord run;
        run.configJson = json;
        QVERIFY(!run.config());
        QVERIFY(!run.config().error().message.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestTransactions)
#include "tst_transactions.moc"
