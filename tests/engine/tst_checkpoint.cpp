// SPDX-License-Identifier: GPL-3.0-or-later
// A run that is ended at any moment and resumed gives the bits of one that was never ended.

#include "core/engine/distributed/peerjob.h"
#include "core/engine/network/modelfile.h"
#include "core/engine/training/checkpoint.h"
#include "core/engine/training/trainer.h"
#include "tests/engine/drawnimages.h"
#include "tests/engine/enginetest.h"
#include "tests/engine/trainchild.h"
#include "tests/engine/trainingsupport.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace cairn;
using namespace Qt::StringLiterals;

class CheckpointTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_set = drawnImages(QDir(m_folder.path()), 21, 6, 48);
        m_config = tinyConfig({stageOf(true, 1, 0.003), stageOf(false, 2, 0.003)});
        m_config.head.dropout = {0.3}; // draws random numbers in every step
        m_config.stages[1].imageSize = 40;
        m_config.stages[1].weightDecay = 0.1;
        m_config.safeguards.accumulate = 2;
        m_config.safeguards.averageDecay = 0.9;
        m_config.safeguards.clipGradients = 1;
        m_config.safeguards.plateauAfter = 1;
        m_config.safeguards.stopAfter = 10;
        m_config.regularization.mixup = 0.4;
        m_config.regularization.labelSmoothing = 0.1;
        QFile file(m_folder.filePath(u"job.json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(file.write(packJob(jobIn(QString()))) > 0);
        m_undisturbed = freshFolder();
        const auto outcome = trainNetwork(jobIn(m_undisturbed), m_expected, {}, {});
        QVERIFY2(outcome.ok(), outcome ? "" : qPrintable(outcome.error().message + outcome.error().detail));
        QCOMPARE(m_expected.batches.size(), std::size_t(9)); // three epochs of three
    }

    void killedAndResumed_data()
    {
        QTest::addColumn<QString>("moment");
        QTest::newRow("in an epoch") << u"batch:3"_s;
        QTest::newRow("between gradients and their step") << u"batch:4"_s;
        QTest::newRow("writing a checkpoint") << u"checkpoint:5"_s;
        QTest::newRow("between an epoch and its checkpoint") << u"epoch:2"_s;
        QTest::newRow("after the last epoch") << u"epoch:3"_s;
    }

    void killedAndResumed()
    {
        QFETCH(QString, moment);
        const QString folder = freshFolder();
        QProcess child;
        child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        child.start(childProgram(), {u"train-child"_s, m_folder.filePath(u"job.json"_s), folder, moment});
        QVERIFY(child.waitForFinished(120'000));
        QCOMPARE(child.exitStatus(), QProcess::CrashExit);
        resumeAndCompare(folder);
    }

    void cancelledAndResumed()
    {
        const QString folder = freshFolder();
        Recorder recorder;
        CancelSource source;
        recorder.afterBatch = [&](const BatchMetrics &batch) {
            if (batch.step == 4)
                source.cancel();
        };
        TrainingJob job = jobIn(folder);
        job.checkpointSeconds = 1000; // only what cancelling writes, and the first epoch's end
        const auto outcome = trainNetwork(job, recorder, {}, source.token());
        QVERIFY(outcome.ok());
        QVERIFY(outcome->end == TrainingOutcome::End::Cancelled);
        resumeAndCompare(folder, 5);
    }

    void aCompleteRunIsNotTrainedAgain()
    {
        TrainingJob job = jobIn(m_undisturbed);
        job.resume = true;
        Recorder recorder;
        const auto outcome = trainNetwork(job, recorder, {}, {});
        QVERIFY(outcome.ok());
        QVERIFY(outcome->end == TrainingOutcome::End::Completed);
        QCOMPARE(outcome->epochs, 3);
        QVERIFY(recorder.batches.empty());
    }

    void whatCannotBeResumedIsSaid()
    {
        TrainingJob job = jobIn(freshFolder());
        job.resume = true;
        QCOMPARE(errorOf(job).code, ErrorCode::NotFound);
        QVERIFY(errorOf(job).message.contains(u"no checkpoint"_s));

        QVERIFY(QFile::copy(checkpointFile(m_undisturbed), checkpointFile(job.runDirectory)));
        TrainingJob others = job;
        others.config.seed = 7;
        QCOMPARE(errorOf(others).code, ErrorCode::InvalidInput);
        others = job;
        others.data.train[2].label = 1 - others.data.train[2].label;
        QVERIFY(errorOf(others).message.contains(u"does not match this run's settings, images"_s));
        others = job;
        others.data.classes << u"green"_s; // added between runs
        QCOMPARE(errorOf(others).code, ErrorCode::InvalidInput);
        // Where the images and first weights lie does not matter.
        others = job;
        others.config.weights = u"imagenet"_s;
        QVERIFY(trainNetwork(others, m_ignored, {}, {}).ok());
    }

    void damagedCheckpointsAreRefused()
    {
        TrainingJob job = jobIn(freshFolder());
        job.resume = true;
        QFile whole(checkpointFile(m_undisturbed));
        QVERIFY(whole.open(QIODevice::ReadOnly));
        const QByteArray bytes = whole.readAll();
        QByteArray elsewhere = bytes; // a run that stands nowhere
        elsewhere.replace("\\\"stage\\\":2", "\\\"stage\\\":9");
        QVERIFY(elsewhere != bytes);
        for (const QByteArray &damaged : {QByteArray(), bytes.left(100), bytes.left(bytes.size() / 2),
                                          elsewhere, QByteArray("words of no meaning")}) {
            QFile file(checkpointFile(job.runDirectory));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(damaged);
            file.close();
            QCOMPARE(errorOf(job).code, ErrorCode::Corrupt);
        }
    }

    /// A full disk, or a folder that is gone: the run goes on and says so once.
    void aCheckpointThatCannotBeWrittenStopsNothing()
    {
        const QString folder = freshFolder();
        QVERIFY(QDir(folder).mkdir(u"checkpoint.safetensors"_s)); // where the file should be
        Recorder recorder;
        const auto outcome = trainNetwork(jobIn(folder), recorder, {}, {});
        QVERIFY(outcome.ok());
        QVERIFY(outcome->end == TrainingOutcome::End::Completed);
        QCOMPARE(recorder.notices.filter(u"cannot be resumed"_s).size(), 1);
        QCOMPARE(fileBytes(folder, u"best.safetensors"_s), fileBytes(m_undisturbed, u"best.safetensors"_s));
    }

    void weightsThatAreNoNumbersAreNotKept()
    {
        ModelSpec spec;
        spec.arch = Arch::ResNet18;
        spec.classes = m_set.classes;
        Network network = makeNetwork(spec);
        const TrainingJob job = jobIn(freshFolder());
        TrainingParts parts;
        parts.network = &network;
        QVERIFY(writeCheckpoint(job, {}, parts).ok());
        const QByteArray good = fileBytes(job.runDirectory, u"checkpoint.safetensors"_s);
        {
            const torch::NoGradGuard noGrad;
            network->conv1->weight[0][0][0][0] = std::numeric_limits<float>::quiet_NaN();
        }
        QVERIFY(!writeCheckpoint(job, {}, parts).ok());
        QCOMPARE(fileBytes(job.runDirectory, u"checkpoint.safetensors"_s), good);
    }

    void writingTakesASmallShareOfTheTime()
    {
        using namespace std::chrono_literals;
        const CheckpointClock::Clock::time_point start;
        CheckpointClock clock(30, start);
        QVERIFY(clock.dueAtEpochEnd(start));
        QVERIFY(!clock.dueInEpoch(start + 29s));
        QVERIFY(clock.dueInEpoch(start + 30s));
        clock.written(start + 30s, start + 31s); // took a second: 50 s of training are to follow
        QVERIFY(!clock.dueInEpoch(start + 80s));
        QVERIFY(!clock.dueAtEpochEnd(start + 80s));
        QVERIFY(clock.dueInEpoch(start + 81s));
        clock.written(start + 81s, start + 81s + 100ms);
        QVERIFY(clock.dueAtEpochEnd(start + 87s));
        QVERIFY(!clock.dueInEpoch(start + 87s));
        CheckpointClock always(0, start);
        always.written(start, start + 1s);
        QVERIFY(always.dueInEpoch(start + 1s));
    }

    void progressSurvivesExactly()
    {
        TrainingProgress progress;
        progress.stage = 1;
        progress.epochOfStage = 1;
        progress.batch = 2;
        progress.outcome.epochs = 2;
        progress.outcome.bestEpoch = 1;
        progress.smoothed = {1.0 / 3, 0.1 + 0.2, 2.0 / 7};
        progress.stopping.best = 1.0 / 9;
        const auto read = trainingProgressFromJson(toJson(progress), m_config);
        QVERIFY(read.ok());
        QVERIFY(read->smoothed == progress.smoothed);
        QVERIFY(read->stopping == progress.stopping);
        QVERIFY(read->plateau == progress.plateau); // infinity
        QCOMPARE(read->bestLoss, progress.bestLoss);
        QCOMPARE(read->batch, qint64(2));
        progress.outcome.epochs = 1; // contradicts the stage
        QVERIFY(!trainingProgressFromJson(toJson(progress), m_config).ok());
    }

private:
    TrainingJob jobIn(const QString &folder) const
    {
        TrainingJob job{m_config, m_set, folder};
        job.checkpointSeconds = 0;
        return job;
    }

    QString freshFolder()
    {
        const QString name = u"run%1"_s.arg(++m_runs);
        QDir(m_folder.path()).mkdir(name);
        return m_folder.filePath(name);
    }

    Error errorOf(const TrainingJob &job)
    {
        const auto outcome = trainNetwork(job, m_ignored, {}, {});
        return outcome ? Error{ErrorCode::Internal, u"it trained"_s} : outcome.error();
    }

    static QByteArray fileBytes(const QString &folder, const QString &name)
    {
        QFile file(QDir(folder).filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    void resumeAndCompare(const QString &folder, qint64 firstStep = -1)
    {
        TrainingJob job = jobIn(folder);
        // From the first checkpoint on; before it, there is nothing to go on from.
        job.resume = true;
        Recorder recorder;
        const auto outcome = trainNetwork(job, recorder, {}, {});
        QVERIFY2(outcome.ok(), outcome ? "" : qPrintable(outcome.error().message));
        QVERIFY(outcome->end == TrainingOutcome::End::Completed);
        const std::size_t done = std::size_t(recorder.setup.doneSteps);
        if (firstStep >= 0)
            QCOMPARE(recorder.setup.doneSteps, firstStep);
        QVERIFY(done > 0);
        QCOMPARE(done + recorder.batches.size(), m_expected.batches.size());
        for (std::size_t i = 0; i < recorder.batches.size(); ++i) {
            QCOMPARE(recorder.batches[i].step, m_expected.batches[done + i].step);
            QVERIFY(recorder.batches[i].loss == m_expected.batches[done + i].loss);
            QVERIFY(recorder.batches[i].smoothedLoss == m_expected.batches[done + i].smoothedLoss);
            QVERIFY(recorder.batches[i].learningRate == m_expected.batches[done + i].learningRate);
        }
        for (const EpochMetrics &epoch : recorder.epochs) {
            const EpochMetrics &expected = m_expected.epochs[std::size_t(epoch.epoch)];
            QVERIFY(epoch.validLoss == expected.validLoss);
            QVERIFY(epoch.trainLoss == expected.trainLoss);
            QCOMPARE(epoch.best, expected.best);
        }
        QCOMPARE(fileBytes(folder, u"best.safetensors"_s), fileBytes(m_undisturbed, u"best.safetensors"_s));
    }

    QTemporaryDir m_folder;
    LearningSet m_set;
    TrainingConfig m_config;
    QString m_undisturbed;
    Recorder m_expected;
    Recorder m_ignored;
    int m_runs = 0;
};

static const EngineTest<CheckpointTest> registered("checkpoint");

#include "tst_checkpoint.moc"
