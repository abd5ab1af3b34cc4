// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/runtime/torchruntime.h"
#include "core/engine/winograd/convolve.h"
#include "tests/engine/enginetest.h"

#include <ATen/Parallel.h>
#include <QTest>

using namespace cairn;

namespace {

struct Layer
{
    static constexpr const char *names[]
        = {"result", "gradient of x", "gradient of the weights", "gradient of the biases"};
    torch::Tensor x, weight, bias, gradient;

    Layer() = default;
    Layer(int64_t images, int64_t inputs, int64_t outputs, int64_t height, int64_t width)
    {
        torch::manual_seed(1);
        x = torch::randn({images, inputs, height, width}).requires_grad_(true);
        weight = (torch::randn({outputs, inputs, 3, 3}) * 0.1).requires_grad_(true);
        bias = torch::randn({outputs}).requires_grad_(true);
        gradient = torch::randn({images, outputs, height, width});
    }

    /// Images of bfloat16, weights of float32, as in training.
    void inBFloat16()
    {
        x = x.detach().to(torch::kBFloat16).requires_grad_(true);
        gradient = gradient.to(torch::kBFloat16);
    }

    /// The result and the gradients of x, weight and bias.
    std::vector<torch::Tensor> results(const torch::Tensor &y) const
    {
        std::vector<torch::Tensor> all{y.detach()};
        for (const torch::Tensor &part : torch::autograd::grad({y}, {x, weight, bias}, {gradient}))
            all.push_back(part);
        return all;
    }

    std::vector<torch::Tensor> winograd() const { return results(winogradConvolution(x, weight, bias)); }

    std::vector<torch::Tensor> exact() const
    {
        const auto wide = [](const torch::Tensor &value) { return value.to(torch::kDouble); };
        return results(torch::conv2d(wide(x), wide(weight), wide(bias), 1, 1).to(x.scalar_type()));
    }
};

torch::nn::Conv2d convolution(int64_t channels, int64_t side, int64_t stride)
{
    return torch::nn::Conv2d(
        torch::nn::Conv2dOptions(channels, channels, side).stride(stride).padding(side / 2));
}

/// Root mean square, of that of the values.
double error(const torch::Tensor &actual, const torch::Tensor &expected)
{
    const torch::Tensor right = expected.to(torch::kDouble);
    const torch::Tensor wrong = actual.to(torch::kDouble) - right;
    return (wrong.pow(2).mean() / right.pow(2).mean()).sqrt().item<double>();
}

} // namespace

Q_DECLARE_METATYPE(Layer)

class WinogradTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void agreesWithTheConvolution_data()
    {
        QTest::addColumn<Layer>("layer");
        QTest::newRow("whole tiles") << Layer(2, 8, 16, 8, 12);
        QTest::newRow("tiles over the edge") << Layer(3, 16, 8, 7, 13);
        QTest::newRow("an image smaller than a tile") << Layer(1, 8, 8, 1, 2);
        QTest::newRow("several blocks of tiles") << Layer(6, 64, 64, 56, 56);
        QTest::newRow("many channels") << Layer(4, 256, 128, 7, 7);
    }

    void agreesWithTheConvolution()
    {
        QFETCH(const Layer, layer);
        const std::vector<torch::Tensor> expected = layer.exact();
        const std::vector<torch::Tensor> actual = layer.winograd();
        for (std::size_t i = 0; i < expected.size(); ++i) {
            QCOMPARE(actual[i].sizes(), expected[i].sizes());
            const torch::Tensor largest = (actual[i] - expected[i]).abs().max() / expected[i].abs().max();
            QVERIFY2(largest.item<double>() < 5e-5, Layer::names[i]);
        }
    }

    void threadsDoNotMatter_data()
    {
        QTest::addColumn<Layer>("layer");
        QTest::newRow("float32") << Layer(4, 64, 32, 28, 28);
        if (!computesWinogradInBFloat16())
            return;
        Layer half(4, 128, 64, 28, 28);
        half.inBFloat16();
        QTest::newRow("bfloat16") << half;
    }

    void threadsDoNotMatter()
    {
        QFETCH(const Layer, layer);
        const int threads = at::get_num_threads();
        at::set_num_threads(1);
        const std::vector<torch::Tensor> expected = layer.winograd();
        at::set_num_threads(3);
        const std::vector<torch::Tensor> actual = layer.winograd();
        at::set_num_threads(threads);
        for (std::size_t i = 0; i < 3; ++i) // the biases' gradient is LibTorch's own sum
            QVERIFY(torch::equal(actual[i], expected[i]));
    }

    void asksForNoMoreThanIsWanted()
    {
        const Layer layer(1, 8, 8, 24, 24);
        const torch::Tensor y = winogradConvolution(layer.x.detach(), layer.weight, torch::Tensor());
        y.backward(layer.gradient);
        QVERIFY(layer.weight.grad().defined());
        QVERIFY(!layer.x.grad().defined());
    }

    void onlyWhereItSuits()
    {
        const torch::NoGradGuard noGrad;
        const torch::Tensor x = torch::randn({2, 8, 32, 32});
        torch::nn::Conv2d suiting = convolution(8, 3, 1);
        QVERIFY(torch::allclose(convolve(suiting, x), suiting->forward(x), 1e-3, 1e-4));
        QVERIFY(!torch::equal(convolve(suiting, x), suiting->forward(x))); // it is another arithmetic
        for (torch::nn::Conv2d other : {convolution(8, 3, 2), convolution(8, 1, 1), convolution(8, 7, 1)})
            QVERIFY(torch::equal(convolve(other, x), other->forward(x)));
        const torch::Tensor small = torch::randn({1, 8, 8, 8});
        QVERIFY(torch::equal(convolve(suiting, small), suiting->forward(small)));
    }

    void tailFollowsTheConvolution_data()
    {
        QTest::addColumn<int>("stride");
        QTest::addColumn<bool>("bfloat16");
        QTest::newRow("float32") << 1 << false;
        QTest::newRow("float32, LibTorch's way") << 2 << false;
        QTest::newRow("bfloat16") << 1 << true;
        QTest::newRow("bfloat16, LibTorch's way") << 2 << true;
    }

    void tailFollowsTheConvolution()
    {
        QFETCH(const int, stride);
        QFETCH(const bool, bfloat16);
        const torch::NoGradGuard noGrad;
        torch::manual_seed(1);
        torch::nn::Conv2d layer = convolution(64, 3, stride);
        const torch::Tensor x = torch::randn({2, 64, 17, 17});
        torch::Tensor expected = torch::conv2d(x, layer->weight, layer->bias, stride, 1);
        const torch::Tensor residual = torch::randn_like(expected);
        expected = (expected + residual).relu();
        if (bfloat16)
            layer->to(torch::kBFloat16);
        const torch::ScalarType type = bfloat16 ? torch::kBFloat16 : torch::kFloat;
        const torch::Tensor y = convolve(layer, x.to(type), {residual.to(type), true});
        QCOMPARE(y.scalar_type(), type);
        QVERIFY(error(y, expected) < (bfloat16 ? 5e-3 : 1e-5));
    }

    void bfloat16AgreesWithTheConvolution_data()
    {
        QTest::addColumn<Layer>("layer");
        QTest::newRow("whole tiles") << Layer(2, 64, 128, 8, 12);
        QTest::newRow("tiles over the edge") << Layer(3, 128, 64, 7, 13);
        QTest::newRow("an odd number of tiles") << Layer(1, 64, 64, 5, 5);
        QTest::newRow("one pixel") << Layer(1, 64, 64, 1, 1);
        QTest::newRow("several blocks of tiles") << Layer(6, 64, 64, 56, 56);
        QTest::newRow("several panels") << Layer(4, 256, 192, 14, 14);
    }

    void bfloat16AgreesWithTheConvolution()
    {
        if (!computesWinogradInBFloat16())
            QSKIP("This processor does not multiply bfloat16.");
        QFETCH(Layer, layer);
        layer.inBFloat16();
        const std::vector<torch::Tensor> expected = layer.exact();
        const std::vector<torch::Tensor> actual = layer.winograd();
        for (std::size_t i = 0; i < expected.size(); ++i) {
            QCOMPARE(actual[i].sizes(), expected[i].sizes());
            QVERIFY2(error(actual[i], expected[i]) < 6e-3, Layer::names[i]);
        }
        QCOMPARE(actual[0].scalar_type(), torch::kBFloat16);
        QCOMPARE(actual[2].scalar_type(), torch::kFloat);
    }

    void filtersAreTransformedOnce()
    {
        const torch::NoGradGuard noGrad;
        torch::nn::Conv2d layer = convolution(64, 3, 1);
        QVERIFY(!transformedFilters(layer).defined()); // float32
        layer->to(torch::kBFloat16);
        const torch::Tensor filters = transformedFilters(layer);
        QCOMPARE(filters.defined(), bfloat16ProductsAreBest());
        const torch::Tensor x = torch::randn({2, 64, 16, 16}).to(torch::kBFloat16);
        QVERIFY(torch::equal(convolve(layer, x, {{}, true}, filters), convolve(layer, x, {{}, true})));
        const torch::Tensor small = torch::randn({1, 64, 4, 4}).to(torch::kBFloat16);
        QVERIFY(torch::equal(convolve(layer, small, {}, filters), layer->forward(small)));
        torch::nn::Conv2d other = convolution(64, 3, 2);
        other->to(torch::kBFloat16);
        QVERIFY(!transformedFilters(other).defined());
    }

    void bfloat16UnderAutocast()
    {
        const torch::NoGradGuard noGrad;
        const AutocastGuard autocast(Precision::BFloat16);
        torch::nn::Conv2d layer = convolution(64, 3, 1);
        const torch::Tensor x = torch::randn({2, 64, 16, 16});
        const torch::Tensor theirs = layer->forward(x);
        const torch::Tensor ours = convolve(layer, x);
        QCOMPARE(ours.scalar_type(), torch::kBFloat16);
        QVERIFY(error(ours, theirs) < 6e-3);
        QCOMPARE(!torch::equal(ours, theirs),
                 bfloat16ProductsAreBest()); // another arithmetic
        torch::nn::Conv2d other = convolution(32, 3, 1);
        const torch::Tensor narrow = torch::randn({2, 32, 16, 16});
        QVERIFY(torch::equal(convolve(other, narrow), other->forward(narrow)));
    }
};

static const EngineTest<WinogradTest> registered("winograd");

#include "tst_winograd.moc"
