// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/featurecache.h"
#include "core/engine/inference/evaluator.h"
#include "core/engine/network/modelfile.h"
#include "core/engine/training/trainer.h"
#include "tests/engine/drawnimages.h"
#include "tests/engine/enginetest.h"
#include "tests/engine/trainingsupport.h"

#include <QTemporaryDir>
#include <QTest>

using namespace cairn;

namespace {

constexpr int side = 32;

Network tinyNetwork(const HeadConfig &head = {})
{
    torch::manual_seed(1);
    return makeNetwork({Arch::ResNet18, head, {QStringLiteral("a"), QStringLiteral("b")}, side});
}

/// With BatchNorm statistics of these images: without them a random body gives all images nearly the same
/// features, and the head's BatchNorm blows their rounding up.
Network settledNetwork(const std::vector<Example> &examples, const HeadConfig &head = {})
{
    Network network = tinyNetwork(head);
    const torch::NoGradGuard noGrad;
    network->train();
    LoaderOptions options{side, 16};
    BatchLoader loader(examples, options);
    for (int i = 0; i < 30; ++i) {
        loader.start(0, {});
        while (const auto batch = loader.next())
            network->forward(batch->images);
    }
    return network;
}

LoaderOptions training()
{
    LoaderOptions options{side, 4, Augmentation::crops(), 42};
    options.workers = 2;
    return options;
}

/// The losses of some epochs that train the head alone. Dropout draws from torch's generator, which is set
/// anew.
std::vector<double> losses(Network &network, BatchLoader &loader, int epochs)
{
    network->eval();
    std::shared_ptr<torch::nn::Module> head;
    if (network->fc.is_empty())
        head = network->head.ptr();
    else
        head = network->fc.ptr();
    head->train();
    torch::manual_seed(5);
    std::vector<double> list;
    for (int epoch = 0; epoch < epochs; ++epoch) {
        loader.start(epoch, {});
        while (const auto batch = loader.next()) {
            const torch::Tensor loss
                = torch::cross_entropy_loss(network->forward(batch->images), batch->labels);
            loss.backward();
            const torch::NoGradGuard noGrad;
            for (torch::Tensor parameter : head->parameters()) {
                parameter -= 0.005 * parameter.grad();
                parameter.mutable_grad() = torch::Tensor();
            }
            list.push_back(loss.item<double>());
        }
    }
    return list;
}

} // namespace

class FeatureCacheTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_set = drawnImages(QDir(m_folder.path()), 11, 4); }

    void remembersRows_data()
    {
        QTest::addColumn<qint64>("memory");
        QTest::addColumn<bool>("onDisk");
        QTest::newRow("in memory") << qint64(1000) << false;
        QTest::newRow("in a file") << qint64(10) << true;
    }

    void remembersRows()
    {
        QFETCH(qint64, memory);
        QFETCH(bool, onDisk);
        const auto made = FeatureCache::create(3, 2, 4, memory, m_folder.path());
        QVERIFY(made.ok());
        FeatureCache &cache = **made;
        QCOMPARE(cache.onDisk(), onDisk);
        const std::array<float, 4> row{1, 2, 3, 4};
        cache.set(1, 1, row.data());
        QVERIFY(!cache.row(1, 0));
        QVERIFY(!cache.row(0, 1));
        QVERIFY(cache.row(1, 1));
        QCOMPARE(cache.row(1, 1)[3], 4.0F);
        QCOMPARE(cache.row(1, 3), cache.row(1, 1)); // views come again
    }

    void noRoomIsSaid()
    {
        const auto refused = FeatureCache::create(1'000'000, 100, 100'000'000, 10, m_folder.path());
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().code, ErrorCode::WriteFailed);
        QVERIFY(refused.error().message.contains(QStringLiteral("not enough memory or disk space")));
        const auto lost = FeatureCache::create(10, 1, 100, 10, m_folder.filePath(QStringLiteral("none")));
        QVERIFY(!lost.ok());
    }

    // Training the head on kept features is training it on the images, to rounding, with dropout and
    // BatchNorm as they are in a head.
    void trainsTheHeadAsImagesDo_data()
    {
        QTest::addColumn<bool>("varied");
        QTest::addColumn<bool>("plainHead");
        QTest::addColumn<double>("tolerance"); // of a loss, relative
        QTest::newRow("nothing random, plain head") << false << true << 1e-4;
        QTest::newRow("views, plain head") << true << true << 1e-4;
        // BatchNorm over four images multiplies the rounding of channels that hardly differ.
        QTest::newRow("nothing random") << false << false << 1e-3;
        QTest::newRow("views") << true << false << 1e-3;
    }

    void trainsTheHeadAsImagesDo()
    {
        QFETCH(bool, varied);
        QFETCH(bool, plainHead);
        QFETCH(double, tolerance);
        HeadConfig head;
        head.kind = plainHead ? HeadConfig::Kind::Plain : HeadConfig::Kind::FastAi;
        LoaderOptions options = training();
        if (!varied)
            options.augmentation = Augmentation::none();
        std::vector<Example> examples = m_set.train;
        examples[3] = brokenImage(QDir(m_folder.path()), 1);
        Network uncached = settledNetwork(m_set.train, head);
        BatchLoader images(examples, options);
        const auto expected = losses(uncached, images, 2);

        Network cached = settledNetwork(m_set.train, head);
        Network folded = foldBatchNorms(cached);
        FeatureJob job;
        job.examples = examples;
        job.loading = options;
        job.views = varied ? 2 : 1;
        job.folder = m_folder.path();
        QStringList problems;
        qint64 told = 0;
        const auto features = computeFeatures(folded, job, problems,
                                              [&](const Progress &progress) { told = progress.done; }, {});
        QVERIFY(features.ok());
        QCOMPARE(problems.size(), 1);
        QCOMPARE(told, job.views * 11);
        options.features = *features;
        BatchLoader rows(examples, options);
        QCOMPARE(rows.batchesPerEpoch(), images.batchesPerEpoch());
        const auto found = losses(cached, rows, 2);
        QCOMPARE(found.size(), expected.size());
        QVERIFY(found.size() >= 4);
        for (std::size_t i = 0; i < found.size(); ++i)
            QVERIFY2(std::abs(found[i] - expected[i]) <= tolerance * expected[i],
                     qPrintable(QStringLiteral("%1: %2 and %3").arg(i).arg(found[i]).arg(expected[i])));
    }

    void evaluatesAsImagesDo()
    {
        HeadConfig plain;
        plain.kind = HeadConfig::Kind::Plain;
        for (const HeadConfig &head : {HeadConfig(), plain}) {
            Network network = tinyNetwork(head);
            network->eval();
            Network folded = foldBatchNorms(network);
            LoaderOptions options{side, 2};
            BatchLoader images(m_set.valid, options);
            const auto expected = evaluateNetwork(network, images, {}, {});
            QStringList problems;
            const auto features
                = computeFeatures(folded, {m_set.valid, options, 1, 0, 1'000'000, {}}, problems, {}, {});
            QVERIFY(features.ok());
            QVERIFY(!(*features)->onDisk());
            options.features = *features;
            BatchLoader rows(m_set.valid, options);
            const auto found = evaluateNetwork(network, rows, {}, {});
            QVERIFY(std::abs(found->loss - expected->loss) < 1e-4 * expected->loss);
            QCOMPARE(found->predictions.size(), m_set.valid.size());
        }
    }

    // A whole run: the body's features are computed once in the frozen stage, and the next stage trains
    // everything on images again.
    void aRunWithFeaturesIsTheRunWithImages()
    {
        TrainingConfig config = smallConfig({stageOf(true, 2, 1e-2), stageOf(false, 1, 1e-3)});
        config.trainBatchNorm = false;
        config.batchSize = 4;
        config.weights = m_folder.filePath(QStringLiteral("settled.safetensors"));
        Network settled = settledNetwork(m_set.train);
        QVERIFY(saveModel(config.weights, settled).ok());
        const auto trained = [&](int views, Recorder &recorder) {
            config.cachedViews = views;
            const QTemporaryDir run;
            return trainNetwork({config, m_set, run.path()}, recorder, {}, {}).ok();
        };
        Recorder images;
        Recorder features;
        Recorder still;
        QVERIFY(trained(0, images));
        QVERIFY(trained(5, features)); // as many as there are epochs: the same views
        QVERIFY(trained(1, still));
        QVERIFY(!images.phases.contains(QStringLiteral("Computing features")));
        QVERIFY(features.phases.contains(QStringLiteral("Computing features")));
        QVERIFY(features.setup.weightsReport.contains(QStringLiteral("Features are computed once")));
        QCOMPARE(features.batches.size(), images.batches.size());
        QCOMPARE(still.batches.size(), images.batches.size());
        // Six steps of the head and the first of all layers, which starts from the same weights; Adam blows
        // up rounding after that, where batches are as small as these.
        for (std::size_t i = 0; i < 7; ++i) {
            const double expected = images.batches[i].loss;
            QVERIFY2(std::abs(features.batches[i].loss - expected) <= 1e-3 * expected,
                     qPrintable(QStringLiteral("step %1: %2, not %3")
                                    .arg(i)
                                    .arg(features.batches[i].loss)
                                    .arg(expected)));
        }
        for (std::size_t i = 0; i < 2; ++i)
            QVERIFY(std::abs(features.epochs[i].validLoss - images.epochs[i].validLoss)
                    <= 1e-3 * images.epochs[i].validLoss);
    }

    void cancels()
    {
        Network folded = foldBatchNorms(*std::make_unique<Network>(tinyNetwork()));
        CancelSource source;
        source.cancel();
        QStringList problems;
        const auto features = computeFeatures(folded, {m_set.train, training(), 1, 0, 0, m_folder.path()},
                                              problems, {}, source.token());
        QCOMPARE(features.error().code, ErrorCode::Cancelled);
    }

private:
    QTemporaryDir m_folder;
    LearningSet m_set;
};

static const EngineTest<FeatureCacheTest> registered("featurecache");

#include "tst_featurecache.moc"
