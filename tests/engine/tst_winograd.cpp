#include "core/engine/winograd.h"
#include "tests/engine/enginetest.h"

#include <ATen/Parallel.h>
#include <QTest>

using namespace cairn;

namespace {

struct Layer
{
    torch::Tensor x, weight, bias, gradient;

    Layer() = default;
    Layer(int64_t pictures, int64_t inputs, int64_t outputs, int64_t height, int64_t width)
    {
        torch::manual_seed(1);
        x = torch::randn({pictures, inputs, height, width}).requires_grad_(true);
        weight = (torch::randn({outputs, inputs, 3, 3}) * 0.1).requires_grad_(true);
        bias = torch::randn({outputs}).requires_grad_(true);
        gradient = torch::randn({pictures, outputs, height, width});
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
        return results(torch::conv2d(wide(x), wide(weight), wide(bias), 1, 1).to(torch::kFloat));
    }
};

torch::nn::Conv2d convolution(int64_t channels, int64_t side, int64_t stride)
{
    return torch::nn::Conv2d(
        torch::nn::Conv2dOptions(channels, channels, side).stride(stride).padding(side / 2));
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
        QTest::newRow("a picture smaller than a tile") << Layer(1, 8, 8, 1, 2);
        QTest::newRow("several blocks of tiles") << Layer(6, 64, 64, 56, 56);
        QTest::newRow("many channels") << Layer(4, 256, 128, 7, 7);
    }

    void agreesWithTheConvolution()
    {
        QFETCH(const Layer, layer);
        const std::vector<torch::Tensor> expected = layer.exact();
        const std::vector<torch::Tensor> actual = layer.winograd();
        const char *names[]
            = {"result", "gradient of x", "gradient of the weights", "gradient of the biases"};
        for (std::size_t i = 0; i < expected.size(); ++i) {
            QCOMPARE(actual[i].sizes(), expected[i].sizes());
            const torch::Tensor error = (actual[i] - expected[i]).abs().max() / expected[i].abs().max();
            QVERIFY2(error.item<double>() < 5e-5, names[i]);
        }
    }

    void threadsDoNotMatter()
    {
        const Layer layer(4, 64, 32, 28, 28);
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
};

static const EngineTest<WinogradTest> registered("winograd");

#include "tst_winograd.moc"
