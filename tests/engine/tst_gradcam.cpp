// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/inference/gradcam.h"
#include "core/engine/network/modelfile.h"
#include "core/engine/network/weightloader.h"
#include "core/engine/training/headfit.h"
#include "core/engine/weights/weightfile.h"
#include "core/imaging/decode.h"
#include "tests/engine/drawnimages.h"
#include "tests/engine/enginetest.h"
#include "tests/support/shareddata.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace cairn;
using namespace Qt::StringLiterals;

namespace {

ModelSpec specOf(Arch arch, int classes, HeadConfig::Kind kind)
{
    ModelSpec spec;
    spec.arch = arch;
    spec.head.kind = kind;
    for (int i = 0; i < classes; ++i)
        spec.classes << QString::number(i);
    return spec;
}

/// 1×3×H×W, normalized as ImageNet.
torch::Tensor imageTensor(const QString &path)
{
    const Result<cv::Mat> rgb = decodeImageFile(path);
    TORCH_CHECK(rgb.ok(), "the image cannot be read");
    const torch::Tensor bytes
        = torch::from_blob(rgb->data, {1, rgb->rows, rgb->cols, 3}, torch::kByte).clone();
    const torch::Tensor x = bytes.permute({0, 3, 1, 2}).to(torch::kFloat) / 255;
    const torch::Tensor mean = torch::tensor({0.485F, 0.456F, 0.406F}).view({1, 3, 1, 1});
    const torch::Tensor deviation = torch::tensor({0.229F, 0.224F, 0.225F}).view({1, 3, 1, 1});
    return (x - mean) / deviation;
}

torch::Tensor tensorOf(const QJsonArray &rows)
{
    std::vector<float> values;
    for (const QJsonValue &row : rows) {
        for (const QJsonValue &value : row.toArray())
            values.push_back(float(value.toDouble()));
    }
    return torch::tensor(values).view({rows.size(), -1});
}

} // namespace

class GradCamTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void mapsAsTorch();
    void plainHeadIsClassActivationMap();
    void eachImageItsOwnClass();
    void noImageLooksAtAnother();
    void headFindsClasses();
    void headOfAwkwardRows();
};

void GradCamTest::mapsAsTorch()
{
    const QString weights = sharedData(u"data/weights/resnet50-imagenet.pth"_s);
    const QString folder = sharedData(u"reference/review/gradcam"_s);
    if (weights.isEmpty() || folder.isEmpty())
        QSKIP("The reference maps are not here.");
    QFile file(folder + u"/gradcam_resnet50.json"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto dict = readWeightFile(weights);
    QVERIFY(dict.ok());
    Network network = makeNetwork(specOf(Arch::ResNet50, 1000, HeadConfig::Kind::Plain));
    QVERIFY(loadPretrained(network, *dict).ok());
    setTrainingMode(network, false);
    int compared = 0;
    for (const QJsonValue &reference : QJsonDocument::fromJson(file.readAll())[u"cases"].toArray()) {
        const torch::Tensor image = imageTensor(folder + u'/' + reference[u"file"].toString());
        for (const QJsonValue &map : reference[u"maps"].toArray()) {
            const int layer = map[u"layer"].toString().last(1).toInt();
            Network explained = explainable(network, layer);
            const GradCam cam = gradCam(explained, image, layer, {map[u"of_class"].toInt()});
            const torch::Tensor expected = tensorOf(map[u"rows"].toArray());
            const double difference = (cam.maps[0] - expected).abs().max().item<double>();
            const double largest = expected.max().item<double>();
            QVERIFY2(
                difference <= 1e-3 * largest,
                qPrintable(u"%1 %2: %3 of %4"_s.arg(reference[u"file"].toString(), map[u"layer"].toString())
                               .arg(difference)
                               .arg(largest)));
            ++compared;
        }
        Network folded = explainable(network, 4);
        const GradCam predicted = gradCam(folded, image, 4, {-1});
        QCOMPARE(predicted.ofClasses.front(), reference[u"classes_top2"][0].toInt());
        QVERIFY(std::abs(predicted.logits.max().item<double>() - reference[u"logits_top2"][0].toDouble())
                < 1e-2);
    }
    QCOMPARE(compared, 16);
}

// With an average and one Linear the weights of a map are those of the class, divided by the cells (Selvaraju
// et al., 3.1).
void GradCamTest::plainHeadIsClassActivationMap()
{
    torch::manual_seed(3);
    Network network = makeNetwork(specOf(Arch::ResNet18, 3, HeadConfig::Kind::Plain));
    setTrainingMode(network, false);
    const torch::Tensor images = torch::randn({2, 3, 96, 96});
    const GradCam cam = gradCam(network, images, 4, {2, 0});
    const torch::NoGradGuard noGrad;
    const torch::Tensor maps = network->features(images);
    const torch::Tensor weights
        = network->fc->weight.index_select(0, torch::tensor({2, 0})) / double(maps.size(2) * maps.size(3));
    const torch::Tensor expected = (weights.unsqueeze(2).unsqueeze(3) * maps).sum(1).relu();
    QVERIFY(torch::allclose(cam.maps, expected, 1e-4, 1e-6));
}

void GradCamTest::eachImageItsOwnClass()
{
    torch::manual_seed(5);
    Network network = makeNetwork(specOf(Arch::ResNet18, 4, HeadConfig::Kind::FastAi));
    setTrainingMode(network, false);
    Network folded = foldBatchNorms(network);
    const torch::Tensor images = torch::randn({3, 3, 64, 64});
    for (int layer = 1; layer <= 4; ++layer) {
        const GradCam together = gradCam(folded, images, layer, {1, -1, 3});
        QCOMPARE(together.maps.size(1), int64_t(64 >> (layer + 1)));
        for (int i = 0; i < 3; ++i) {
            const GradCam alone
                = gradCam(folded, images[i].unsqueeze(0), layer, {together.ofClasses[std::size_t(i)]});
            const double largest = std::max(1e-6, alone.maps.max().item<double>());
            QVERIFY((alone.maps[0] - together.maps[i]).abs().max().item<double>() < 1e-3 * largest);
        }
    }
}

// A network that was left in training mode would normalize by the batch.
void GradCamTest::noImageLooksAtAnother()
{
    const QTemporaryDir folder;
    const std::vector<Example> images = drawnImages(QDir(folder.path()), 3, 1).train;
    torch::manual_seed(9);
    ModelSpec spec = specOf(Arch::ResNet18, 2, HeadConfig::Kind::FastAi);
    spec.imageSize = 64;
    Network network = makeNetwork(spec);
    HeatmapJob job{folder.filePath(u"weights.safetensors"_s), images, 3};
    QVERIFY(saveModel(job.weightsFile, network));
    std::vector<Heatmap> together;
    QVERIFY(explainImages(job, [&](Heatmap map) { together.push_back(std::move(map)); }, {}, {}));
    QCOMPARE(together.size(), images.size());
    for (std::size_t i = 0; i < images.size(); ++i) {
        job.examples = {images[i]};
        std::vector<float> alone;
        QVERIFY(explainImages(job, [&](Heatmap map) { alone = std::move(map.values); }, {}, {}));
        const double largest = double(*std::ranges::max_element(alone));
        for (std::size_t k = 0; k < alone.size(); ++k)
            QVERIFY(double(std::abs(alone[k] - together[i].values[k])) <= 1e-4 * largest + 1e-9);
    }
}

void GradCamTest::headFindsClasses()
{
    torch::manual_seed(7);
    HeadExamples examples{16, 3, {}, {}};
    const torch::Tensor centers = torch::randn({3, 16});
    for (int i = 0; i < 300; ++i) {
        const torch::Tensor row = (centers[i % 3] + 0.3 * torch::randn({16})).contiguous();
        examples.add(std::span(row.data_ptr<float>(), 16), i % 3);
    }
    const Result<LinearHead> head = fitLinearHead(examples);
    QVERIFY(head.ok());
    int right = 0;
    for (int i = 0; i < 300; ++i) {
        const std::vector<float> p
            = head->probabilities(std::span(examples.features).subspan(std::size_t(i) * 16, 16));
        QVERIFY(std::abs(p[0] + p[1] + p[2] - 1) < 1e-5);
        right += std::max_element(p.begin(), p.end()) - p.begin() == i % 3 ? 1 : 0;
    }
    QVERIFY2(right >= 297, qPrintable(QString::number(right)));
}

// Fewer rows than features, rows that are all the same, a class without rows.
void GradCamTest::headOfAwkwardRows()
{
    QVERIFY(!fitLinearHead({4, 2, {}, {}}).ok());
    HeadExamples examples{64, 3, {}, {}};
    std::vector<float> row(64, 0);
    for (int label = 0; label < 2; ++label) {
        row[std::size_t(label)] = 1;
        for (int i = 0; i < 4; ++i)
            examples.add(row, label);
    }
    const Result<LinearHead> head = fitLinearHead(examples);
    QVERIFY(head.ok());
    const std::vector<float> p = head->probabilities(row);
    QVERIFY(std::isfinite(p[0]) && p[1] > 0.9F && p[2] < 1e-6F);
}

static const EngineTest<GradCamTest> registered("gradcam");

#include "tst_gradcam.moc"
