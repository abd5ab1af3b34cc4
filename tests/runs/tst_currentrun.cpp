// SPDX-License-Identifier: GPL-3.0-or-later
// Which run everything is about that does not name one, and what is evaluated for it.

#include "core/project/repositories/settingsrepository.h"
#include "core/runs/currentrun.h"
#include "tests/runs/runsfixture.h"

using namespace cairn;
using namespace Qt::StringLiterals;

namespace {

RunRecord runOf(qint64 id)
{
    RunRecord run;
    run.id = id;
    return run;
}

} // namespace

class TestCurrentRun : public RunsFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }

    void fewestMistakesOnTheCommonImages()
    {
        // Run 3 has fewer mistakes in all, but on the images that all know it has one more than run 2.
        const std::vector<RunRecord> runs{runOf(3), runOf(2), runOf(1)};
        const std::vector<QHash<qint64, bool>> right{{{1, false}, {2, false}, {3, true}},
                                                     {{1, true}, {2, false}, {8, false}, {9, false}},
                                                     {{1, false}, {2, false}, {3, true}}};
        const auto list = standings(runs, right, {0, 0, 0});
        QCOMPARE(list.size(), std::size_t(3));
        QCOMPARE(list[0].runId, 2);
        QCOMPARE(list[0].mistakes, 1);
        QCOMPARE(list[0].images, 2);
        QCOMPARE(list[1].runId, 3); // as many as run 1, and newer
        QCOMPARE(list[2].runId, 1);
    }

    void aRunThatLacksAClassIsNoBest()
    {
        const std::vector<RunRecord> runs{runOf(2), runOf(1)};
        const auto list = standings(runs, {{{1, false}}, {{1, true}}}, {0, 1});
        QCOMPARE(list[0].runId, 2);
    }

    void anOldSplitLeavesTheOthersComparable()
    {
        const std::vector<RunRecord> runs{runOf(3), runOf(2), runOf(1)};
        const auto list
            = standings(runs, {{{1, false}, {2, true}}, {{1, true}, {2, true}}, {{7, true}}}, {0, 0, 0});
        QCOMPARE(list.size(), std::size_t(2));
        QCOMPARE(list[0].runId, 2);
    }

    void theBestOrTheChosenOne()
    {
        QCOMPARE(currentRun(*m_project).error().code, ErrorCode::NotFound);
        m_engine->finalErrorRate = 0.05;
        const Result<RunRecord> good = train();
        m_engine->finalErrorRate = 0.4;
        const Result<RunRecord> bad = train();
        QVERIFY(good && bad);
        QCOMPARE(currentRun(*m_project)->id, good->id);
        QVERIFY(chooseRun(*m_project, bad->id));
        QCOMPARE(currentRun(*m_project)->id, bad->id);
        QVERIFY(chooseRun(*m_project, 0));
        QCOMPARE(currentRun(*m_project)->id, good->id);
        QVERIFY(runs().setTrashed(good->id, true));
        QCOMPARE(currentRun(*m_project)->id, bad->id);
        QCOMPARE(runs().find(good->id)->trashed, true);
    }

    void aStoppedRunIsEvaluated()
    {
        CancelSource source;
        m_listener.eachBatch = [&](const BatchMetrics &batch) {
            if (batch.step == m_engine->stepsPerEpoch + 3)
                source.cancel();
        };
        const Result<RunRecord> run = train(configuration(), source.token());
        QVERIFY(run);
        QCOMPARE(runsOverview(*m_project)->unevaluated, std::vector<qint64>{run->id});
        QCOMPARE(*evaluateMissing(*m_project, *m_engine, run->id, {}, {}), perClass * 3 / 2);
        QVERIFY(runsOverview(*m_project)->unevaluated.empty());
        QVERIFY(storedEvaluation(*m_project, run->id));
        QCOMPARE(*evaluateMissing(*m_project, *m_engine, run->id, {}, {}), 0);
    }

    void imagesThatJoinedLaterAreEvaluated()
    {
        const Result<RunRecord> run = train();
        QVERIFY(run);
        const std::size_t before = storedEvaluation(*m_project, run->id)->predictions.size();
        NewImage late;
        late.path = m_folder->filePath(u"0.png"_s) + u"-late"_s;
        QVERIFY(QFile::copy(m_folder->filePath(u"0.png"_s), late.path));
        late.sha256 = QByteArray(32, 'x');
        late.width = late.height = 8;
        late.format = u"png"_s;
        late.classId = m_classIds[0];
        late.split = Split::Valid;
        QVERIFY(ImageRepository(*m_database).add({late}));
        // One that the run trained on is no measure of it, whatever it is called now.
        const qint64 trained = runs().snapshot(*run)->train.front().imageId;
        QVERIFY(ImageRepository(*m_database).setSplits({{trained, Split::Valid}}));
        QCOMPARE(runsOverview(*m_project)->unevaluated, std::vector<qint64>{run->id});
        QCOMPARE(*evaluateMissing(*m_project, *m_engine, run->id, {}, {}), 1);
        QCOMPARE(storedEvaluation(*m_project, run->id)->predictions.size(), before + 1);
    }

    void testImagesAreMeasuredOnlyOnDemand()
    {
        const Result<RunRecord> run = train();
        QVERIFY(run);
        QCOMPARE(evaluateOnTest(*m_project, *m_engine, run->id, {}, {}).error().code,
                 ErrorCode::InvalidInput);
        const std::vector<Example> valid = validExamples(run->id);
        QVERIFY(ImageRepository(*m_database)
                    .setSplits({{valid[0].imageId, Split::Test}, {valid[1].imageId, Split::Test}}));
        QCOMPARE(storedEvaluation(*m_project, run->id)->predictions.size(), valid.size() - 2);
        const Result<RunEvaluation> test = evaluateOnTest(*m_project, *m_engine, run->id, {}, {});
        QVERIFY(test);
        QCOMPARE(test->predictions.size(), std::size_t(2));
        QCOMPARE(storedEvaluation(*m_project, run->id)->predictions.size(), valid.size() - 2);
    }

    void reproducingTakesTheOldLabels()
    {
        const Result<RunRecord> run = train();
        QVERIFY(run);
        QVERIFY(*sameDataAs(*m_project, *run));
        const Example first = runs().snapshot(*run)->train.front();
        QVERIFY(
            ImageRepository(*m_database)
                .setLabels({{first.imageId, m_classIds[first.label], m_classIds[(first.label + 1) % 3]}}));
        QVERIFY(!*sameDataAs(*m_project, *run));
        const Result<RunRecord> again
            = reproduceRun(*m_project, *m_engine, run->id, {m_listener, m_pause, {}});
        QVERIFY(again);
        QVERIFY(again->id != run->id);
        QCOMPARE(m_engine->lastJob->data.train.front().label, first.label);
        QCOMPARE(runs().find(again->id)->configJson, run->configJson);
    }
};

QTEST_GUILESS_MAIN(TestCurrentRun)
#include "tst_currentrun.moc"
