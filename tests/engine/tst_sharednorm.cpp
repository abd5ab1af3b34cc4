// SPDX-License-Identifier: GPL-3.0-or-later
// BatchNorm over several processes, played by threads, against torch's over the whole batch.

#include "core/engine/network/sharednorm.h"
#include "core/engine/runtime/torchruntime.h"
#include "tests/engine/enginetest.h"

#include <ATen/Parallel.h>
#include <barrier>
#include <QTest>
#include <thread>

using namespace cairn;

namespace {

constexpr int64_t channels = 5;

/// Where the processes add up: every one calls with its number and the same kind of tensor.
class Meeting
{
public:
    explicit Meeting(std::size_t processes)
        : m_parts(processes)
        , m_barrier(std::ptrdiff_t(processes))
    {
    }
    void sum(std::size_t process, torch::Tensor &tensor)
    {
        m_parts[process] = tensor.clone();
        m_barrier.arrive_and_wait();
        torch::Tensor total = torch::zeros_like(tensor);
        for (const torch::Tensor &part : m_parts)
            total += part;
        tensor.copy_(total);
        m_barrier.arrive_and_wait();
    }

private:
    std::vector<torch::Tensor> m_parts;
    std::barrier<> m_barrier;
};

class Place : public SumOverPeers
{
public:
    Place(Meeting &meeting, std::size_t process)
        : m_meeting(meeting)
        , m_process(process)
    {
    }
    void sum(torch::Tensor &tensor) override { m_meeting.sum(m_process, tensor); }

private:
    Meeting &m_meeting;
    const std::size_t m_process;
};

/// What comes of a batch, or of a share of it.
struct Pass
{
    torch::Tensor y, atX, atWeight, atBias, mean, variance;
};

template <typename Norm>
Pass passThrough(Norm norm, const torch::Tensor &images, const torch::Tensor &upstream)
{
    {
        const torch::NoGradGuard noGrad;
        norm->weight.copy_(torch::linspace(0.5, 1.5, channels));
        norm->bias.copy_(torch::linspace(-1, 1, channels));
    }
    const torch::Tensor x = images.clone(images.suggest_memory_format()).requires_grad_(true);
    // As in a block: what follows works in place.
    const torch::Tensor y = norm->forward(x).relu_();
    (y * upstream).sum().backward();
    return {y.detach(),
            x.grad(),
            norm->weight.grad(),
            norm->bias.grad(),
            norm->running_mean.clone(),
            norm->running_var.clone()};
}

template <typename Norm>
std::vector<Pass> passShares(const std::vector<int64_t> &shares, const torch::Tensor &x,
                             const torch::Tensor &upstream)
{
    Meeting meeting(shares.size());
    std::vector<Pass> passes(shares.size());
    std::vector<std::thread> threads;
    int64_t begin = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        threads.emplace_back([&, i, begin] {
            at::set_num_threads(1);
            Norm norm(channels);
            norm->peers = c10::make_intrusive<Place>(meeting, i);
            norm->peers->hasImages = shares[i] > 0;
            if (shares[i] == 0) { // a stand-in that nothing is to be seen of
                const torch::Tensor other = torch::full_like(x.narrow(0, 0, 1), 1000);
                passes[i] = passThrough(norm, other, torch::zeros_like(other));
                passes[i].y = passes[i].y.narrow(0, 0, 0);
                passes[i].atX = passes[i].atX.narrow(0, 0, 0);
                return;
            }
            passes[i]
                = passThrough(norm, x.narrow(0, begin, shares[i]), upstream.narrow(0, begin, shares[i]));
        });
        begin += shares[i];
    }
    for (std::thread &thread : threads)
        thread.join();
    return passes;
}

torch::Tensor joined(const std::vector<Pass> &passes, torch::Tensor Pass::*part)
{
    std::vector<torch::Tensor> parts;
    for (const Pass &pass : passes)
        parts.push_back(pass.*part);
    return torch::cat(parts);
}

torch::Tensor added(const std::vector<Pass> &passes, torch::Tensor Pass::*part)
{
    torch::Tensor sum = torch::zeros({channels});
    for (const Pass &pass : passes)
        sum = sum + pass.*part;
    return sum;
}

} // namespace

class SharedNormTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sharesAreAsTheWhole_data()
    {
        QTest::addColumn<QList<int>>("shares");
        QTest::addColumn<bool>("image"); // N×C×H×W, channels_last; otherwise N×C
        QTest::addColumn<bool>("half");
        QTest::newRow("two halves") << QList<int>{4, 4} << true << false;
        QTest::newRow("shares of different size") << QList<int>{5, 1, 2} << true << false;
        QTest::newRow("one without an image") << QList<int>{0, 8} << true << false;
        QTest::newRow("of a head") << QList<int>{3, 5} << false << false;
        QTest::newRow("of a head, one value and none") << QList<int>{1, 0, 7} << false << false;
        QTest::newRow("bfloat16") << QList<int>{3, 5} << true << true;
        QTest::newRow("bfloat16, one without an image") << QList<int>{8, 0} << true << true;
    }

    void sharesAreAsTheWhole()
    {
        QFETCH(const QList<int>, shares);
        QFETCH(const bool, image);
        QFETCH(const bool, half);
        torch::manual_seed(1);
        // Means far from 0, as a variance from sums of squares would not forgive.
        torch::Tensor x = image ? torch::randn({8, channels, 3, 4}) : torch::randn({8, channels});
        x = x
            + 100
                * torch::linspace(half ? 0 : -1, half ? 0.02 : 1, channels)
                      .view(image ? std::vector<int64_t>{1, -1, 1, 1} : std::vector<int64_t>{1, -1});
        torch::Tensor upstream = torch::randn_like(x);
        if (image) {
            x = x.contiguous(torch::MemoryFormat::ChannelsLast);
            upstream = upstream.contiguous(torch::MemoryFormat::ChannelsLast);
        }
        if (half) {
            x = x.to(torch::kBFloat16);
            upstream = upstream.to(torch::kBFloat16);
        }
        const std::vector<int64_t> sizes(shares.begin(), shares.end());
        const Pass whole = image ? passThrough(torch::nn::BatchNorm2d(channels), x, upstream)
                                 : passThrough(torch::nn::BatchNorm1d(channels), x, upstream);
        const std::vector<Pass> passes = image ? passShares<BatchNorm2d>(sizes, x, upstream)
                                               : passShares<BatchNorm1d>(sizes, x, upstream);

        const double close = half ? 2e-2 : 1e-4;
        const auto same = [close](const torch::Tensor &actual, const torch::Tensor &expected) {
            return actual.scalar_type() == expected.scalar_type()
                && torch::allclose(actual, expected, close, close);
        };
        QVERIFY(same(joined(passes, &Pass::y), whole.y));
        QVERIFY(same(joined(passes, &Pass::atX), whole.atX));
        QVERIFY(same(added(passes, &Pass::atWeight), whole.atWeight));
        QVERIFY(same(added(passes, &Pass::atBias), whole.atBias));
        for (const Pass &pass : passes) {
            QVERIFY(same(pass.mean, whole.mean));
            QVERIFY(same(pass.variance, whole.variance));
            QVERIFY(torch::equal(pass.mean, passes.front().mean));
            QVERIFY(torch::equal(pass.variance, passes.front().variance));
        }
    }

    void aBatchOfNothingLeavesTheStatisticsAlone()
    {
        const torch::Tensor nothing = torch::zeros({1, channels, 2, 2});
        const auto passes = passShares<BatchNorm2d>({0, 0}, nothing, nothing);
        QVERIFY(torch::equal(passes[0].mean, torch::zeros({channels})));
        QVERIFY(torch::equal(passes[1].variance, torch::ones({channels})));
    }

    void aloneItIsTorchs()
    {
        torch::manual_seed(1);
        const torch::Tensor x = torch::randn({4, channels, 3, 3}), upstream = torch::randn_like(x);
        const Pass ours = passThrough(BatchNorm2d(channels), x, upstream);
        const Pass torchs = passThrough(torch::nn::BatchNorm2d(channels), x, upstream);
        QVERIFY(torch::equal(ours.y, torchs.y));
        QVERIFY(torch::equal(ours.atX, torchs.atX));
        QVERIFY(torch::equal(ours.variance, torchs.variance));
    }

    void itKeepsStillInEvaluation()
    {
        Meeting nobody(2); // would wait for ever
        BatchNorm2d norm(channels);
        norm->peers = c10::make_intrusive<Place>(nobody, 0);
        norm->eval();
        const torch::Tensor x = torch::randn({2, channels, 2, 2});
        QVERIFY(torch::allclose(norm->forward(x), x, 1e-4, 1e-4));
        QVERIFY(torch::equal(norm->running_mean, torch::zeros({channels})));
    }
};

static const EngineTest<SharedNormTest> registered("sharednorm");

#include "tst_sharednorm.moc"
