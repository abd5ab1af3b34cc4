// SPDX-License-Identifier: GPL-3.0-or-later
// A folded stem in one against its three layers, and pooling that keeps little against LibTorch's.

#include "core/engine/network/stem.h"
#include "core/engine/winograd/convolve.h"
#include "tests/engine/enginetest.h"

#include <ATen/Parallel.h>
#include <limits>
#include <QTest>

using namespace cairn;

namespace {

struct Stem
{
    torch::nn::Conv2d convolution{torch::nn::Conv2dOptions(3, 64, 7).stride(2).padding(3)};

    Stem()
    {
        torch::manual_seed(5);
        const torch::NoGradGuard noGrad;
        convolution->weight.normal_(0, 0.1);
        convolution->bias.normal_();
        convolution->to(torch::kBFloat16);
    }

    torch::Tensor inOne(const torch::Tensor &x) const
    {
        return foldedStem(x, stemFilters(convolution), convolution->bias);
    }

    torch::Tensor inThree(const torch::Tensor &x) const
    {
        const auto wide = [](const torch::Tensor &value) { return value.to(torch::kDouble); };
        return torch::max_pool2d(
                   torch::conv2d(wide(x), wide(convolution->weight), wide(convolution->bias), 2, 3), 3, 2, 1)
            .relu();
    }
};

torch::Tensor images(int64_t count, int64_t height, int64_t width)
{
    return torch::randn({count, 3, height, width})
        .to(torch::kBFloat16)
        .contiguous(torch::MemoryFormat::ChannelsLast);
}

} // namespace

class StemTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        if (QByteArray(QTest::currentTestFunction()).startsWith("folded") && !bfloat16ProductsAreBest())
            QSKIP("LibTorch computes the stem on this processor.");
    }

    void foldedIsTheSame_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("width");
        QTest::newRow("photographs") << 2 << 224 << 224;
        QTest::newRow("odd sides") << 3 << 45 << 33;
        QTest::newRow("one row") << 1 << 1 << 17;
        QTest::newRow("one pixel") << 2 << 1 << 1;
        QTest::newRow("smaller than a filter") << 1 << 5 << 3;
        QTest::newRow("sides of 4n + 1, 2, 3") << 1 << 29 << 30;
        QTest::newRow("wide") << 1 << 31 << 200;
    }

    void foldedIsTheSame()
    {
        QFETCH(const int, count);
        QFETCH(const int, height);
        QFETCH(const int, width);
        const torch::NoGradGuard noGrad;
        const Stem stem;
        const torch::Tensor x = images(count, height, width);
        const torch::Tensor expected = stem.inThree(x);
        const torch::Tensor y = stem.inOne(x);
        QCOMPARE(y.sizes(), expected.sizes());
        QCOMPARE(y.scalar_type(), torch::kBFloat16);
        QVERIFY(y.is_contiguous(torch::MemoryFormat::ChannelsLast));
        // Rounding to bfloat16 once, at the end: half of the last of eight digits.
        QVERIFY(torch::allclose(y.to(torch::kDouble), expected, 1.0 / 256, 1e-5));
    }

    void foldedThreadsDoNotMatter()
    {
        const torch::NoGradGuard noGrad;
        const Stem stem;
        const torch::Tensor x = images(3, 64, 64);
        const int threads = at::get_num_threads();
        at::set_num_threads(1);
        const torch::Tensor expected = stem.inOne(x);
        at::set_num_threads(3);
        const torch::Tensor y = stem.inOne(x);
        at::set_num_threads(threads);
        QVERIFY(torch::equal(y, expected));
    }

    void foldedSaysWhatIsNoNumber()
    {
        const torch::NoGradGuard noGrad;
        const Stem stem;
        stem.convolution->bias[7] = std::numeric_limits<float>::quiet_NaN();
        const torch::Tensor nan = stem.inOne(images(1, 32, 32)).isnan();
        QVERIFY(nan.select(1, 7).all().item<bool>());
        QCOMPARE(nan.sum().item<int64_t>(), int64_t(8 * 8));
        const torch::Tensor spoilt = images(1, 32, 32);
        spoilt[0][1][9][20] = std::numeric_limits<float>::quiet_NaN();
        const Stem whole;
        QVERIFY(torch::equal(whole.inOne(spoilt).isnan(), whole.inThree(spoilt).isnan()));
    }

    void noFiltersOfOtherTypes()
    {
        torch::nn::Conv2d convolution(torch::nn::Conv2dOptions(3, 64, 7).stride(2).padding(3));
        QVERIFY(!stemFilters(convolution).defined());
    }

    void poolingLearnsAsLibTorchs()
    {
        torch::manual_seed(6);
        const torch::Tensor x
            = torch::randn({2, 8, 13, 10}).contiguous(torch::MemoryFormat::ChannelsLast).requires_grad_(true);
        const torch::Tensor y = stemPooling(x);
        const torch::Tensor theirs = torch::max_pool2d(x, 3, 2, 1);
        QVERIFY(torch::equal(y, theirs));
        const torch::Tensor gradient = torch::randn_like(y);
        QVERIFY(torch::equal(torch::autograd::grad({y}, {x}, {gradient})[0],
                             torch::autograd::grad({theirs}, {x}, {gradient})[0]));
    }
};

static const EngineTest<StemTest> registered("stem");

#include "tst_stem.moc"
