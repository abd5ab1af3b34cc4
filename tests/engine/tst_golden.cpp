// SPDX-License-Identifier: GPL-3.0-or-later
// A real network with real weights against torchvision's numbers. Needs the shared measuring data
// (tests/support/shareddata.h); skipped where it is not there.

#include "core/engine/data/transforms.h"
#include "core/engine/network/network.h"
#include "core/engine/network/weightloader.h"
#include "core/engine/weights/weightfile.h"
#include "core/imaging/decode.h"
#include "core/imaging/resample.h"
#include "tests/engine/enginetest.h"
#include "tests/engine/formulaweights.h"
#include "tests/support/shareddata.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace cairn;

namespace {

constexpr double tolerance = 2e-4; // the file's, of each tensor's largest value

torch::Tensor logits(Network &network, const torch::Tensor &images)
{
    const torch::NoGradGuard noGrad;
    return network->forward(images).to(torch::kFloat);
}

// x[c][h][w] = sin(0.013 (c + 1) h) cos(0.017 (c + 2) w): an image that needs no decoder. 1×3×224×224.
torch::Tensor formulaImage()
{
    torch::Tensor image = torch::empty({1, 3, 224, 224});
    auto pixels = image.accessor<float, 4>();
    for (int c = 0; c < 3; ++c)
        for (int y = 0; y < 224; ++y)
            for (int x = 0; x < 224; ++x)
                pixels[0][c][y][x] = float(std::sin(0.013 * (c + 1) * y) * std::cos(0.017 * (c + 2) * x));
    return image;
}

void compareStage(const torch::Tensor &actual, const QJsonObject &stages, const char *name)
{
    const QJsonObject wanted = stages.value(QLatin1String(name)).toObject();
    const double largest = wanted.value(QStringLiteral("absmax")).toDouble();
    const auto close = [&](const torch::Tensor &value, double expected) {
        return std::abs(value.item<double>() - expected) <= tolerance * largest;
    };
    QVERIFY2(close(actual.mean(), wanted.value(QStringLiteral("mean")).toDouble()), name);
    QVERIFY2(close(actual.std(), wanted.value(QStringLiteral("std")).toDouble()), name);
    QVERIFY2(close(actual.abs().max(), largest), name);
    const QJsonArray first = wanted.value(QStringLiteral("first8")).toArray();
    QCOMPARE(first.size(), 8);
    const torch::Tensor flat = actual.contiguous().flatten();
    for (int i = 0; i < first.size(); ++i)
        QVERIFY2(close(flat[i], first[i].toDouble()), name);
}

} // namespace

class GoldenTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyStageAgrees();
    void allLogitsAgree();
    void bfloat16DecidesAlike();
    void photographsAreRecognized();

private:
    // True where there is nothing to compare with.

    QJsonObject m_golden;
    Network m_network{nullptr};
};

void GoldenTest::initTestCase()
{
    const QString weights = sharedData(QStringLiteral("data/weights/resnet50-imagenet.pth"));
    QFile golden(sharedData(QStringLiteral("data/weights/resnet50-imagenet.golden.json")));
    if (weights.isEmpty() || !golden.exists())
        QSKIP("The ImageNet weights are not here.");
    QVERIFY(golden.open(QIODevice::ReadOnly));
    m_golden = QJsonDocument::fromJson(golden.readAll()).object();
    QVERIFY(!m_golden.isEmpty());
    const auto dict = readWeightFile(weights);
    QVERIFY(dict.ok());
    m_network = makeNetwork(specOf(Arch::ResNet50, 1000, HeadConfig::Kind::Plain));
    const auto report = loadPretrained(m_network, *dict);
    QVERIFY(report.ok());
    QCOMPARE(report->loaded, 320);
    setTrainingMode(m_network, false);
}

void GoldenTest::everyStageAgrees()
{
    const torch::NoGradGuard noGrad;
    const QJsonObject stages = m_golden.value(QStringLiteral("stages")).toObject();
    torch::Tensor x = m_network->stem(formulaImage());
    compareStage(x, stages, "maxpool");
    compareStage(x = m_network->layers[0]->forward(x), stages, "layer1");
    compareStage(x = m_network->layers[1]->forward(x), stages, "layer2");
    compareStage(x = m_network->layers[2]->forward(x), stages, "layer3");
    compareStage(x = m_network->layers[3]->forward(x), stages, "layer4");
    compareStage(torch::adaptive_avg_pool2d(x, {1, 1}), stages, "avgpool");
}

void GoldenTest::allLogitsAgree()
{
    const torch::Tensor actual = logits(m_network, formulaImage());
    const QJsonArray expected = m_golden.value(QStringLiteral("logits_formula")).toArray();
    QCOMPARE(expected.size(), 1000);
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < 1000; ++i) {
        largest = std::max(largest, std::abs(expected[i].toDouble()));
        difference = std::max(difference, std::abs(actual[0][i].item<double>() - expected[i].toDouble()));
    }
    QVERIFY2(difference <= tolerance * largest, qPrintable(QString::number(difference)));
    Network folded = foldBatchNorms(m_network);
    QVERIFY((logits(folded, formulaImage()) - actual).abs().max().item<double>() <= tolerance * largest);
}

void GoldenTest::bfloat16DecidesAlike()
{
    const QJsonArray expected = m_golden.value(QStringLiteral("logits_formula")).toArray();
    int best = 0;
    for (int i = 1; i < expected.size(); ++i) {
        if (expected[i].toDouble() > expected[best].toDouble())
            best = i;
    }
    Network folded = foldBatchNorms(m_network, torch::kBFloat16);
    QCOMPARE(logits(folded, formulaImage().to(torch::kBFloat16)).argmax(1).item<int>(), best);
}

// Through our own decoder and resizing: the shorter side to 256, the middle 224 × 224.
void GoldenTest::photographsAreRecognized()
{
    const QJsonArray photographs = m_golden.value(QStringLiteral("photos")).toArray();
    QCOMPARE(photographs.size(), 24);
    for (const auto &value : photographs) {
        const QJsonObject photograph = value.toObject();
        const QString file = photograph.value(QStringLiteral("file")).toString();
        const auto decoded = decodeImageFile(sharedData(QStringLiteral("data/weights/") + file), 512);
        QVERIFY2(decoded.ok(), qPrintable(file));
        const int shorter = std::min(decoded->cols, decoded->rows);
        const cv::Mat small
            = resizeBilinear(*decoded, {256 * decoded->cols / shorter, 256 * decoded->rows / shorter});
        // Halves to even, as Python rounds: a single pixel is worth up to 0.2 of probability here.
        const auto offset = [](int side) { return int(std::nearbyint((side - 224) / 2.0)); };
        const cv::Mat middle = small({offset(small.cols), offset(small.rows), 224, 224}).clone();
        torch::Tensor image = torch::empty({1, 224, 224, 3});
        writeNormalized(middle, {}, image.data_ptr<float>());
        const torch::Tensor probabilities = logits(m_network, image.permute({0, 3, 1, 2})).softmax(1);
        const QJsonArray best = photograph.value(QStringLiteral("top5")).toArray().first().toArray();
        QVERIFY2(probabilities.argmax(1).item<int>() == best[1].toInt(), qPrintable(file));
        const double difference = probabilities.max().item<double>() - best[2].toDouble();
        QVERIFY2(std::abs(difference) < 0.05, qPrintable(QStringLiteral("%1: %2").arg(file).arg(difference)));
    }
}

static const EngineTest<GoldenTest> registered("golden");

#include "tst_golden.moc"
