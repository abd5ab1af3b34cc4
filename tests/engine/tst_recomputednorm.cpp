// SPDX-License-Identifier: GPL-3.0-or-later
// A norm, ReLU and a convolution whose activations are computed twice, against the same in three steps.

#include "core/engine/network/recomputednorm.h"
#include "core/engine/runtime/torchruntime.h"
#include "core/engine/winograd/convolve.h"
#include "tests/engine/enginetest.h"
#include "tests/engine/livebytes.h"

#include <QTest>

using namespace cairn;

namespace {

constexpr int64_t channels = 64;

struct Layers
{
    BatchNorm2d norm{channels};
    torch::nn::Conv2d convolution;
    torch::Tensor input; // of the norm

    explicit Layers(int64_t stride)
        : convolution(torch::nn::Conv2dOptions(channels, channels, 3).stride(stride).padding(1).bias(false))
    {
        torch::NoGradGuard noGrad;
        torch::manual_seed(3);
        norm->weight.normal_();
        norm->bias.normal_();
        norm->running_mean.normal_();
        norm->running_var.uniform_(0.5, 2);
        convolution->weight.normal_(0, 0.05);
        input = torch::randn({4, channels, 14, 14});
    }

    std::vector<torch::Tensor> results(bool inOne, bool training, Precision precision)
    {
        norm->train(training);
        const AutocastGuard autocast(precision);
        const torch::Tensor x = (precision == Precision::BFloat16 ? input.to(torch::kBFloat16) : input)
                                    .contiguous(torch::MemoryFormat::ChannelsLast)
                                    .requires_grad_(true);
        const torch::Tensor before = x * 1; // not a leaf, as in a network
        const torch::Tensor y = inOne ? convolveRecomputingNorm(norm, convolution, before)
                                      : convolve(convolution, norm->forward(before).relu_());
        std::vector<torch::Tensor> all = torch::autograd::grad(
            {y.to(torch::kFloat).square().sum()}, {x, norm->weight, norm->bias, convolution->weight});
        all.push_back(y.detach());
        all.push_back(norm->running_mean.clone());
        all.push_back(norm->running_var.clone());
        return all;
    }
};

} // namespace

class RecomputedNormTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isTheSameToTheBit_data()
    {
        QTest::addColumn<int>("stride");
        QTest::addColumn<bool>("training");
        QTest::addColumn<int>("precision");
        for (const Precision precision : {Precision::Float32, Precision::BFloat16}) {
            const QByteArray name = precisionName(precision).toLatin1();
            QTest::newRow(name + ", norm of the batch") << 1 << true << int(precision);
            QTest::newRow(name + ", norm at rest") << 1 << false << int(precision);
            QTest::newRow(name + ", LibTorch's convolution") << 2 << true << int(precision);
        }
    }

    void isTheSameToTheBit()
    {
        QFETCH(const int, stride);
        QFETCH(const bool, training);
        QFETCH(const int, precision);
        const auto expected = Layers(stride).results(false, training, Precision(precision));
        const auto actual = Layers(stride).results(true, training, Precision(precision));
        for (std::size_t i = 0; i < expected.size(); ++i)
            QVERIFY2(torch::equal(actual[i], expected[i]), qPrintable(QString::number(i)));
    }

    void keepsNothingBetween()
    {
        Layers layers(1);
        const torch::Tensor x
            = layers.input.contiguous(torch::MemoryFormat::ChannelsLast).requires_grad_(true);
        const LiveBytes live;
        const torch::Tensor y = convolveRecomputingNorm(layers.norm, layers.convolution, x);
        QVERIFY(y.requires_grad());
        const int64_t result = y.numel() * int64_t(sizeof(float));
        const int64_t statistics = 4096;
        QVERIFY2(live.count() >= result && live.count() <= result + statistics,
                 qPrintable(QString::number(live.count())));
    }

    void withoutGradients()
    {
        const torch::NoGradGuard noGrad;
        Layers layers(1);
        layers.norm->eval();
        const torch::Tensor expected
            = convolve(layers.convolution, layers.norm->forward(layers.input).relu());
        const torch::Tensor y = convolveRecomputingNorm(layers.norm, layers.convolution, layers.input);
        QVERIFY(torch::equal(y, expected));
        QVERIFY(!y.requires_grad());
    }
};

static const EngineTest<RecomputedNormTest> registered("recomputednorm");

#include "tst_recomputednorm.moc"
