// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/batchloader.h"
#include "tests/engine/drawnimages.h"
#include "tests/engine/enginetest.h"

#include <QImage>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

using namespace cairn;

namespace {

std::vector<Batch> epochOf(BatchLoader &loader, int epoch)
{
    std::vector<Batch> batches;
    loader.start(epoch, {});
    while (auto batch = loader.next())
        batches.push_back(*batch);
    return batches;
}

bool same(const std::vector<Batch> &a, const std::vector<Batch> &b)
{
    if (a.size() != b.size())
        return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (!torch::equal(a[i].images, b[i].images) || !torch::equal(a[i].labels, b[i].labels)
            || a[i].indices != b[i].indices)
            return false;
    }
    return true;
}

LoaderOptions training(int batchSize, int workers, qint64 cacheBudget = 0)
{
    return {32, batchSize, Augmentation::crops(), 42, workers, cacheBudget};
}

LoaderOptions validation(int batchSize)
{
    return {32, batchSize, {}, 0, 2, 0};
}

} // namespace

class BatchLoaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_set = drawnImages(QDir(m_folder.path()), 21, 7); }

    void workersDoNotChangeTheBatches()
    {
        LoaderOptions options = training(8, 1);
        options.augmentation = Augmentation();
        options.augmentation->minCropScale = 0.35;
        const auto loader = [&](int workers, qint64 cacheBudget) {
            options.workers = workers;
            options.cacheBudget = cacheBudget;
            return std::make_unique<BatchLoader>(m_set.train, options);
        };
        for (const bool weighted : {false, true}) {
            options.weighted = weighted;
            const auto one = loader(1, 0);
            const auto two = loader(2, 0);
            const auto five = loader(5, 0);
            const auto caching = loader(3, 1'000'000'000);
            for (const int epoch : {0, 1, 2}) {
                const auto expected = epochOf(*one, epoch);
                QCOMPARE(expected.size(), 3U);
                QVERIFY(same(expected, epochOf(*two, epoch)));
                QVERIFY(same(expected, epochOf(*five, epoch)));
                QVERIFY(same(expected, epochOf(*caching, epoch)));
            }
        }
    }

    void epochsAndSeedsDiffer()
    {
        BatchLoader loader(m_set.train, training(8, 2));
        const auto first = epochOf(loader, 0);
        QVERIFY(!same(first, epochOf(loader, 1)));
        QVERIFY(same(first, epochOf(loader, 0)));
        LoaderOptions options = training(8, 2);
        options.seed = 43;
        BatchLoader other(m_set.train, options);
        QVERIFY(!same(first, epochOf(other, 0)));
    }

    void everyImageOnceAnEpoch()
    {
        BatchLoader loader(m_set.train, training(8, 2));
        QSet<std::size_t> seen;
        for (const Batch &batch : epochOf(loader, 3)) {
            QVERIFY(batch.images.is_contiguous(at::MemoryFormat::ChannelsLast));
            QCOMPARE(batch.images.size(0), batch.labels.size(0));
            for (std::size_t row = 0; row < batch.indices.size(); ++row) {
                QVERIFY(!seen.contains(batch.indices[row]));
                seen.insert(batch.indices[row]);
                QCOMPARE(batch.labels[qint64(row)].item<int>(), m_set.train[batch.indices[row]].label);
            }
        }
        QCOMPARE(seen.size(), 21);
    }

    // One class has a single image of 16: it is to be half of what is seen, each time in another view.
    void weightedSamplingShowsClassesEquallyOften()
    {
        std::vector<Example> examples;
        for (const Example &example : m_set.train) {
            if (example.label == 0 && examples.size() < 15)
                examples.push_back(example);
        }
        examples.push_back(m_set.train[1]);
        QCOMPARE(m_set.train[1].label, 1);
        LoaderOptions options = training(4, 2, 1'000'000'000);
        options.weighted = true;
        BatchLoader loader(examples, options);
        int rare = 0;
        int all = 0;
        bool varied = false;
        for (int epoch = 0; epoch < 30; ++epoch) {
            torch::Tensor last;
            for (const Batch &batch : epochOf(loader, epoch)) {
                for (qint64 row = 0; row < batch.labels.size(0); ++row) {
                    ++all;
                    if (batch.labels[row].item<int>() != 1)
                        continue;
                    ++rare;
                    varied = varied || (last.defined() && !torch::equal(last, batch.images[row]));
                    last = batch.images[row];
                }
            }
        }
        const double share = double(rare) / all;
        QVERIFY2(share > 0.4 && share < 0.6, qPrintable(QString::number(share)));
        QVERIFY(varied);
    }

    void resizeModesDiffer()
    {
        LoaderOptions options = validation(4);
        options.resize = ResizeMode::Pad;
        const QDir folder(m_folder.path());
        QImage wide(60, 20, QImage::Format_RGB32);
        wide.fill(Qt::white);
        QVERIFY(wide.save(folder.filePath(QStringLiteral("wide.png"))));
        const std::vector<Example> examples{{1, folder.filePath(QStringLiteral("wide.png")), 0}};
        BatchLoader padded(examples, options);
        const torch::Tensor images = epochOf(padded, 0).at(0).images;
        QVERIFY(images[0][0][0][16].item<float>() < -2 && images[0][0][16][16].item<float>() > 2);
        options.resize = ResizeMode::Squish;
        BatchLoader squished(examples, options);
        QVERIFY(epochOf(squished, 0).at(0).images[0][0][0][16].item<float>() > 2);
    }

    void validationKeepsTheOrder()
    {
        BatchLoader loader(m_set.valid, validation(3));
        std::vector<std::size_t> order;
        for (const Batch &batch : epochOf(loader, 0))
            order.insert(order.end(), batch.indices.begin(), batch.indices.end());
        QCOMPARE(order, (std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 6}));
        QCOMPARE(loader.leftOut(), 0); // a batch of one is fine here
    }

    void aTrainingBatchOfOneIsLeftOut()
    {
        BatchLoader loader(m_set.train, training(10, 2));
        QCOMPARE(loader.leftOut(), 1);
        QCOMPARE(loader.batchesPerEpoch(), 2);
        QCOMPARE(epochOf(loader, 0).size(), 2U);
    }

    void unreadableImagesAreMissingAndReportedOnce()
    {
        std::vector<Example> examples = m_set.train;
        examples.insert(examples.begin() + 2, brokenImage(QDir(m_folder.path()), 0));
        BatchLoader loader(examples, validation(4));
        const auto batches = epochOf(loader, 0);
        QCOMPARE(batches[0].images.size(0), 3);
        QCOMPARE(batches[0].indices, (std::vector<std::size_t>{0, 1, 3}));
        const QStringList problems = loader.takeProblems();
        QCOMPARE(problems.size(), 1);
        QVERIFY(problems[0].contains(QStringLiteral("broken0.png")));
        epochOf(loader, 1);
        QVERIFY(loader.takeProblems().isEmpty());
    }

    void nothingReadableGivesNoBatch()
    {
        BatchLoader loader({brokenImage(QDir(m_folder.path()), 0), brokenImage(QDir(m_folder.path()), 1)},
                           training(2, 2));
        QVERIFY(epochOf(loader, 0).empty());
    }

    void cancellingEndsTheEpoch()
    {
        BatchLoader loader(m_set.train, training(2, 2));
        CancelSource source;
        loader.start(0, source.token());
        QVERIFY(loader.next());
        source.cancel();
        int after = 0;
        while (loader.next())
            ++after;
        QVERIFY(after <= 3); // what was prefetched
        QCOMPARE(epochOf(loader, 1).size(), 10U);
    }

    void anEpochMayBeAbandoned()
    {
        BatchLoader loader(m_set.train, training(4, 3));
        BatchLoader fresh(m_set.train, training(4, 3));
        loader.start(0, {});
        QVERIFY(loader.next());
        QVERIFY(same(epochOf(loader, 5), epochOf(fresh, 5)));
    }

private:
    QTemporaryDir m_folder;
    LearningSet m_set;
};

static const EngineTest<BatchLoaderTest> registered("batchloader");

#include "tst_batchloader.moc"
