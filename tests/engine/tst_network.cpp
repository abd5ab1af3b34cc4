// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/enginetest.h"
#include "tests/engine/formulaweights.h"

#include "core/engine/network/weightloader.h"
#include "core/engine/runtime/torchguard.h"
#include "core/learn/headlayers.h"
#include "core/learn/modelsummary.h"

#include <QCryptographicHash>
#include <QTest>

using namespace cairn;

namespace {

QByteArray shapeText(const torch::Tensor &tensor)
{
    QByteArrayList sizes;
    for (const std::int64_t size : tensor.sizes())
        sizes << QByteArray::number(qint64(size));
    return sizes.join('x');
}

qint64 parameterCount(Network &network)
{
    qint64 count = 0;
    for (const auto &parameter : network->parameters())
        count += parameter.numel();
    return count;
}

double difference(const torch::Tensor &a, const torch::Tensor &b)
{
    return (a - b).abs().max().item<double>();
}

/// Multiply-adds of the convolutions and fully connected layers, counted while an image passes through the
/// real layers.
class MacCounter
{
public:
    torch::Tensor pass(torch::nn::Conv2d &conv, const torch::Tensor &x)
    {
        const torch::Tensor y = conv->forward(x);
        m_macs += conv->weight.numel() * y.size(2) * y.size(3);
        return y;
    }
    torch::Tensor pass(BlockImpl &block, const torch::Tensor &x)
    {
        torch::Tensor y = pass(block.conv2, pass(block.conv1, x));
        if (!block.conv3.is_empty())
            y = pass(block.conv3, y);
        if (!block.downsample.is_empty()) {
            torch::nn::Conv2d shortcut(
                std::dynamic_pointer_cast<torch::nn::Conv2dImpl>(block.downsample->ptr(0)));
            pass(shortcut, x);
        }
        return y;
    }
    qint64 count(Network &network, const torch::Tensor &image)
    {
        const torch::NoGradGuard noGrad;
        torch::Tensor x = torch::max_pool2d(pass(network->conv1, image), 3, 2, 1);
        for (auto &layer : network->layers)
            for (std::size_t i = 0; i < layer->size(); ++i)
                x = pass(*std::dynamic_pointer_cast<BlockImpl>(layer->ptr(i)), x);
        for (const auto &parameter : network->named_parameters())
            if (parameter.value().dim() == 2)
                m_macs += parameter.value().numel();
        return m_macs;
    }

private:
    qint64 m_macs = 0;
};

torch::Tensor inferred(Network &network, const torch::Tensor &images)
{
    const torch::NoGradGuard noGrad;
    setTrainingMode(network, false);
    return network->forward(images);
}

} // namespace

class NetworkTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // A configuration that is repeated by a later version must train the same network: the draws are those of
    // LibTorch's layers, made in the state dict's order, and of the initializations after them.
    void seedsKeepTheirMeaning()
    {
        const ModelSpec spec = specOf(Arch::ResNet18, 3, HeadConfig::Kind::FastAi);
        torch::manual_seed(7);
        Network network = makeNetwork(spec);
        torch::manual_seed(7);
        std::vector<torch::Tensor> expected;
        for (const torch::Tensor &parameter : network->parameters()) {
            if (parameter.dim() == 4)
                expected.push_back(
                    torch::nn::Conv2d(
                        torch::nn::Conv2dOptions(parameter.size(1), parameter.size(0), parameter.size(2))
                            .bias(false))
                        ->weight);
        }
        for (torch::Tensor &weight : expected)
            torch::nn::init::kaiming_normal_(weight, 0, torch::kFanOut, torch::kReLU);
        for (const torch::Tensor &parameter : network->parameters()) {
            if (parameter.dim() != 2)
                continue;
            expected.push_back(torch::nn::Linear(parameter.size(1), parameter.size(0))->weight);
            torch::nn::init::kaiming_normal_(expected.back());
        }
        std::size_t next = 0;
        for (const torch::Tensor &parameter : network->parameters()) {
            if (parameter.dim() < 2)
                continue;
            QVERIFY2(torch::equal(parameter, expected[next]), qPrintable(QString::number(next)));
            ++next;
        }
        QCOMPARE(next, expected.size());
    }

    void namesAndShapesAreTorchvisions_data();
    void namesAndShapesAreTorchvisions();
    void logitsAreTorchvisions_data();
    void logitsAreTorchvisions();
    void headIsFastAis();
    void headIsInitializedAsFastAis();
    void headParametersAreCountedWithoutBuilding();
    void layerGroupsSplitBeforeLayer3();
    void freezingLeavesNormsToLearn();
    void freezingCanStopNorms();
    void foldingKeepsLogits_data();
    void foldingKeepsLogits();
    void summaryAgreesWithNetwork_data();
    void summaryAgreesWithNetwork();
    void exceptionsBecomeErrors();
};

void NetworkTest::namesAndShapesAreTorchvisions_data()
{
    // From torchvision 0.14: SHA-256 of "name 64x3x7x7\n" for all entries of state_dict(), in its order.
    QTest::addColumn<Arch>("arch");
    QTest::addColumn<int>("entries");
    QTest::addColumn<qint64>("parameters");
    QTest::addColumn<QByteArray>("hash");
    const auto row = [](Arch arch, int entries, qint64 parameters, const char *hash) {
        QTest::addRow("%s", qPrintable(archName(arch))) << arch << entries << parameters << QByteArray(hash);
    };
    row(Arch::ResNet18, 122, 11'689'512, "621ab29f1ec64cb2ede5955c705c37d04b0b339b10d7438ce04ff651eeb20f40");
    row(Arch::ResNet34, 218, 21'797'672, "9d355f275ed1e91862aece7a99d3bc6473e6c7e909e4ba09c60e85bca870efc4");
    row(Arch::ResNet50, 320, 25'557'032, "f597b4313ecfa83398602f93569c7cd9cf9f74aa12db671dbcaace0370be44b2");
    row(Arch::ResNet101, 626, 44'549'160, "a5bd88240386619877e96d0ff426ac98434e885c370d9ea36df23d1e9707f3de");
    row(Arch::ResNet152, 932, 60'192'808, "50ba98fa8d1a838606e4ca83f5ed2aa1b01cd43ea9e7045fe7edd0f8d84a3a73");
}

void NetworkTest::namesAndShapesAreTorchvisions()
{
    QFETCH(const Arch, arch);
    Network network = makeNetwork(specOf(arch, 1000, HeadConfig::Kind::Plain));
    QByteArray names;
    const StateDict dict = stateDictOf(network);
    for (const NamedTensor &item : dict.tensors)
        names += QByteArray::fromStdString(item.name) + ' ' + shapeText(item.tensor) + '\n';
    QTEST(int(dict.tensors.size()), "entries");
    QTEST(parameterCount(network), "parameters");
    QTEST(QCryptographicHash::hash(names, QCryptographicHash::Sha256).toHex(), "hash");
}

void NetworkTest::logitsAreTorchvisions_data()
{
    // torchvision 0.14 in evaluation mode with the weights and the image of formulaweights.h, side 64; the
    // last with fast.ai's head on it.
    QTest::addColumn<Arch>("arch");
    QTest::addColumn<bool>("fastAi");
    QTest::addColumn<QList<double>>("logits");
    QTest::newRow("ResNet-18") << Arch::ResNet18 << false
                               << QList<double>{1.15823233127594, 1.3172165155410767, 1.7612138986587524,
                                                0.625697910785675, 0.20248788595199585};
    QTest::newRow("ResNet-50") << Arch::ResNet50 << false
                               << QList<double>{9.392618179321289, 4.192266941070557, 3.8721301555633545,
                                                1.6064534187316895, 1.0393331050872803};
    QTest::newRow("ResNet-18, fast.ai")
        << Arch::ResNet18 << true
        << QList<double>{-0.17717832326889038, 0.18705569207668304, -0.21164657175540924, 0.24073588848114014,
                         -0.05318392813205719};
}

void NetworkTest::logitsAreTorchvisions()
{
    QFETCH(const Arch, arch);
    QFETCH(const bool, fastAi);
    QFETCH(const QList<double>, logits);
    ModelSpec spec = specOf(arch, 5, fastAi ? HeadConfig::Kind::FastAi : HeadConfig::Kind::Plain);
    spec.head.hiddenUnits = {16};
    spec.head.bnFinal = true;
    Network network = makeNetwork(spec);
    fillByFormula(network);
    const torch::Tensor actual = inferred(network, formulaImage(64));
    QCOMPARE(actual.size(1), 5);
    const double tolerance = 2e-4 * actual.abs().max().item<double>();
    for (int i = 0; i < 5; ++i) {
        const double value = actual[0][i].item<double>();
        QVERIFY2(std::abs(value - logits[i]) < tolerance, qPrintable(QString::number(value, 'g', 10)));
    }
}

void NetworkTest::headIsFastAis()
{
    ModelSpec spec = specOf(Arch::ResNet34, 3);
    spec.head.bnFinal = true;
    Network network = makeNetwork(spec);
    QStringList names;
    for (const auto &module : network->head->named_children())
        names << QString::fromStdString(module.value()->name()).section(QLatin1String("::"), -1);
    const QStringList expected{QStringLiteral("AdaptiveConcatPool2dImpl"),
                               QStringLiteral("FlattenImpl"),
                               QStringLiteral("BatchNorm1dImpl"),
                               QStringLiteral("DropoutImpl"),
                               QStringLiteral("LinearImpl"),
                               QStringLiteral("ReLUImpl"),
                               QStringLiteral("BatchNorm1dImpl"),
                               QStringLiteral("DropoutImpl"),
                               QStringLiteral("LinearImpl"),
                               QStringLiteral("BatchNorm1dImpl")};
    QCOMPARE(names, expected);
    QCOMPARE(network->head->ptr(3)->as<torch::nn::Dropout>()->options.p(), 0.25);
    QCOMPARE(network->head->ptr(7)->as<torch::nn::Dropout>()->options.p(), 0.5);
    QCOMPARE(network->head->ptr(9)->as<BatchNorm1d>()->options.momentum().value(), 0.01);
    QVERIFY(network->named_parameters().contains("head.4.weight"));
    const torch::Tensor pooled = AdaptiveConcatPool2d()->forward(torch::arange(8.0).view({1, 2, 2, 2}));
    QVERIFY(torch::equal(pooled.flatten(), torch::tensor({3.0, 7.0, 1.5, 5.5})));
}

void NetworkTest::headIsInitializedAsFastAis()
{
    torch::manual_seed(1);
    Network network = makeNetwork(specOf(Arch::ResNet18, 3));
    auto parameters = network->named_parameters();
    const torch::Tensor weight = parameters["head.4.weight"];
    QVERIFY(std::abs(weight.std().item<double>() - std::sqrt(2.0 / 1024)) < 2e-4);
    QVERIFY(std::abs(weight.mean().item<double>()) < 3e-4);
    QVERIFY(parameters["head.4.bias"].eq(0).all().item<bool>());
    QVERIFY(parameters["head.2.weight"].eq(1).all().item<bool>());
    QVERIFY(parameters["head.2.bias"].eq(0).all().item<bool>()); // nn.BatchNorm1d, as bn_drop_lin makes it
    torch::manual_seed(1);
    Network again = makeNetwork(specOf(Arch::ResNet18, 3));
    QVERIFY(torch::equal(again->named_parameters()["head.8.weight"], parameters["head.8.weight"]));
}

void NetworkTest::headParametersAreCountedWithoutBuilding()
{
    HeadConfig head;
    head.hiddenUnits = {40, 8};
    head.bnFinal = true;
    qint64 built = 0;
    for (const auto &parameter : makeHead(head, 512, 7)->parameters())
        built += parameter.numel();
    QCOMPARE(headParameters(head, 512, 7), built);
    head.kind = HeadConfig::Kind::Plain;
    QCOMPARE(headParameters(head, 512, 7), qint64(513 * 7));
}

void NetworkTest::layerGroupsSplitBeforeLayer3()
{
    Network network = makeNetwork(specOf(Arch::ResNet34, 3));
    const LayerGroups groups = layerGroups(network, {QStringLiteral("layer3")});
    // fast.ai's counts for this body (heads.json); its head has no biases in the Linears, ours has 512 + 3.
    QCOMPARE(groups.size(), std::size_t(3));
    const std::array<qint64, 3> tensors{48, 60, 8};
    const std::array<qint64, 3> numbers{1'347'904, 19'936'768, 528'896 + 515};
    for (std::size_t i = 0; i < groups.size(); ++i) {
        qint64 count = 0;
        for (const LayerParameter &parameter : groups[i])
            count += parameter.tensor.numel();
        QCOMPARE(qint64(groups[i].size()), tensors[i]);
        QCOMPARE(count, numbers[i]);
    }
    QCOMPARE(groups[0].front().name, std::string("conv1.weight"));
    QVERIFY(!groups[0][0].isNormOrBias && groups[0][1].isNormOrBias);
}

void NetworkTest::freezingLeavesNormsToLearn()
{
    Network network = makeNetwork(specOf(Arch::ResNet18, 3));
    const auto learning = [&] {
        qint64 count = 0;
        for (const auto &parameter : network->parameters())
            count += parameter.requires_grad() ? parameter.numel() : 0;
        return count;
    };
    const LayerGroups groups = layerGroups(network, {QStringLiteral("layer3")});
    setFrozen(groups, 2, true);
    QCOMPARE(learning(), qint64(538'496 + 515)); // fast.ai's figure, and our biases
    setTrainingMode(network, true);
    QVERIFY(network->bn1->is_training());
    setFrozen(groups, 0, false);
    QCOMPARE(learning(), parameterCount(network));
}

void NetworkTest::freezingCanStopNorms()
{
    Network network = makeNetwork(specOf(Arch::ResNet18, 3));
    const LayerGroups groups = layerGroups(network, {QStringLiteral("layer3")});
    setFrozen(groups, 2, false);
    setTrainingMode(network, true);
    QVERIFY(!network->bn1->is_training());
    QVERIFY(network->head->is_training());
    QVERIFY(network->head->ptr(2)->is_training());
    const torch::Tensor before = network->layers[3]->ptr(1)->named_buffers()["bn2.running_mean"].clone();
    network->forward(torch::randn({2, 3, 64, 64})).sum().backward();
    QVERIFY(torch::equal(before, network->layers[3]->ptr(1)->named_buffers()["bn2.running_mean"]));
    QVERIFY(!network->conv1->weight.grad().defined());
    QVERIFY(!network->bn1->weight.grad().defined());
    setFrozen(groups, 0, false);
    setTrainingMode(network, true);
    QVERIFY(network->bn1->is_training());
}

void NetworkTest::foldingKeepsLogits_data()
{
    QTest::addColumn<Arch>("arch");
    QTest::addColumn<HeadConfig::Kind>("kind");
    QTest::newRow("basic blocks") << Arch::ResNet18 << HeadConfig::Kind::FastAi;
    QTest::newRow("bottlenecks") << Arch::ResNet50 << HeadConfig::Kind::Plain;
}

void NetworkTest::foldingKeepsLogits()
{
    QFETCH(const Arch, arch);
    QFETCH(const HeadConfig::Kind, kind);
    Network network = makeNetwork(specOf(arch, 4, kind));
    fillByFormula(network);
    // More than a folded body takes at a time.
    const torch::Tensor images = formulaImage(64) * torch::linspace(0.5, 1.5, 11).view({-1, 1, 1, 1});
    const torch::Tensor expected = inferred(network, images);
    Network folded = foldBatchNorms(network);
    QVERIFY(folded->bn1.is_empty());
    QVERIFY(difference(inferred(folded, images), expected) < 1e-4 * expected.abs().max().item<double>());
    Network half = foldBatchNorms(network, torch::kBFloat16);
    const torch::Tensor rough = inferred(half, images.to(torch::kBFloat16));
    QCOMPARE(rough.scalar_type(), torch::kFloat);
    QVERIFY(difference(rough, expected) < 0.1 * expected.abs().max().item<double>());
}

void NetworkTest::summaryAgreesWithNetwork_data()
{
    QTest::addColumn<Arch>("arch");
    QTest::addColumn<HeadConfig::Kind>("kind");
    QTest::newRow("ResNet-34, fast.ai") << Arch::ResNet34 << HeadConfig::Kind::FastAi;
    QTest::newRow("ResNet-50, plain") << Arch::ResNet50 << HeadConfig::Kind::Plain;
}

void NetworkTest::summaryAgreesWithNetwork()
{
    QFETCH(const Arch, arch);
    QFETCH(const HeadConfig::Kind, kind);
    const ModelSpec spec = specOf(arch, 3, kind);
    Network network = makeNetwork(spec);
    const ModelSummary summary = summarize({spec.arch, {}, spec.head, 3, 64});
    QCOMPARE(summary.parameters, parameterCount(network));
    QCOMPARE(summary.macs, MacCounter().count(network, formulaImage(64)));
    const LayerGroups groups = layerGroups(network, {QStringLiteral("layer3")});
    for (std::size_t i = 0; i < groups.size(); ++i) {
        qint64 count = 0;
        for (const LayerParameter &parameter : groups[i])
            count += parameter.tensor.numel();
        QCOMPARE(summary.groups[i].parameters, count);
    }
}

void NetworkTest::exceptionsBecomeErrors()
{
    const auto mismatch = guarded([] { return torch::ones({2}) + torch::ones({3}); });
    QCOMPARE(mismatch.error().code, ErrorCode::Internal);
    QVERIFY(mismatch.error().detail.contains(QLatin1String("must match")));
    QVERIFY(!mismatch.error().detail.contains(QLatin1String("frame #")));
    const auto tooLarge = guarded([] { return torch::empty({std::int64_t(1) << 60}, torch::kByte); });
    QCOMPARE(tooLarge.error().code, ErrorCode::OutOfMemory);
    const auto passed = guarded([]() -> Result<int> {
        return Error{ErrorCode::NotFound, QStringLiteral("x")};
    });
    QCOMPARE(passed.error().code, ErrorCode::NotFound);
}

static const EngineTest<NetworkTest> registered("network");

#include "tst_network.moc"
