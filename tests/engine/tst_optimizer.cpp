// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/optimizer.h"
#include "tests/engine/enginetest.h"

#include <QTest>

using namespace cairn;

namespace {

torch::Tensor tensor(std::vector<float> values)
{
    return torch::tensor(values);
}

float largestDifference(const torch::Tensor &a, const torch::Tensor &b)
{
    return (a.detach().flatten() - b.flatten()).abs().max().item<float>();
}

// All in the last group.
Adam adamOf(const std::vector<torch::Tensor> &parameters, double weightDecay)
{
    LayerGroups groups(3);
    for (const torch::Tensor &parameter : parameters)
        groups[2].push_back({"parameter", parameter, false});
    return Adam(groups, weightDecay);
}

// fast.ai 2.7.12's Adam: weight decay 0.1, two groups; the second has none, as norms and biases.
struct Step
{
    double rates[2];
    double momentum;
    std::vector<float> gradient1;
    std::vector<float> gradient2;
    std::vector<float> parameter1;
    std::vector<float> parameter2;
};

const std::vector<Step> trace{
    {{0.01, 0.1},
     0.95,
     {0.100000001F, -0.200000003F, 0.0F},
     {1.0F, -0.0F},
     {0.989001036F, -1.98800051F, 0.499500006F},
     {0.200001001F, -0.100000001F}},
    {{0.02, 0.2},
     0.93,
     {0.200000003F, -0.200000003F, 0.0500000007F},
     {1.0F, -0.5F},
     {0.969588816F, -1.96677887F, 0.483886778F},
     {0.0275378823F, 0.0461796597F}},
    {{0.03, 0.3},
     0.91,
     {0.300000012F, -0.200000003F, 0.100000001F},
     {1.0F, -1.0F},
     {0.941972315F, -1.93701708F, 0.459549993F},
     {-0.211086288F, 0.27506268F}},
    {{0.04, 0.4},
     0.89,
     {0.400000006F, -0.200000003F, 0.150000006F},
     {1.0F, -1.5F},
     {0.905750573F, -1.89873147F, 0.426498711F},
     {-0.516472816F, 0.587223291F}},
    {{0.05, 0.5},
     0.87,
     {0.5F, -0.200000003F, 0.200000003F},
     {1.0F, -2.0F},
     {0.860172391F, -1.85161114F, 0.38411352F},
     {-0.892755091F, 0.989779711F}},
    {{0.06, 0.6},
     0.85,
     {0.600000024F, -0.200000003F, 0.25F},
     {1.0F, -2.5F},
     {0.80422014F, -1.79514587F, 0.331420422F},
     {-1.34632969F, 1.49369359F}},
};

} // namespace

class OptimizerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void followsFastAi()
    {
        torch::Tensor weight = tensor({1.0F, -2.0F, 0.5F}).set_requires_grad(true);
        torch::Tensor bias = tensor({0.3F, -0.1F}).set_requires_grad(true);
        Adam adam({std::vector<LayerParameter>{{"weight", weight, false}}, {{"bias", bias, true}}, {}}, 0.1);
        for (const Step &step : trace) {
            weight.mutable_grad() = tensor(step.gradient1);
            bias.mutable_grad() = tensor(step.gradient2);
            const double norm = adam.step({{step.rates[0], step.rates[1], 0}, step.momentum});
            const double expected
                = torch::cat({tensor(step.gradient1), tensor(step.gradient2)}).norm().item<double>();
            QVERIFY(std::abs(norm - expected) < 1e-5 * expected);
            QVERIFY(largestDifference(weight, tensor(step.parameter1)) < 1e-6F);
            QVERIFY(largestDifference(bias, tensor(step.parameter2)) < 1e-6F);
        }
    }

    void leavesFrozenParametersAlone()
    {
        torch::Tensor frozen = torch::ones({4, 4});
        torch::Tensor unused = torch::ones({4, 4}).set_requires_grad(true);
        torch::Tensor learning = torch::ones({4, 4}).set_requires_grad(true);
        frozen.mutable_grad() = torch::ones({4, 4});
        learning.mutable_grad() = torch::ones({4, 4});
        Adam adam = adamOf({frozen, unused, learning}, 0.5);
        adam.step({{0, 0, 0.1}, 0.9});
        QVERIFY(torch::equal(frozen, torch::ones({4, 4})));
        QVERIFY(torch::equal(unused.detach(), torch::ones({4, 4})));
        QVERIFY(!torch::equal(learning.detach(), torch::ones({4, 4})));
    }

    // Weights lie in memory as channels_last, gradients need not.
    void gradientsMayLieDifferently()
    {
        const torch::Tensor start = torch::arange(2 * 3 * 4 * 5, torch::kFloat).reshape({2, 3, 4, 5});
        const torch::Tensor gradient = (start * 0.37F).sin();
        torch::Tensor plain = start.clone().set_requires_grad(true);
        torch::Tensor last = start.clone(at::MemoryFormat::ChannelsLast).set_requires_grad(true);
        plain.mutable_grad() = gradient.clone();
        last.mutable_grad() = gradient.clone();
        Adam adam = adamOf({plain, last}, 0.01);
        adam.step({{0, 0, 0.01}, 0.9});
        QVERIFY(torch::equal(plain.detach(), last.detach()));
    }

    void clearsGradients()
    {
        torch::Tensor weight = torch::ones({2, 2}).set_requires_grad(true);
        weight.mutable_grad() = torch::ones({2, 2});
        Adam adam = adamOf({weight}, 0);
        adam.clearGradients();
        QVERIFY(!weight.grad().defined());
    }
};

static const EngineTest<OptimizerTest> registered("optimizer");

#include "tst_optimizer.moc"
