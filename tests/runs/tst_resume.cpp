// SPDX-License-Identifier: GPL-3.0-or-later
// A run that was ended goes on.

#include "tests/runs/runsfixture.h"

using namespace cairn;
using namespace Qt::StringLiterals;

class TestResume : public RunsFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }

    void aRunGoesOnAndHasEveryStepOnce()
    {
        m_engine->failure = Error{ErrorCode::OutOfMemory, u"There is not enough memory."_s};
        m_engine->failAfterEpochs = 1;
        QVERIFY(!train());
        m_engine->failure.reset();
        const RunRecord broken = runs().all()->front();
        QVERIFY(canResume(*m_project, broken));
        QCOMPARE(latestResumableRun(*m_project)->id, broken.id);
        // What it told after its checkpoint, and a line that was cut short, are told again.
        const QString metrics = m_project->runDirectory(broken.id) + u"/metrics.jsonl"_s;
        QFile file(metrics);
        QVERIFY(file.open(QIODevice::Append));
        file.write("{\"event\":\"batch\",\"step\":10,\"loss\":9}\n{\"event\":\"ba");
        file.close();
        EpochMetrics early;
        early.epoch = 1;
        QVERIFY(runs().addEpoch(broken.id, early));

        // The project changes; the run has what it began with.
        const std::vector<Example> images = m_engine->lastJob->data.train;
        QVERIFY(ImageRepository(*m_database).setValues(EditKind::Trash, {{images[0].imageId, 0, 1}}));
        QVERIFY(ImageRepository(*m_database).setLabels({{images[1].imageId, m_classIds[1], m_classIds[0]}}));
        QVERIFY(ClassRepository(*m_database).add(u"bat"_s));

        m_listener = {};
        const Result<RunRecord> run
            = resumeRun(*m_project, *m_engine, {broken.id}, {m_listener, m_pause, {}});
        QVERIFY2(run, run ? "" : qPrintable(run.error().message));
        QCOMPARE(run->id, broken.id);
        QCOMPARE(run->state, RunState::Completed);
        QVERIFY(run->message.isEmpty());
        QCOMPARE(runs().epochs(run->id)->size(), std::size_t(3));
        QVERIFY(runs().epochs(run->id)->at(1).validLoss > 0);
        QCOMPARE(m_listener.epochs.size(), std::size_t(2));
        QVERIFY(m_engine->lastJob->resume);
        QCOMPARE(m_engine->lastJob->data.classes.size(), 3);
        QCOMPARE(m_engine->lastJob->data.train.size(), images.size());
        QCOMPARE(m_engine->lastJob->data.train[1].label, images[1].label);
        QList<int> steps;
        int epochs = 0;
        for (const QJsonObject &line : readLines(metrics)) {
            if (line[u"event"_s].toString() == u"batch")
                steps << line[u"step"_s].toInt();
            else
                ++epochs;
        }
        QCOMPARE(epochs, 3);
        QCOMPARE(steps.size(), 3 * m_engine->stepsPerEpoch);
        for (int step = 0; step < steps.size(); ++step)
            QCOMPARE(steps[step], step);
        QVERIFY(!QFile::exists(m_project->checkpoint(run->id)));
        QVERIFY(!canResume(*m_project, *run));
        QCOMPARE(latestResumableRun(*m_project).error().code, ErrorCode::NotFound);
    }

    void aRunThatWasEndedBeforeItsFirstEpochBeginsAgain()
    {
        CancelSource source;
        m_listener.eachBatch = [&](const BatchMetrics &batch) {
            if (batch.step == 2)
                source.cancel();
        };
        QCOMPARE(train(configuration(), source.token())->state, RunState::Cancelled);
        m_listener = {};
        RunRecord ended = runs().all()->front();
        QCOMPARE(ended.epochs, 0);
        QVERIFY(!QFile::exists(m_project->checkpoint(ended.id)));
        ended.state = RunState::Interrupted; // as opening finds what was killed
        QVERIFY(runs().update(ended));
        QCOMPARE(latestResumableRun(*m_project)->id, ended.id);
        const Result<RunRecord> run = resumeRun(*m_project, *m_engine, {ended.id}, {m_listener, m_pause, {}});
        QVERIFY2(run, run ? "" : qPrintable(run.error().message));
        QCOMPARE(run->id, ended.id);
        QCOMPARE(run->state, RunState::Completed);
        QCOMPARE(run->epochs, 3);
        QVERIFY(!m_engine->lastJob->resume);
        QCOMPARE(readLines(m_project->runDirectory(run->id) + u"/metrics.jsonl"_s).size(),
                 3 * m_engine->stepsPerEpoch + 3);
    }

    /// Of an epoch that was the best until the run went on.
    void whatOtherWeightsSaidIsForgotten()
    {
        m_engine->failure = Error{ErrorCode::OutOfMemory, u"There is not enough memory."_s};
        m_engine->failAfterEpochs = 1;
        QVERIFY(!train());
        const qint64 id = runs().all()->front().id;
        m_engine->failure.reset();
        QVERIFY(evaluateRun(*m_project, *m_engine, {id}, {}, {}));
        QVERIFY(storedEvaluation(*m_project, id));
        m_engine->failure = Error{ErrorCode::OutOfMemory, u"There is not enough memory."_s};
        m_engine->failAfterEpochs = 2;
        QVERIFY(!resumeRun(*m_project, *m_engine, {id}, {m_listener, m_pause, {}}));
        QCOMPARE(runs().find(id)->bestEpoch, 1);
        QVERIFY(!storedEvaluation(*m_project, id));
    }

    void aRunGoesOnWithoutWhatIsGone()
    {
        m_engine->failure = Error{ErrorCode::OutOfMemory, u"There is not enough memory."_s};
        m_engine->failAfterEpochs = 1;
        QVERIFY(!train());
        m_engine->failure.reset();
        const RunRecord broken = runs().all()->front();
        const auto images = m_engine->lastJob->data.train;
        QVERIFY(QFile::remove(images.front().path));
        QCOMPARE(*missingImages(*m_project, broken), QStringList{images.front().path});
        m_listener = {};
        const Result<RunRecord> run
            = resumeRun(*m_project, *m_engine, {broken.id, true}, {m_listener, m_pause, {}});
        QVERIFY2(run, run ? "" : qPrintable(run.error().message));
        QCOMPARE(run->state, RunState::Completed);
        QVERIFY(m_listener.notices.first().contains(u"missing images (1)"_s));
        // The checkpoint is of the whole list.
        QCOMPARE(m_engine->lastJob->data.train.size(), images.size());
    }

    /// Nobody wants to go on without all of them.
    void withoutAnyImageNothingGoesOn()
    {
        m_engine->failure = Error{ErrorCode::OutOfMemory, u"There is not enough memory."_s};
        m_engine->failAfterEpochs = 1;
        QVERIFY(!train());
        const RunRecord broken = runs().all()->front();
        for (const auto *part : {&m_engine->lastJob->data.train, &m_engine->lastJob->data.valid}) {
            for (const Example &example : *part)
                QVERIFY(QFile::remove(example.path));
        }
        const int calls = m_engine->trainCalls;
        for (const bool without : {false, true}) {
            const Result<RunRecord> run
                = resumeRun(*m_project, *m_engine, {broken.id, without}, {m_listener, m_pause, {}});
            QVERIFY(!run);
            QCOMPARE(run.error().code, ErrorCode::ReadFailed);
            QVERIFY(!run.error().message.contains(u"resume without"));
        }
        QCOMPARE(int(m_engine->trainCalls), calls);
        QCOMPARE(runs().find(broken.id)->message, broken.message);
    }

    void whatCannotGoOnStaysAsItIs()
    {
        m_engine->failure = Error{ErrorCode::OutOfMemory, u"There is not enough memory."_s};
        m_engine->failAfterEpochs = 1;
        QVERIFY(!train());
        const RunRecord broken = runs().all()->front();
        const QString image = m_engine->lastJob->data.train.front().path;
        QVERIFY(QFile::rename(image, image + u".away"_s));
        const auto resume = [&] {
            return resumeRun(*m_project, *m_engine, {broken.id}, {m_listener, m_pause, {}});
        };
        const Result<RunRecord> gone = resume();
        QCOMPARE(gone.error().code, ErrorCode::InvalidInput);
        QVERIFY(gone.error().message.contains(u"1 of its image files"_s));
        QCOMPARE(gone.error().detail, image);
        QVERIFY(QFile::rename(image + u".away"_s, image));
        QVERIFY(QFile::remove(m_project->checkpoint(broken.id)));
        QCOMPARE(resume().error().code, ErrorCode::NotFound);
        QCOMPARE(runs().find(broken.id)->state, RunState::Failed);
        QCOMPARE(runs().find(broken.id)->message, broken.message);
    }
};

QTEST_GUILESS_MAIN(TestResume)

#include "tst_resume.moc"
