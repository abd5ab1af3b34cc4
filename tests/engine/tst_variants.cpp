// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/enginetest.h"
#include "tests/engine/formulaweights.h"

#include "core/engine/export/scriptexport.h"
#include "core/engine/network/modelfile.h"
#include "core/engine/network/weightloader.h"
#include "core/learn/modelsummary.h"

#include <QTemporaryDir>
#include <QTest>

#include <numeric>

using namespace cairn;

Q_DECLARE_METATYPE(cairn::ModelSpec)

namespace {

constexpr int side = 64;

torch::Tensor inferred(Network &network, const torch::Tensor &images)
{
    const torch::NoGradGuard noGrad;
    setTrainingMode(network, false);
    return network->forward(images);
}

double difference(const torch::Tensor &a, const torch::Tensor &b)
{
    return (a - b).abs().max().item<double>() / a.abs().max().item<double>();
}

/// What the real layers do to an image.
struct Counts
{
    qint64 macs = 0;
    qint64 units = 0;
    int weightedLayers = 0;
    QStringList outputs;
};

torch::Tensor pass(Counts &counts, torch::nn::Conv2d conv, const torch::Tensor &x, bool mainPath = true)
{
    const torch::Tensor y = conv->forward(x);
    counts.macs += conv->weight.numel() * y.size(2) * y.size(3);
    counts.units += mainPath ? y.numel() : 0;
    counts.weightedLayers += mainPath;
    return y;
}

torch::Tensor pass(Counts &counts, BlockImpl &block, const torch::Tensor &x)
{
    torch::Tensor y = pass(counts, block.conv2, pass(counts, block.conv1, x));
    if (!block.conv3.is_empty())
        y = pass(counts, block.conv3, y);
    if (!block.downsample.is_empty())
        pass(counts,
             torch::nn::Conv2d(std::dynamic_pointer_cast<torch::nn::Conv2dImpl>(block.downsample->ptr(0))), x,
             false);
    return y;
}

QString shapeOf(const torch::Tensor &x)
{
    return QStringLiteral("%1 × %2 × %3").arg(x.size(1)).arg(x.size(2)).arg(x.size(3));
}

Counts countsOf(Network &network)
{
    const torch::NoGradGuard noGrad;
    Counts counts;
    torch::Tensor x = torch::max_pool2d(pass(counts, network->conv1, formulaImage(side)), 3, 2, 1);
    counts.outputs << shapeOf(x);
    for (auto &layer : network->layers) {
        for (std::size_t i = 0; i < layer->size(); ++i)
            x = pass(counts, *std::dynamic_pointer_cast<BlockImpl>(layer->ptr(i)), x);
        counts.outputs << shapeOf(x);
    }
    for (const auto &parameter : network->named_parameters()) {
        if (parameter.value().dim() != 2)
            continue;
        counts.macs += parameter.value().numel();
        counts.units += parameter.value().size(0);
        counts.weightedLayers += 1;
    }
    counts.outputs << QString::number(network->spec.classes.size());
    return counts;
}

qint64 numbersOf(const std::vector<LayerParameter> &group)
{
    return std::accumulate(group.begin(), group.end(), qint64(0),
                           [](qint64 sum, const LayerParameter &item) { return sum + item.tensor.numel(); });
}

HeadConfig customHead()
{
    HeadConfig head;
    head.kind = HeadConfig::Kind::Custom;
    head.layers
        = QStringList{QStringLiteral("maxpool"), QStringLiteral("flatten"),   QStringLiteral("linear 24"),
                      QStringLiteral("relu"),    QStringLiteral("batchnorm"), QStringLiteral("dropout 0.3"),
                      QStringLiteral("linear"),  QStringLiteral("batchnorm")};
    return head;
}

} // namespace

class VariantsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyVariantAgreesWithItself_data();
    void everyVariantAgreesWithItself();
    void strideMovesWithoutChangingShapes();
    void plainNetworksHaveNoShortcuts();
    void secondHeadIsFastAis();
    void groupsFreezeToAnyDepth_data();
    void groupsFreezeToAnyDepth();
    void otherNetworksPartsAreRefused();
    void cutBodyTakesWholeNetworksWeights();
};

void VariantsTest::everyVariantAgreesWithItself_data()
{
    QTest::addColumn<ModelSpec>("spec");
    const auto row = [](const char *name, Arch arch, BodyConfig body, const HeadConfig &head) {
        ModelSpec spec = specOf(arch, 4);
        spec.body = body;
        spec.head = head;
        QTest::newRow(name) << spec;
    };
    HeadConfig second;
    second.kind = HeadConfig::Kind::FastAi2;
    HeadConfig plain;
    plain.kind = HeadConfig::Kind::Plain;
    HeadConfig average;
    average.concatPool = false;
    average.hiddenUnits = {32, 16};
    average.dropout = {0.1, 0.2, 0.3};
    average.bnFinal = true;
    row("plain-18", Arch::Plain18, {}, second);
    row("plain-34, cut", Arch::Plain34, {-3, false}, plain);
    row("cut after layer3", Arch::ResNet18, {-3, false}, average);
    row("cut after layer2", Arch::ResNet34, {-4, false}, second);
    row("cut after layer1", Arch::ResNet50, {-5, false}, customHead());
    row("stride in first", Arch::ResNet50, {-3, true}, plain);
    row("custom", Arch::ResNet18, {}, customHead());
}

// The network, its folded copy, its file, its TorchScript export and its summary.
void VariantsTest::everyVariantAgreesWithItself()
{
    QFETCH(const ModelSpec, spec);
    Network network = makeNetwork(spec);
    fillByFormula(network);
    const torch::Tensor images = torch::cat({formulaImage(side), formulaImage(side).flip(3)});
    const torch::Tensor expected = inferred(network, images);
    QCOMPARE(expected.size(1), std::int64_t(4));
    Network folded = foldBatchNorms(network);
    QVERIFY(difference(expected, inferred(folded, images)) < 1e-4);

    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("model.safetensors"));
    QVERIFY(saveModel(file, network));
    Result<Network> loaded = loadModel(file);
    QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().message));
    QVERIFY(torch::equal(expected, inferred(*loaded, images)));
    QVERIFY((*loaded)->spec.body == spec.body && (*loaded)->spec.head == spec.head);

    const QString script = folder.filePath(QStringLiteral("model.pt"));
    QVERIFY(writeTorchScript(script, network));
    Result<Network> again = loadModel(script);
    QVERIFY2(again, again ? "" : qPrintable(again.error().message));

    const QStringList split{QStringLiteral("layer1.1")};
    const ModelSummary summary = summarize({spec.arch, spec.body, spec.head, 4, side, split});
    const Counts counts = countsOf(network);
    QCOMPARE(summary.macs, counts.macs);
    QCOMPARE(summary.units, counts.units);
    QCOMPARE(summary.weightedLayers, counts.weightedLayers);
    QStringList outputs;
    for (const StageSummary &stage : summary.stages)
        outputs << stage.output;
    QCOMPARE(outputs, counts.outputs);
    const LayerGroups groups = layerGroups(network, split);
    QCOMPARE(summary.groups.size(), groups.size());
    for (std::size_t i = 0; i < groups.size(); ++i)
        QCOMPARE(summary.groups[i].parameters, numbersOf(groups[i]));
}

void VariantsTest::strideMovesWithoutChangingShapes()
{
    ModelSpec spec = specOf(Arch::ResNet50, 3, HeadConfig::Kind::Plain);
    spec.body.cut = -4;
    Network usual = makeNetwork(spec);
    spec.body.strideInFirst = true;
    Network original = makeNetwork(spec);
    const auto block = std::dynamic_pointer_cast<BlockImpl>(original->layers[1]->ptr(0));
    QCOMPARE((*block->conv1->options.stride())[0], std::int64_t(2));
    QCOMPARE((*block->conv2->options.stride())[0], std::int64_t(1));
    QVERIFY(loadPretrained(original, stateDictOf(usual)));
    const torch::Tensor image = formulaImage(side);
    QCOMPARE(inferred(usual, image).sizes(), inferred(original, image).sizes());
    QVERIFY(!torch::equal(inferred(usual, image), inferred(original, image)));
}

void VariantsTest::plainNetworksHaveNoShortcuts()
{
    Network network = makeNetwork(specOf(Arch::Plain18, 3, HeadConfig::Kind::Plain));
    for (const auto &parameter : network->named_parameters())
        QVERIFY2(parameter.key().find("downsample") == std::string::npos, parameter.key().c_str());
    auto block = std::dynamic_pointer_cast<BlockImpl>(network->layers[0]->ptr(1));
    {
        const torch::NoGradGuard noGrad;
        block->bn2->weight.zero_(); // what a shortcut would carry past it is lost
    }
    QCOMPARE(inferred(network, formulaImage(side)).abs().max().item<float>() > 0, true); // fc's bias
    const torch::NoGradGuard noGrad;
    QCOMPARE(block->forward(torch::ones({1, 64, 4, 4})).abs().max().item<float>(), 0.0F);
}

void VariantsTest::secondHeadIsFastAis()
{
    torch::manual_seed(1);
    Network network = makeNetwork(specOf(Arch::ResNet18, 3, HeadConfig::Kind::FastAi2));
    auto parameters = network->named_parameters();
    QVERIFY(parameters["head.2.bias"].eq(1e-3F).all().item<bool>());
    QVERIFY(parameters["head.6.bias"].eq(1e-3F).all().item<bool>());
    QVERIFY(!parameters.contains("head.4.bias") && !parameters.contains("head.8.bias"));
    // init.json: standard deviations √(2/1024) and √(2/512)
    QVERIFY(std::abs(parameters["head.4.weight"].std().item<double>() - 0.0441942) < 2e-4);
    QVERIFY(std::abs(parameters["head.8.weight"].std().item<double>() - 0.0625) < 4e-3);
}

void VariantsTest::groupsFreezeToAnyDepth_data()
{
    QTest::addColumn<int>("frozen");
    QTest::addColumn<bool>("trainBatchNorm");
    for (int frozen = 0; frozen <= 4; ++frozen)
        for (const bool trainBatchNorm : {true, false})
            QTest::addRow("%d frozen, train_bn %d", frozen, trainBatchNorm) << frozen << trainBatchNorm;
}

void VariantsTest::groupsFreezeToAnyDepth()
{
    QFETCH(const int, frozen);
    QFETCH(const bool, trainBatchNorm);
    ModelSpec spec = specOf(Arch::ResNet18, 3);
    const QStringList split{QStringLiteral("layer1.1"), QStringLiteral("layer2"), QStringLiteral("layer4")};
    Network network = makeNetwork(spec);
    const LayerGroups groups = layerGroups(network, split);
    QCOMPARE(groups.size(), std::size_t(5));
    setFrozen(groups, 4, false); // what an earlier stage left behind must not matter
    setFrozen(groups, frozen, trainBatchNorm);
    setTrainingMode(network, true);
    for (std::size_t i = 0; i < groups.size(); ++i)
        for (const LayerParameter &parameter : groups[i])
            QCOMPARE(parameter.tensor.requires_grad(),
                     int(i) >= frozen || (trainBatchNorm && parameter.isNormOrBias));
    const std::array<BatchNorm2d, 4> norms{
        network->bn1, std::dynamic_pointer_cast<BlockImpl>(network->layers[0]->ptr(1))->bn1,
        std::dynamic_pointer_cast<BlockImpl>(network->layers[2]->ptr(0))->bn1,
        std::dynamic_pointer_cast<BlockImpl>(network->layers[3]->ptr(0))->bn1};
    for (int i = 0; i < 4; ++i)
        QCOMPARE(norms[std::size_t(i)]->is_training(), trainBatchNorm || i >= frozen);
    QVERIFY(network->head->ptr(2)->is_training());
    setTrainingMode(network, false);
    QVERIFY(!norms[3]->is_training());
}

void VariantsTest::otherNetworksPartsAreRefused()
{
    ModelSpec spec = specOf(Arch::ResNet18, 3);
    spec.body.cut = -5;
    Network small = makeNetwork(spec);
    Network whole = makeNetwork(specOf(Arch::ResNet34, 3));
    const auto parts = loadPretrained(small, stateDictOf(whole)); // every name and shape is there
    QVERIFY(!parts);
    QCOMPARE(parts.error().message, QStringLiteral("The weights are for ResNet-34, not ResNet-18."));

    Network residual = makeNetwork(specOf(Arch::ResNet18, 3));
    Network plain = makeNetwork(specOf(Arch::Plain18, 3));
    const auto shortcuts = loadPretrained(plain, stateDictOf(residual));
    QVERIFY(!shortcuts);
    QCOMPARE(shortcuts.error().message, QStringLiteral("The weights are for ResNet-18, not Plain-18."));
    QCOMPARE(loadPretrained(residual, stateDictOf(plain)).error().message,
             QStringLiteral("The weights are for Plain-18, not ResNet-18."));
}

void VariantsTest::cutBodyTakesWholeNetworksWeights()
{
    Network whole = makeNetwork(specOf(Arch::ResNet18, 5, HeadConfig::Kind::Plain));
    ModelSpec spec = specOf(Arch::ResNet18, 3);
    spec.body.cut = -3;
    Network cut = makeNetwork(spec);
    const auto report = loadPretrained(cut, stateDictOf(whole));
    QVERIFY(report);
    QVERIFY(torch::equal(cut->named_parameters()["layer3.1.conv2.weight"],
                         whole->named_parameters()["layer3.1.conv2.weight"]));
    QVERIFY(report->unused.contains(QStringLiteral("layer4.0.conv1.weight")));
    QVERIFY(report->sentence.contains(QStringLiteral("the classifier starts from random weights")));
}

static const EngineTest<VariantsTest> registered("variants");

#include "tst_variants.moc"
