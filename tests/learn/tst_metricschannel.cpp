// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/metricschannel.h"

#include <cmath>
#include <QTest>
#include <thread>

using namespace cairn;

namespace {

BatchMetrics batch(qint64 step, double loss)
{
    BatchMetrics metrics;
    metrics.step = step;
    metrics.loss = loss;
    return metrics;
}

} // namespace

class TestMetricsChannel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aQuickReaderSeesEveryBatch()
    {
        MetricsChannel channel(8);
        for (int i = 0; i < 8; ++i)
            channel.push(batch(i, i * 0.5));
        const auto bins = channel.drain();
        QCOMPARE(bins.size(), std::size_t(8));
        for (std::size_t i = 0; i < bins.size(); ++i) {
            QCOMPARE(bins[i].last.step, qint64(i));
            QCOMPARE(bins[i].count, 1);
            QCOMPARE(bins[i].minLoss, double(i) * 0.5);
        }
        QVERIFY(channel.drain().empty());
    }

    void aSlowReaderLosesNoSpikeAndNoMemory()
    {
        constexpr int batches = 100'003;
        MetricsChannel channel(64);
        for (int i = 0; i < batches; ++i)
            channel.push(batch(i, i == 50'000 ? 99.0 : i == 70'000 ? -5.0 : 1.0));
        const auto bins = channel.drain();
        QVERIFY(bins.size() <= 64);
        qint64 count = 0;
        double largest = 0;
        double smallest = 1;
        qint64 lastStep = -1;
        for (const BatchBin &bin : bins) {
            count += bin.count;
            largest = std::max(largest, bin.maxLoss);
            smallest = std::min(smallest, bin.minLoss);
            QVERIFY(bin.last.step > lastStep);
            lastStep = bin.last.step;
        }
        QCOMPARE(count, batches);
        QCOMPARE(largest, 99.0);
        QCOMPARE(smallest, -5.0);
        QCOMPARE(lastStep, batches - 1);
    }

    void aLossThatIsNotANumberShowsInTheSum()
    {
        MetricsChannel channel(2);
        for (const double loss : {1.0, qQNaN(), 3.0})
            channel.push(batch(0, loss));
        const auto bins = channel.drain();
        QCOMPARE(bins.front().count, 2);
        QCOMPARE(bins.front().maxLoss, 1.0);
        QVERIFY(std::isnan(bins.front().sumLoss));
    }

    void totalsAreExactBetweenThreads()
    {
        constexpr qint64 batches = 300'000;
        MetricsChannel channel(128);
        std::atomic<bool> done = false;
        std::thread writer([&] {
            for (qint64 i = 0; i < batches; ++i)
                channel.push(batch(i, double(i % 1000)));
            done = true;
        });
        qint64 count = 0;
        double sum = 0;
        qint64 lastStep = -1;
        bool ordered = true;
        const auto read = [&] {
            for (const BatchBin &bin : channel.drain()) {
                count += bin.count;
                sum += bin.sumLoss;
                ordered = ordered && bin.last.step > lastStep;
                lastStep = bin.last.step;
            }
        };
        while (!done)
            read();
        writer.join();
        read();
        QVERIFY(ordered);
        QCOMPARE(count, batches);
        QCOMPARE(sum, 999.0 * 500 * 300);
        QCOMPARE(lastStep, batches - 1);
    }
};

QTEST_APPLESS_MAIN(TestMetricsChannel)
#include "tst_metricschannel.moc"
