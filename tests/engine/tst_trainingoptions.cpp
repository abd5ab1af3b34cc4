// SPDX-License-Identifier: GPL-3.0-or-later
// What the configuration offers beyond a plain stage: mixing, smoothing, clipping, accumulation, averages,
// patience, sizes, devices; and values that make no sense.

#include "core/engine/network/modelfile.h"
#include "core/engine/network/preparednetwork.h"
#include "core/engine/runtime/device.h"
#include "core/engine/training/lrsweep.h"
#include "core/engine/training/preparation.h"
#include "core/engine/training/trainer.h"
#include "core/engine/training/trainingstep.h"
#include "core/engine/training/weightaverage.h"
#include "tests/engine/drawnimages.h"
#include "tests/engine/enginetest.h"
#include "tests/engine/trainingsupport.h"

#include <QTemporaryDir>
#include <QTest>

#include <set>

using namespace cairn;
using namespace Qt::StringLiterals;

namespace {

Batch randomBatch(int64_t count, int64_t side = 32)
{
    torch::manual_seed(5);
    Batch batch;
    batch.images = torch::randn({count, 3, side, side}).contiguous(torch::MemoryFormat::ChannelsLast);
    batch.labels = torch::arange(count).remainder(2);
    return batch;
}

Batch rowsOf(const Batch &batch, int64_t begin, int64_t count)
{
    Batch part;
    part.images = batch.images.narrow(0, begin, count).contiguous(torch::MemoryFormat::ChannelsLast);
    part.labels = batch.labels.narrow(0, begin, count);
    return part;
}

} // namespace

class TrainingOptionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_set = drawnImages(QDir(m_folder.path()), 16, 6, 48); }
    void init() { m_run = std::make_unique<QTemporaryDir>(); }

    void mixupIsAsDefined()
    {
        const Batch batch = randomBatch(8);
        Regularization regularization;
        regularization.mixup = 0.4;
        const MixedBatch mixed = mixBatch(batch, regularization, 42, 3);
        std::set<float> shares;
        for (int64_t i = 0; i < 8; ++i) {
            const float share = mixed.share[i].item<float>();
            QVERIFY(share >= 0.5F && share <= 1);
            shares.insert(share);
            // The other image is one of the batch, and the row is made of both.
            bool found = false;
            for (int64_t j = 0; j < 8 && !found; ++j)
                found = torch::allclose(mixed.images[i],
                                        share * batch.images[i] + (1 - share) * batch.images[j], 1e-4, 1e-5)
                    && (mixed.otherLabels[i] == batch.labels[j]).item<bool>();
            QVERIFY(found);
        }
        QVERIFY(shares.size() > 4); // each its own
        QVERIFY(torch::equal(mixed.images, mixBatch(batch, regularization, 42, 3).images));
        QVERIFY(!torch::equal(mixed.images, mixBatch(batch, regularization, 42, 4).images));
        QVERIFY(!torch::equal(mixed.images, mixBatch(batch, regularization, 43, 3).images));
    }

    void mixupSharesFollowBeta()
    {
        // max(λ, 1 − λ) of Beta(1, 1) is uniform on ½ … 1; of Beta(0.4, 0.4) its mean is
        // 0.840 (by simulation).
        for (const auto &[alpha, mean] : {std::pair{1.0, 0.75}, std::pair{0.4, 0.84}}) {
            Regularization regularization;
            regularization.mixup = alpha;
            const Batch batch = randomBatch(1000, 1);
            const double found = mixBatch(batch, regularization, 1, 1).share.mean().item<double>();
            QVERIFY2(std::abs(found - mean) < 0.02, qPrintable(QString::number(found)));
        }
    }

    void cutmixTakesTheShareThatItPastes()
    {
        const Batch batch = randomBatch(6);
        Regularization regularization;
        regularization.cutmix = 1;
        int pasted = 0;
        for (int step = 0; step < 10; ++step) {
            const MixedBatch mixed = mixBatch(batch, regularization, 42, step);
            const torch::Tensor kept = (mixed.images == batch.images).all(1); // N×H×W
            const double share = mixed.share[0].item<double>();
            // An image may be pasted into itself; the others show the rectangle.
            const double changed = 1 - kept.to(torch::kDouble).mean({1, 2}).min().item<double>();
            QVERIFY(std::abs(changed - (1 - share)) < 1e-6 || changed == 0);
            pasted += changed > 0;
        }
        QVERIFY(pasted > 5);
    }

    void theLossIsTheWeightedSum()
    {
        const torch::Tensor logits = torch::tensor({{2.0F, -1.0F}, {0.5F, 0.25F}});
        MixedBatch batch;
        batch.labels = torch::tensor({int64_t(0), int64_t(1)});
        const torch::Tensor log = torch::log_softmax(logits, 1);
        const double plain = -(log[0][0].item<double>() + log[1][1].item<double>()) / 2;
        QVERIFY(std::abs(mixedLoss(logits, batch, 0).item<double>() - plain) < 1e-6);
        // fast.ai: ε/C · Σ over classes + (1 − ε) · that of the label.
        const double uniform = -log.mean(1).mean().item<double>();
        QVERIFY(std::abs(mixedLoss(logits, batch, 0.1).item<double>() - (0.1 * uniform + 0.9 * plain))
                < 1e-6);
        batch.otherLabels = torch::tensor({int64_t(1), int64_t(1)});
        batch.share = torch::tensor({0.75F, 0.5F});
        const double mixed
            = -(0.75 * log[0][0].item<double>() + 0.25 * log[0][1].item<double>() + log[1][1].item<double>())
            / 2;
        QVERIFY(std::abs(mixedLoss(logits, batch, 0).item<double>() - mixed) < 1e-6);
    }

    void clippingKeepsTheDirection()
    {
        std::vector<torch::Tensor> gradients{torch::tensor({3.0F, 0.0F}), torch::tensor({{4.0F}})};
        QCOMPARE(clipGradients(gradients, 10), 5.0);
        QCOMPARE(gradients[1].item<float>(), 4.0F);
        QCOMPARE(clipGradients(gradients, 1), 5.0);
        QVERIFY(std::abs(gradients[0][0].item<float>() - 0.6F) < 1e-5F);
        QVERIFY(std::abs(gradients[1].item<float>() - 0.8F) < 1e-5F);
        gradients[0][0] = std::numeric_limits<float>::infinity();
        QVERIFY(!std::isfinite(clipGradients(gradients, 1)));
        QVERIFY(gradients[1].item<float>() > 0);
    }

    void theLossScaleAdapts()
    {
        LossScale scale(true);
        const double first = scale.factor();
        QVERIFY(first > 1);
        std::vector<torch::Tensor> gradients{torch::full({2}, first)};
        QVERIFY(scale.unscale(gradients));
        QCOMPARE(gradients[0][0].item<float>(), 1.0F);
        gradients[0][1] = std::numeric_limits<float>::infinity();
        QVERIFY(!scale.unscale(gradients));
        QCOMPARE(scale.factor(), first / 2);
        for (int i = 0; i < 2000; ++i)
            QVERIFY(scale.unscale({torch::ones({1})}));
        QCOMPARE(scale.factor(), first);
        QCOMPARE(LossScale().factor(), 1.0);
    }

    /// Without norms that look at the batch, parts that are put together are the whole.
    void accumulatedBatchesAreOneLargeOne()
    {
        const TrainingConfig config = stillConfig();
        const Batch whole = randomBatch(8);
        const auto after = [&](int accumulate, const std::vector<Batch> &batches) {
            auto prepared = prepareNetwork(config, m_set.classes);
            Network network = prepared->network;
            const LayerGroups groups = layerGroups(network, config.splitOn);
            setFrozen(groups, 2, false);
            setTrainingMode(network, true);
            Adam optimizer(groups, 0.01);
            StepOptions options = stepOptions(config, torch::kCPU);
            options.accumulate = accumulate;
            TrainingStep training(network, optimizer, options);
            int steps = 0;
            for (std::size_t i = 0; i < batches.size(); ++i)
                steps += training.add(batches[i], {{1e-2, 1e-2, 1e-2}, 0.9}, qint64(i), false).stepped;
            steps += training.flush({{1e-2, 1e-2, 1e-2}, 0.9});
            return std::pair{steps, network->fc->weight.detach().clone()};
        };
        const auto [oneStep, expected] = after(1, {whole});
        QCOMPARE(oneStep, 1);
        // Of unequal size: every image counts alike.
        const auto [alsoOne, weight]
            = after(3, {rowsOf(whole, 0, 4), rowsOf(whole, 4, 1), rowsOf(whole, 5, 3)});
        QCOMPARE(alsoOne, 1);
        QVERIFY(torch::allclose(weight, expected, 1e-4, 1e-6));
        const auto [flushed, rest] = after(5, {rowsOf(whole, 0, 4), rowsOf(whole, 4, 4)});
        QCOMPARE(flushed, 1);
        QVERIFY(torch::allclose(rest, expected, 1e-4, 1e-6));
        const auto [two, other] = after(1, {rowsOf(whole, 0, 4), rowsOf(whole, 4, 4)});
        QCOMPARE(two, 2);
        QVERIFY(!torch::allclose(other, expected, 1e-4, 1e-6));
    }

    void bothOptimizerKernelsAgree()
    {
        torch::manual_seed(3);
        const torch::Tensor start = torch::randn({40, 9});
        std::vector<torch::Tensor> results;
        for (const Adam::Kernel kernel : {Adam::Kernel::Fitting, Adam::Kernel::ManyTensors}) {
            torch::Tensor weight = start.clone().requires_grad_();
            torch::Tensor bias = start[0].clone().requires_grad_();
            LayerGroups groups(3);
            groups[0] = {{"weight", weight, false}};
            groups[1] = {{"bias", bias, true}};
            Adam adam(groups, 0.1, kernel);
            for (int step = 0; step < 5; ++step) {
                weight.mutable_grad() = start * (step + 1);
                bias.mutable_grad() = start[1].clone();
                const double norm = adam.step({{1e-2, 3e-2, 0}, 0.9 - 0.01 * step});
                const double expected
                    = std::hypot((start * (step + 1)).norm().item<double>(), start[1].norm().item<double>());
                QVERIFY(std::abs(norm - expected) < 1e-5 * expected);
            }
            results.push_back(weight.detach());
            results.push_back(bias.detach());
        }
        QVERIFY(torch::allclose(results[0], results[2], 1e-5, 1e-6));
        QVERIFY(torch::allclose(results[1], results[3], 1e-5, 1e-6));
        QVERIFY(!torch::allclose(results[0], start));
    }

    void theAverageFollowsTheWeights()
    {
        auto prepared = prepareNetwork(stillConfig(), m_set.classes);
        Network network = prepared->network;
        const torch::NoGradGuard noGrad;
        network->fc->bias.fill_(1);
        WeightAverage average(network, 0.5);
        network->fc->bias.fill_(3);
        network->bn1->running_mean.fill_(4); // was 0
        average.update(); // d = min(0.5, 2/11)
        average.swap();
        QVERIFY(std::abs(network->fc->bias[0].item<double>() - (1 + 2 * 9.0 / 11)) < 1e-5);
        QVERIFY(std::abs(network->bn1->running_mean[0].item<double>() - 4 * 9.0 / 11) < 1e-5);
        average.swap();
        QCOMPARE(network->fc->bias[0].item<float>(), 3.0F);
    }

    void theAverageIsWhatIsKept()
    {
        TrainingConfig config = tinyConfig({stageOf(false, 1, 0.003)});
        Recorder plain;
        QVERIFY(train(config, plain));
        const auto weights = stateOf(*loadModel(bestFile()));
        config.safeguards.averageDecay = 0.999;
        Recorder averaged;
        QVERIFY(train(config, averaged));
        QVERIFY(averaged.batches.back().loss == plain.batches.back().loss); // training itself is the same
        QVERIFY(averaged.epochs[0].validLoss != plain.epochs[0].validLoss);
        QVERIFY(
            !torch::equal(stateOf(*loadModel(bestFile())).at("conv1.weight"), weights.at("conv1.weight")));
    }

    void stopsEarly()
    {
        TrainingConfig config = tinyConfig({stageOf(true, 30, 1e-9)});
        config.trainBatchNorm = false;
        config.head.kind = HeadConfig::Kind::Plain;
        config.weightDecay = 0;
        config.stages[0].rate = LearningRate::same(1e-30); // nothing moves: no epoch is better than the first
        config.safeguards.stopAfter = 2;
        Recorder recorder;
        const auto outcome = trainNetwork({config, m_set, m_run->path()}, recorder, {}, {});
        QVERIFY(outcome.ok());
        QVERIFY(outcome->end == TrainingOutcome::End::Completed);
        QCOMPARE(outcome->epochs, 3);
        QCOMPARE(recorder.notices.filter(u"Stopped early, after epoch 3"_s).size(), 1);
        QCOMPARE(outcome->bestEpoch, 0);
    }

    void ratesFallOnAPlateau()
    {
        TrainingConfig config = tinyConfig({stageOf(true, 3, 1e-30), stageOf(true, 1, 1e-30)});
        config.trainBatchNorm = false;
        config.head.kind = HeadConfig::Kind::Plain;
        for (Stage &stage : config.stages)
            stage.schedule = Schedule::Constant;
        config.safeguards.plateauAfter = 1;
        config.safeguards.plateauFactor = 0.5;
        Recorder recorder;
        QVERIFY(train(config, recorder));
        QCOMPARE(recorder.notices.filter(u"has not improved"_s).size(), 3);
        QCOMPARE(recorder.batches[0].learningRate, 1e-30);
        QCOMPARE(recorder.batches[2].learningRate, 1e-30); // epoch 2: not known yet
        QCOMPARE(recorder.batches[4].learningRate, 0.5e-30);
        QCOMPARE(recorder.batches[6].learningRate, 1e-30); // the next stage has its own
    }

    void stagesHaveTheirSizes()
    {
        TrainingConfig config = tinyConfig({stageOf(true, 1, 0.003), stageOf(true, 1, 0.003)});
        config.stages[1].imageSize = 64;
        config.stages[1].rate = LearningRate::same(0.01);
        Recorder recorder;
        QVERIFY(train(config, recorder));
        const auto model = loadModel(bestFile());
        QVERIFY(model.ok());
        QCOMPARE((*model)->spec.imageSize, recorder.epochs[1].best ? 64 : 32);
        TrainingConfig large = config;
        large.stages[1].imageSize = 1024;
        large.batchSize = 4096;
        LearningSet many = m_set;
        many.train.resize(4096, m_set.train[0]);
        QVERIFY(memoryWarning(large, many).contains(u"Training may need"_s));
        large.stages[1].imageSize = 0;
        QVERIFY(memoryWarning(large, many) != memoryWarning(config, m_set)
                || memoryWarning(large, many).isEmpty());
    }

    void stagesHaveTheirDecay()
    {
        TrainingConfig config = tinyConfig({stageOf(false, 1, 0.01)});
        Recorder ignored;
        QVERIFY(train(config, ignored));
        const double usual = stateOf(*loadModel(bestFile())).at("conv1.weight").norm().item<double>();
        config.stages[0].weightDecay = 5;
        QVERIFY(train(config, ignored));
        QVERIFY(stateOf(*loadModel(bestFile())).at("conv1.weight").norm().item<double>() < 0.97 * usual);
    }

    void everythingTogetherLearns()
    {
        TrainingConfig config = tinyConfig({stageOf(false, 2, 0.003)});
        config.regularization.cutmix = 1;
        config.regularization.labelSmoothing = 0.1;
        config.safeguards = {1, 2, 5, 2, 0.1, 0.9};
        config.stages[0].schedule = Schedule::FlatCosine;
        Recorder first;
        Recorder second;
        QVERIFY(train(config, first));
        QVERIFY(train(config, second));
        for (std::size_t i = 0; i < first.batches.size(); ++i)
            QVERIFY(first.batches[i].loss == second.batches[i].loss);
        // The search honours them, and puts everything back.
        const auto found = sweepLearningRate(config, m_set, {1e-4, 1e-2, 5}, {}, {});
        QVERIFY(found.ok());
        QVERIFY(found->stateRestored);
        QCOMPARE(found->points.size(), std::size_t(5));
    }

    void devices()
    {
        QVERIFY(deviceFromName(u"cpu"_s)->is_cpu());
        QVERIFY(deviceFromName(u"auto"_s).ok());
        TrainingConfig config = tinyConfig({stageOf(true, 1, 0.003)});
        config.precision = Precision::Float16;
        config.device = u"cpu"_s;
        QVERIFY(sentence(config).contains(u"float16 needs a CUDA device"_s));
        if (!torch::cuda::is_available()) {
            config.precision = Precision::Float32;
            config.device = u"cuda:3"_s;
            QVERIFY(sentence(config).contains(u"choose the device cpu or auto"_s));
        }
    }

    void nonsenseIsAnswered_data()
    {
        QTest::addColumn<std::function<void(TrainingConfig &)>>("change");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *name, const QString &words,
                            const std::function<void(TrainingConfig &)> &change) {
            QTest::newRow(name) << change << words;
        };
        const auto rate = [](double value) {
            return [value](TrainingConfig &config) { config.stages[0].rate = LearningRate::same(value); };
        };
        row("rate 0", u"must be above 0"_s, rate(0));
        row("rate negative", u"must be above 0"_s, rate(-1e-3));
        row("rate 1e9", u"is too high"_s, rate(1e9));
        row("batch of one", u"batch size of 2 or more"_s,
            [](TrainingConfig &config) { config.batchSize = 1; });
        row("size 1", u"between 32 and 1024"_s, [](TrainingConfig &config) { config.imageSize = 1; });
        row("size 10000", u"between 32 and 1024"_s,
            [](TrainingConfig &config) { config.imageSize = 10'000; });
        row("a stage of size 1", u"at least 32 pixels"_s,
            [](TrainingConfig &config) { config.stages[0].imageSize = 1; });
        row("no such weights", u"nowhere.pth"_s,
            [](TrainingConfig &config) { config.weights = u"/nowhere/nowhere.pth"_s; });
    }

    void nonsenseIsAnswered()
    {
        QFETCH(std::function<void(TrainingConfig &)>, change);
        QFETCH(QString, words);
        TrainingConfig config = tinyConfig({stageOf(true, 1, 0.003)});
        change(config);
        QVERIFY2(sentence(config).contains(words), qPrintable(sentence(config)));
        QVERIFY(QDir(m_run->path()).isEmpty());
    }

    void aBatchMayBeLargerThanTheSet()
    {
        TrainingConfig config = tinyConfig({stageOf(true, 2, 0.003)});
        config.batchSize = 4096;
        Recorder recorder;
        QVERIFY(train(config, recorder));
        QCOMPARE(recorder.batches.size(), std::size_t(2));
        QCOMPARE(recorder.notices.filter(u"fewer training images (16)"_s).size(), 1);
    }

    void divergenceKeepsTheBestWeights()
    {
        TrainingConfig config = tinyConfig({stageOf(true, 1, 0.003), stageOf(false, 30, 1)});
        config.stages[1].schedule = Schedule::Constant;
        config.stages[1].weightDecay = 10; // p ← −9 p in every step
        Recorder recorder;
        recorder.afterEpoch = [&](const EpochMetrics &epoch) {
            if (epoch.best)
                m_best = bytesOf(bestFile());
        };
        const auto outcome = trainNetwork({config, m_set, m_run->path()}, recorder, {}, {});
        QVERIFY(!outcome.ok());
        QVERIFY2(outcome.error().message.contains(u"became NaN or infinite"_s),
                 qPrintable(outcome.error().message));
        QVERIFY(outcome.error().message.contains(u"are kept"_s));
        QVERIFY(loadModel(bestFile()).ok());
        QCOMPARE(bytesOf(bestFile()), m_best);
    }

private:
    /// Nothing but the classifier learns, and no norm looks at a batch.
    static TrainingConfig stillConfig()
    {
        TrainingConfig config = tinyConfig({stageOf(true, 1, 0.01)});
        config.head.kind = HeadConfig::Kind::Plain;
        config.trainBatchNorm = false;
        return config;
    }

    bool train(const TrainingConfig &config, Recorder &recorder)
    {
        init();
        const auto outcome = trainNetwork({config, m_set, m_run->path()}, recorder, {}, {});
        if (!outcome)
            qWarning() << outcome.error().message << outcome.error().detail;
        return outcome.ok();
    }

    QString sentence(const TrainingConfig &config)
    {
        Recorder recorder;
        const auto outcome = trainNetwork({config, m_set, m_run->path()}, recorder, {}, {});
        return outcome ? u"it trained"_s : outcome.error().message;
    }

    QString bestFile() const { return m_run->filePath(u"best.safetensors"_s); }
    static QByteArray bytesOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QTemporaryDir m_folder;
    std::unique_ptr<QTemporaryDir> m_run;
    LearningSet m_set;
    QByteArray m_best;
};

static const EngineTest<TrainingOptionsTest> registered("trainingoptions");

#include "tst_trainingoptions.moc"
