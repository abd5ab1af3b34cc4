// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/network/modelfile.h"
#include "core/engine/network/preparednetwork.h"
#include "core/engine/training/preparation.h"
#include "core/engine/training/trainer.h"
#include "core/engine/training/trainingstep.h"
#include "tests/engine/drawnimages.h"
#include "tests/engine/enginetest.h"
#include "tests/engine/trainingsupport.h"

#include <chrono>
#include <QTemporaryDir>
#include <QTest>
#include <thread>

using namespace cairn;
using namespace std::chrono_literals;

namespace {

bool isNorm(const std::string &name)
{
    return name.find("bn") != std::string::npos || name.find("downsample.1") != std::string::npos;
}

} // namespace

class TrainerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_set = drawnImages(QDir(m_images.path()), 24, 10, 48); }

    void init() { m_run = std::make_unique<QTemporaryDir>(); }

    void learnsBothStagesAndTellsOfThem()
    {
        Recorder recorder;
        const auto outcome
            = train(smallConfig({stageOf(true, 1, 0.003), stageOf(false, 3, 0.003)}), recorder);
        QVERIFY2(outcome.ok(), qPrintable(outcome ? QString() : outcome.error().detail));
        QVERIFY(outcome->end == TrainingOutcome::End::Completed);
        QCOMPARE(outcome->epochs, 4);
        QCOMPARE(recorder.setup.stepsPerEpoch, 3);
        QCOMPARE(recorder.setup.totalSteps, 12);
        QCOMPARE(recorder.setup.precision, QStringLiteral("float32"));
        QCOMPARE(recorder.batches.size(), 12U);
        QCOMPARE(recorder.batches.back().step, 11);
        QCOMPARE(recorder.batches.back().epoch, 4.0);
        QCOMPARE(recorder.epochs.size(), 4U);
        QCOMPARE(recorder.epochs[1].stageName, QStringLiteral("unfrozen"));
        QCOMPARE(recorder.epochs[1].confusion.total(), 10);
        // Two stages, two warm-ups.
        QVERIFY(recorder.batches[3].learningRate < recorder.batches[1].learningRate);
        QVERIFY(recorder.epochs.back().validLoss < recorder.epochs.front().validLoss);
        QCOMPARE(outcome->errorRate, 0.0);
        QVERIFY(recorder.phases.contains(QStringLiteral("Validating")));
    }

    void aBatchCanBeLearntByHeart()
    {
        TrainingConfig config = smallConfig({stageOf(false, 1, 0.003)});
        config.augmentation = Augmentation::none();
        auto prepared = prepareNetwork(config, m_set.classes);
        QVERIFY(prepared.ok());
        setTrainingMode(prepared->network, true);
        BatchLoader loader(m_set.train, {32, 8, Augmentation::crops(), 1});
        loader.start(0, {});
        const auto batch = loader.next();
        Adam optimizer(layerGroups(prepared->network, config.splitOn), 0.01);
        TrainingStep training(prepared->network, optimizer, stepOptions(config, torch::kCPU));
        double loss = 0;
        for (int step = 0; step < 25; ++step)
            loss = training.add(batch, {{3e-3, 3e-3, 3e-3}, 0.9}, step, false).loss;
        QVERIFY2(loss < 0.05, qPrintable(QString::number(loss)));
    }

    void aFrozenStageChangesTheHeadOnly_data()
    {
        QTest::addColumn<bool>("trainBatchNorm");
        QTest::newRow("norms learn") << true;
        QTest::newRow("norms keep still") << false;
    }

    void aFrozenStageChangesTheHeadOnly()
    {
        QFETCH(bool, trainBatchNorm);
        TrainingConfig config = smallConfig({stageOf(true, 1, 0.01)});
        config.trainBatchNorm = trainBatchNorm;
        auto fresh = prepareNetwork(config, m_set.classes);
        Recorder recorder;
        QVERIFY(train(config, recorder).ok());
        auto trained = loadModel(bestFile());
        QVERIFY(trained.ok());
        const auto before = stateOf(fresh->network);
        for (const auto &[name, value] : stateOf(*trained)) {
            const bool head = name.starts_with("head.");
            const bool mayChange = head || (trainBatchNorm && isNorm(name));
            QVERIFY2(torch::equal(value, before.at(name)) != mayChange, name.c_str());
        }
    }

    void theSameSeedGivesTheSameBits()
    {
        const TrainingConfig config = smallConfig({stageOf(true, 1, 0.003), stageOf(false, 1, 0.001)});
        Recorder first;
        QVERIFY(train(config, first).ok());
        const auto expected = stateOf(*loadModel(bestFile()));
        init();
        Recorder second;
        QVERIFY(train(config, second).ok());
        for (const auto &[name, value] : stateOf(*loadModel(bestFile())))
            QVERIFY2(torch::equal(value, expected.at(name)), name.c_str());
        for (std::size_t i = 0; i < first.batches.size(); ++i)
            QCOMPARE(second.batches[i].loss, first.batches[i].loss);
        init();
        TrainingConfig other = config;
        other.seed = 7;
        Recorder third;
        QVERIFY(train(other, third).ok());
        QVERIFY(third.batches.front().loss != first.batches.front().loss);
    }

    void cancellingStopsWithinABatch()
    {
        Recorder recorder;
        CancelSource source;
        recorder.afterBatch = [&](const BatchMetrics &metrics) {
            if (metrics.step == 4)
                source.cancel();
        };
        const auto outcome = train(smallConfig({stageOf(true, 20, 0.003)}), recorder, {}, source.token());
        QVERIFY(outcome.ok());
        QVERIFY(outcome->end == TrainingOutcome::End::Cancelled);
        QCOMPARE(recorder.batches.size(), 5U);
        QCOMPARE(outcome->epochs, 1);
        QCOMPARE(outcome->bestEpoch, 0);
        QVERIFY(loadModel(bestFile()).ok());
    }

    void cancellingBeforeTheFirstEpochLeavesNoWeights()
    {
        Recorder recorder;
        CancelSource source;
        source.cancel();
        const auto outcome = train(smallConfig({stageOf(true, 1, 0.003)}), recorder, {}, source.token());
        QVERIFY(outcome.ok());
        QVERIFY(outcome->end == TrainingOutcome::End::Cancelled);
        QCOMPARE(outcome->bestEpoch, -1);
        QVERIFY(!QFile::exists(bestFile()));
    }

    void pausingHoldsTheNextBatch()
    {
        Recorder recorder;
        PauseGate pause;
        std::thread opener;
        std::atomic<bool> opened = false;
        recorder.afterBatch = [&](const BatchMetrics &metrics) {
            if (metrics.step == 1) {
                pause.setPaused(true);
                opener = std::thread([&] {
                    std::this_thread::sleep_for(150ms); // on purpose: time for a wrong step
                    opened = true;
                    pause.setPaused(false);
                });
            } else if (metrics.step == 2) {
                QVERIFY(opened);
            }
        };
        const auto outcome = train(smallConfig({stageOf(true, 1, 0.003)}), recorder, pause);
        opener.join();
        QVERIFY(outcome.ok());
        QCOMPARE(recorder.batches.size(), 3U);
    }

    void aPausedRunCanBeCancelled()
    {
        Recorder recorder;
        PauseGate pause;
        CancelSource source;
        pause.setPaused(true);
        std::thread canceller([&] {
            std::this_thread::sleep_for(100ms); // on purpose: cancels while held
            source.cancel();
        });
        const auto outcome = train(smallConfig({stageOf(true, 1, 0.003)}), recorder, pause, source.token());
        canceller.join();
        QVERIFY(outcome.ok());
        QVERIFY(outcome->end == TrainingOutcome::End::Cancelled);
        QVERIFY(recorder.batches.empty());
    }

    void unreadableImagesAreReportedOnce()
    {
        LearningSet set = m_set;
        set.train.push_back(brokenImage(QDir(m_images.path()), 0));
        set.valid.push_back(brokenImage(QDir(m_images.path()), 1));
        TrainingJob job{smallConfig({stageOf(true, 2, 0.003)}), set, m_run->path()};
        Recorder recorder;
        QVERIFY(trainNetwork(job, recorder, {}, {}).ok());
        QCOMPARE(recorder.notices.filter(QStringLiteral("broken0")).size(), 1);
        QCOMPARE(recorder.notices.filter(QStringLiteral("broken1")).size(), 1);
        QCOMPARE(recorder.epochs.back().confusion.total(), 10);
    }

    void imagesAreDecodedOnceForAllStages()
    {
        QTemporaryDir images;
        const LearningSet set = drawnImages(QDir(images.path()), 24, 10, 48);
        Recorder recorder;
        recorder.afterEpoch = [&](const EpochMetrics &) { QDir(images.path()).removeRecursively(); };
        const TrainingConfig config = smallConfig({stageOf(true, 1, 0.003), stageOf(false, 1, 0.001)});
        QVERIFY(trainNetwork({config, set, m_run->path()}, recorder, {}, {}).ok());
        QCOMPARE(recorder.epochs.size(), std::size_t(2));
        QVERIFY2(recorder.notices.isEmpty(), qPrintable(recorder.notices.join(u'\n')));
    }

    void pathsOfNoImageAreAnError()
    {
        TrainingJob job{smallConfig({stageOf(true, 1, 0.003)}), m_set, m_run->path()};
        for (Example &example : job.data.train)
            example.path += QStringLiteral(".missing");
        Recorder recorder;
        const auto outcome = trainNetwork(job, recorder, {}, {});
        QVERIFY(!outcome.ok());
        QCOMPARE(outcome.error().code, ErrorCode::InvalidInput);
    }

    void aLossThatExplodesNamesTheRate()
    {
        TrainingConfig config = smallConfig({stageOf(false, 30, 1)});
        config.stages[0].schedule = Schedule::Constant;
        config.stages[0].momentumHigh = config.stages[0].momentumLow = 0;
        config.weightDecay = 10; // p ← −9 p in every step
        Recorder recorder;
        const auto outcome = train(config, recorder);
        QVERIFY(!outcome.ok());
        QVERIFY2(outcome.error().message.contains(QStringLiteral("learning rate 1")),
                 qPrintable(outcome.error().message));
    }

    void memoryAdviceNamesABatchSize()
    {
        TrainingConfig config = smallConfig({stageOf(true, 1, 0.003)});
        config.batchSize = 48;
        const Error full{ErrorCode::OutOfMemory, QStringLiteral("x"), QStringLiteral("details")};
        QVERIFY(withBatchSizeAdvice(full, config).message.contains(QStringLiteral("try 24")));
        QCOMPARE(withBatchSizeAdvice(full, config).detail, QStringLiteral("details"));
        const Error other{ErrorCode::Corrupt, QStringLiteral("x")};
        QCOMPARE(withBatchSizeAdvice(other, config).message, QStringLiteral("x"));
    }

    void whatCannotBeTrainedIsSaidFirst()
    {
        const TrainingConfig config = smallConfig({stageOf(true, 1, 0.003)});
        LearningSet none = m_set;
        none.valid.clear();
        LearningSet unlabeled = m_set;
        unlabeled.train[3].label = -1;
        for (const LearningSet &set : {none, unlabeled, LearningSet{}}) {
            Recorder recorder;
            const auto outcome = trainNetwork({config, set, m_run->path()}, recorder, {}, {});
            QVERIFY(!outcome.ok());
            QCOMPARE(outcome.error().code, ErrorCode::InvalidInput);
            QVERIFY(recorder.phases.isEmpty());
        }
    }

    void bfloat16LearnsToo()
    {
        TrainingConfig config = smallConfig({stageOf(false, 3, 0.003)});
        config.precision = Precision::BFloat16;
        Recorder recorder;
        const auto outcome = train(config, recorder);
        QVERIFY(outcome.ok());
        QCOMPARE(recorder.setup.precision, QStringLiteral("bfloat16"));
        QVERIFY(recorder.epochs.back().trainLoss < recorder.epochs.front().trainLoss);
        for (const auto &[name, value] : stateOf(*loadModel(bestFile())))
            QVERIFY(value.scalar_type() != torch::kBFloat16);
    }

private:
    Result<TrainingOutcome> train(const TrainingConfig &config, Recorder &recorder,
                                  const PauseGate &pause = {}, const CancelToken &cancel = {})
    {
        return trainNetwork({config, m_set, m_run->path()}, recorder, pause, cancel);
    }

    QString bestFile() const { return m_run->filePath(QStringLiteral("best.safetensors")); }

    QTemporaryDir m_images;
    std::unique_ptr<QTemporaryDir> m_run;
    LearningSet m_set;
};

static const EngineTest<TrainerTest> registered("trainer");

#include "tst_trainer.moc"
