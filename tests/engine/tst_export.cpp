// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/enginetest.h"
#include "tests/engine/formulaweights.h"

#include "core/base/zipwriter.h"
#include "core/engine/data/batchloader.h"
#include "core/engine/export/modelexport.h"
#include "core/engine/export/onnxexport.h"
#include "core/engine/export/verification.h"
#include "core/engine/inference/predictor.h"
#include "core/engine/network/anymodel.h"
#include "core/engine/network/inferencenetwork.h"
#include "core/engine/network/modelfile.h"
#include "core/engine/weights/bundlefile.h"
#include "core/engine/weights/onnxfile.h"
#include "core/engine/weights/weightfile.h"
#include "tests/engine/drawnimages.h"
#include "tests/support/fulldisk.h"

#include <QCryptographicHash>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace cairn;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(cairn::ModelSpec)

namespace {

constexpr int side = 64;

ModelSpec smallSpec(Arch arch, int classes, HeadConfig::Kind kind)
{
    ModelSpec spec = specOf(arch, classes, kind);
    spec.imageSize = side;
    return spec;
}

HeadConfig customHead(const QStringList &layers)
{
    HeadConfig head;
    head.kind = HeadConfig::Kind::Custom;
    head.layers = layers;
    return head;
}

ExportJob jobIn(const QTemporaryDir &folder, const ModelSpec &spec)
{
    Network network = makeNetwork(spec);
    fillByFormula(network);
    ExportJob job;
    job.weightsFile = folder.filePath(u"best.safetensors"_s);
    if (!saveModel(job.weightsFile, network))
        qFatal("the weights cannot be written");
    job.facts = {u"Cairn test"_s, u"Zoo"_s, u"Run 1"_s, u"00ff"_s};
    return job;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

/// The network's input of examples, N×3×side×side.
torch::Tensor imagesOf(const std::vector<Example> &examples)
{
    LoaderOptions options;
    options.imageSize = side;
    BatchLoader loader(examples, options);
    loader.start(0, {});
    return loader.next()->images;
}

QByteArray onnxOf(const QTemporaryDir &folder, const ModelSpec &spec)
{
    ExportJob job = jobIn(folder, spec);
    job.files = {{ModelFormat::Onnx, folder.filePath(u"model.onnx"_s)}};
    const auto done = exportModelFiles(job, {}, {});
    return done ? contentOf(job.files.front().path) : QByteArray();
}

QString messageOf(const QByteArray &onnx, const QTemporaryDir &folder)
{
    const QString path = folder.filePath(u"bad.onnx"_s);
    if (!write(path, onnx))
        return u"not written"_s;
    const auto network = openAnyModel(path, Precision::Float32);
    return network ? QString() : network.error().message;
}

QByteArray field(quint32 number, const QByteArray &bytes)
{
    QByteArray result;
    const auto varint = [&](quint64 value) {
        for (; value >= 0x80; value >>= 7)
            result += char(0x80 | (value & 0x7f));
        result += char(value);
    };
    varint(number << 3 | 2);
    varint(quint64(bytes.size()));
    return result + bytes;
}

} // namespace

class ExportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyNetworkExports_data();
    void everyNetworkExports();
    void classCountsExport_data();
    void classCountsExport();
    void temperatureIsApplied();
    void brokenNetworksLeaveNothing();
    void differencesLeaveWhatWasThere();
    void notANumberIsADifference();
    void fullDisksLeaveNothing();
    void onnxCarriesWhatIsNeeded();
    void otherOnnxIsRefused();
    void damagedOnnxIsRefused();
    void bundlesAreChecked();
    void goldenImagesAreDrawn();
};

void ExportTest::everyNetworkExports_data()
{
    QTest::addColumn<ModelSpec>("spec");
    for (const Arch arch : allArchs())
        QTest::newRow(qPrintable(archName(arch))) << smallSpec(arch, 3, HeadConfig::Kind::Plain);
    const auto row = [](const char *name, const HeadConfig &head) {
        ModelSpec spec = smallSpec(Arch::ResNet18, 3, head.kind);
        spec.head = head;
        QTest::newRow(name) << spec;
    };
    HeadConfig head;
    row("fast.ai", head);
    head.bnFinal = true;
    row("fast.ai, final norm", head);
    head = {};
    head.kind = HeadConfig::Kind::FastAi2;
    head.hiddenUnits = {64, 32};
    row("fast.ai 2, two hidden layers", head);
    head.hiddenUnits = {};
    head.concatPool = false;
    row("fast.ai 2, no hidden layer, average pool", head);
    row("custom: maximum", customHead({u"maxpool"_s, u"flatten"_s, u"linear"_s}));
    row("custom: a norm between activations",
        customHead({u"avgpool"_s, u"flatten"_s, u"relu"_s, u"batchnorm"_s, u"relu"_s, u"linear"_s}));
    row("custom: two norms, linear after linear",
        customHead({u"concatpool"_s, u"flatten"_s, u"batchnorm"_s, u"batchnorm"_s, u"linear 20"_s,
                    u"batchnorm"_s, u"dropout 0.5"_s, u"linear 10"_s, u"linear"_s, u"batchnorm"_s}));
    ModelSpec cut = smallSpec(Arch::ResNet50, 3, HeadConfig::Kind::FastAi);
    cut.body.cut = -4;
    cut.body.strideInFirst = true;
    QTest::newRow("cut after layer2, stride in the first") << cut;
}

void ExportTest::everyNetworkExports()
{
    QFETCH(const ModelSpec, spec);
    const QTemporaryDir folder;
    ExportJob job = jobIn(folder, spec);
    job.files = {{ModelFormat::Onnx, folder.filePath(u"módel.onnx"_s)},
                 {ModelFormat::Onnx, folder.filePath(u"pixels.onnx"_s), true},
                 {ModelFormat::TorchScript, folder.filePath(u"model.pt"_s)},
                 {ModelFormat::TorchWeights, folder.filePath(u"model.pth"_s)},
                 {ModelFormat::Safetensors, folder.filePath(u"model.safetensors"_s)}};
    job.samples = drawnImages(QDir(folder.path()), 4, 2).train;
    const auto outcome = exportModelFiles(job, {}, {});
    QVERIFY2(outcome, outcome ? "" : qPrintable(outcome.error().message + outcome.error().detail));
    for (const ExportCheck &check : outcome->checks) {
        QCOMPARE(check.images, 4);
        QCOMPARE(check.changedDecisions, 0);
        QVERIFY(check.largestDifference < 1e-5);
    }
    Network trained = *loadModel(job.weightsFile);
    const torch::NoGradGuard noGrad;
    const torch::Tensor input = formulaImage(side);
    const torch::Tensor expected = trained->forward(input).softmax(1);
    for (const ModelFile &file : job.files) { // by the readers that run nothing
        auto again = openAnyModel(file.path, Precision::Float32);
        QVERIFY2(again, again ? "" : qPrintable(again.error().message + again.error().detail));
        QCOMPARE(again->network->spec.classes, spec.classes);
        const double difference
            = (again->network->forward(input).softmax(1) - expected).abs().max().item<double>();
        QVERIFY2(difference < 1e-5, qPrintable(QString::number(difference)));
    }
}

void ExportTest::classCountsExport_data()
{
    QTest::addColumn<int>("classes");
    QTest::newRow("2") << 2;
    QTest::newRow("1000") << 1000;
}

void ExportTest::classCountsExport()
{
    QFETCH(const int, classes);
    const QTemporaryDir folder;
    ExportJob job = jobIn(folder, smallSpec(Arch::ResNet18, classes, HeadConfig::Kind::Plain));
    job.files = {{ModelFormat::Onnx, folder.filePath(u"model.onnx"_s)},
                 {ModelFormat::TorchScript, folder.filePath(u"model.pt"_s)},
                 {ModelFormat::TorchWeights, folder.filePath(u"model.pth"_s)}};
    const auto outcome = exportModelFiles(job, {}, {}); // no images: on a pattern
    QVERIFY2(outcome, outcome ? "" : qPrintable(outcome.error().message + outcome.error().detail));
    QCOMPARE(outcome->checks.front().images, 0);
    QCOMPARE(openAnyModel(job.files.front().path)->network->spec.classes.size(), classes);
}

void ExportTest::temperatureIsApplied()
{
    const QTemporaryDir folder;
    ExportJob job = jobIn(folder, smallSpec(Arch::ResNet18, 3, HeadConfig::Kind::FastAi));
    job.facts.temperature = 2.5;
    job.files = {{ModelFormat::Onnx, folder.filePath(u"model.onnx"_s)},
                 {ModelFormat::Onnx, folder.filePath(u"pixels.onnx"_s), true},
                 {ModelFormat::TorchScript, folder.filePath(u"model.pt"_s)},
                 {ModelFormat::Safetensors, folder.filePath(u"model.safetensors"_s)}};
    const auto outcome = exportModelFiles(job, {}, {});
    QVERIFY2(outcome, outcome ? "" : qPrintable(outcome.error().message + outcome.error().detail));
    const QString image = drawnImages(QDir(folder.path()), 2, 2).train.front().path;
    std::vector<std::vector<float>> answers;
    for (const ModelFile &file : job.files) {
        const auto predictor = openPredictor(file.path, Precision::Float32);
        QVERIFY(predictor);
        const auto take
            = [&](const FilePrediction &prediction) { answers.push_back(prediction.probabilities); };
        QVERIFY((*predictor)->predict({image}, take, {}));
        for (std::size_t k = 0; k < 3; ++k)
            QVERIFY(std::abs(answers.back()[k] - answers.front()[k]) < 1e-5F);
    }
    const auto plain = openPredictor(job.weightsFile, Precision::Float32);
    QVERIFY((*plain)->predict(
        {image},
        [&](const FilePrediction &prediction) {
            QVERIFY(*std::max_element(prediction.probabilities.begin(), prediction.probabilities.end())
                    > *std::max_element(answers.front().begin(), answers.front().end()));
        },
        {}));
}

void ExportTest::brokenNetworksLeaveNothing()
{
    const QTemporaryDir folder;
    const QTemporaryDir into;
    ExportJob job = jobIn(folder, smallSpec(Arch::ResNet18, 3, HeadConfig::Kind::FastAi));
    job.files = {{ModelFormat::Onnx, into.filePath(u"model.onnx"_s)},
                 {ModelFormat::TorchScript, into.filePath(u"no/model.pt"_s)}};
    QCOMPARE(exportModelFiles(job, {}, {}).error().code, ErrorCode::WriteFailed);
    QVERIFY(QDir(into.path()).entryList(QDir::Files).isEmpty());
    CancelSource cancel;
    cancel.cancel();
    job.files.pop_back();
    QCOMPARE(exportModelFiles(job, {}, cancel.token()).error().code, ErrorCode::Cancelled);
    QVERIFY(QDir(into.path()).entryList(QDir::Files).isEmpty());
}

// A network that answers by float32's rounding, which OpenCV does in another order: class after class the
// same but for a large weight on features that cancels on this image.
void ExportTest::differencesLeaveWhatWasThere()
{
    const QTemporaryDir folder;
    const QTemporaryDir into;
    ExportJob job = jobIn(folder, smallSpec(Arch::ResNet18, 8, HeadConfig::Kind::Plain));
    job.samples = drawnImages(QDir(folder.path()), 1, 2).train;
    job.samples.resize(1);
    Network network = *loadModel(job.weightsFile);
    const torch::NoGradGuard noGrad;
    const torch::Tensor large = torch::randn({8, 512}) * 1e5;
    auto parameters = network->named_parameters();
    parameters["fc.weight"].copy_(large);
    parameters["fc.bias"].zero_();
    parameters["fc.bias"].copy_(-network->forward(imagesOf(job.samples))[0]);
    QVERIFY(saveModel(job.weightsFile, network));
    QVERIFY(write(into.filePath(u"model.onnx"_s), "what was there"));
    job.files = {{ModelFormat::Onnx, into.filePath(u"model.onnx"_s)}};
    const auto outcome = exportModelFiles(job, {}, {});
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Corrupt);
    QVERIFY2(outcome.error().message.contains(u"differs"_s), qPrintable(outcome.error().message));
    QVERIFY(outcome.error().detail.contains(u"OpenCV"_s));
    QCOMPARE(QDir(into.path()).entryList(QDir::Files), QStringList{u"model.onnx"_s});
    QCOMPARE(contentOf(into.filePath(u"model.onnx"_s)), "what was there"_ba);
}

void ExportTest::notANumberIsADifference()
{
    const QTemporaryDir folder;
    const QTemporaryDir into;
    ExportJob job = jobIn(folder, smallSpec(Arch::ResNet18, 3, HeadConfig::Kind::Plain));
    Network network = *loadModel(job.weightsFile);
    const torch::NoGradGuard noGrad;
    network->named_parameters()["fc.weight"].fill_(3e38F); // logits beyond float32, of all classes
    QVERIFY(saveModel(job.weightsFile, network));
    for (const ModelFormat format :
         {ModelFormat::Onnx, ModelFormat::TorchScript, ModelFormat::TorchWeights, ModelFormat::Safetensors}) {
        job.files = {{format, into.filePath(u"model"_s)}};
        const auto outcome = exportModelFiles(job, {}, {});
        QCOMPARE(outcome.error().code, ErrorCode::Corrupt);
        QVERIFY2(outcome.error().message.contains(u"differs"_s), qPrintable(outcome.error().message));
        QVERIFY(QDir(into.path()).isEmpty());
    }
}

void ExportTest::fullDisksLeaveNothing()
{
    const QTemporaryDir folder;
    const QTemporaryDir into;
    ExportJob job = jobIn(folder, smallSpec(Arch::ResNet18, 3, HeadConfig::Kind::Plain));
    const FullDisk disk(1'000'000);
    for (const ModelFormat format :
         {ModelFormat::Onnx, ModelFormat::TorchScript, ModelFormat::TorchWeights, ModelFormat::Safetensors}) {
        job.files = {{format, into.filePath(u"model"_s)}};
        const auto outcome = exportModelFiles(job, {}, {});
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, ErrorCode::WriteFailed);
        QVERIFY(QDir(into.path()).isEmpty());
    }
}

void ExportTest::onnxCarriesWhatIsNeeded()
{
    const QTemporaryDir folder;
    ModelSpec spec = smallSpec(Arch::ResNet18, 3, HeadConfig::Kind::FastAi);
    spec.classes = {u"dog's \"best\"\nfriend"_s, u"</script>"_s, u"猫 🐈 %1"_s};
    const QByteArray bytes = onnxOf(folder, spec);
    const auto metadata
        = readOnnxMetadata(std::as_bytes(std::span(bytes.constData(), std::size_t(bytes.size()))));
    QVERIFY(metadata);
    QCOMPARE(metadata->at("names"),
             QByteArray("{0: 'dog\\'s \"best\"\\u000afriend', 1: '</script>', 2: '\\u732b \\U0001f408 %1'}"));
    QCOMPARE(metadata->at("imgsz"), QByteArray("[64, 64]"));
    QCOMPARE(metadata->at("task"), QByteArray("classify"));
    QCOMPARE(metadata->at("run"), QByteArray("Run 1"));
    QCOMPARE(metadata->at("data_sha256"), QByteArray("00ff"));
    QCOMPARE(openAnyModel(folder.filePath(u"model.onnx"_s))->network->spec.classes, spec.classes);
}

void ExportTest::otherOnnxIsRefused()
{
    const QTemporaryDir folder;
    const QByteArray good = onnxOf(folder, smallSpec(Arch::ResNet18, 3, HeadConfig::Kind::FastAi));
    QVERIFY(!good.isEmpty());
    QCOMPARE(messageOf(good, folder), QString());
    QByteArray changed = good;
    QVERIFY(changed.indexOf("\"\x07MaxPool"_ba) > 0);
    changed.replace("\"\x07MaxPool"_ba,
                    "\"\x07"
                    "Explode"_ba);
    QVERIFY2(messageOf(changed, folder).contains(u"Explode"_s), qPrintable(messageOf(changed, folder)));
    // A cycle: a node that takes what a later one gives.
    changed = good;
    changed.replace(changed.indexOf("maxpool"), 7, "logits\0"_ba);
    QVERIFY(!messageOf(changed, folder).isEmpty());
    changed = good;
    changed.replace("cairn"_ba, "carin"_ba);
    QVERIFY(messageOf(changed, folder).contains(u"was not written"_s));
    // external_data of an initializer, in a graph before the right one's metadata
    const QByteArray location = field(13, field(1, "location"_ba) + field(2, "weights.bin"_ba));
    const QByteArray graph = field(7, field(5, field(8, "w"_ba) + location));
    const QByteArray metadata = field(14, field(1, "cairn"_ba) + field(2, "{}"_ba));
    QVERIFY(messageOf("\x08\x07"_ba + graph + metadata, folder).contains(u"separate file"_s));
}

void ExportTest::damagedOnnxIsRefused()
{
    const QTemporaryDir folder;
    const QByteArray good = onnxOf(folder, smallSpec(Arch::ResNet18, 3, HeadConfig::Kind::Plain));
    for (const qsizetype length : {qsizetype(3), qsizetype(100), good.size() / 2, good.size() - 1})
        QVERIFY(!messageOf(good.left(length), folder).isEmpty());
    // 2 GiB claimed by a few bytes
    const QByteArray metadata = field(14, field(1, "cairn"_ba) + field(2, "{}"_ba));
    const QByteArray claim = field(7, field(5, "\x08\x80\x80\x80\x80\x02\x10\x01"_ba));
    QCOMPARE(messageOf("\x08\x07"_ba + claim + metadata, folder).isEmpty(), false);
    QVERIFY(!messageOf("\x08\x07\x3a\xff\xff\xff\xff\x07"_ba, folder).isEmpty());
}

void ExportTest::bundlesAreChecked()
{
    const QTemporaryDir folder;
    ExportJob job = jobIn(folder, smallSpec(Arch::ResNet18, 3, HeadConfig::Kind::FastAi));
    const QString bundle = folder.filePath(u"bundle"_s);
    QVERIFY(QDir().mkpath(bundle));
    job.files = {{ModelFormat::Safetensors, bundle + u"/model.safetensors"_s}};
    QVERIFY(exportModelFiles(job, {}, {}));
    QVERIFY(write(bundle + u"/labels.txt"_s, "a\nb\nc\n"));
    QByteArray sums;
    const QStringList names{u"labels.txt"_s, u"model.safetensors"_s};
    for (const QString &name : names)
        sums += QCryptographicHash::hash(contentOf(bundle + u'/' + name), QCryptographicHash::Sha256).toHex()
            + "  " + name.toUtf8() + '\n';
    QVERIFY(openAnyModel(bundle).error().message.contains(u"no list"_s));
    QVERIFY(write(bundle + u"/SHA256SUMS"_s, sums));
    QVERIFY(openAnyModel(bundle));
    const QString zip = folder.filePath(u"bundle.zip"_s);
    const auto zipped = [&] {
        QFile file(zip);
        if (!file.open(QIODevice::WriteOnly))
            return false;
        ZipWriter writer(file);
        for (const QString &name : names + QStringList{u"SHA256SUMS"_s})
            if (!writer.add(u"bundle/"_s + name, contentOf(bundle + u'/' + name)))
                return false;
        return writer.finish().ok();
    };
    QVERIFY(zipped());
    QVERIFY(openAnyModel(zip));
    QVERIFY(write(bundle + u"/labels.txt"_s, "a\nb\nx\n"));
    QVERIFY(zipped());
    for (const QString &path : {bundle, zip}) {
        const auto changed = openAnyModel(path);
        QCOMPARE(changed.error().code, ErrorCode::Corrupt);
        QVERIFY2(changed.error().message.contains(u"labels.txt"_s), qPrintable(changed.error().message));
    }
    QVERIFY(write(bundle + u"/SHA256SUMS"_s, sums + QByteArray(64, 'a') + "  ../best.safetensors\n"));
    QVERIFY(write(bundle + u"/labels.txt"_s, "a\nb\nc\n"));
    QCOMPARE(openAnyModel(bundle).error().code, ErrorCode::Corrupt);
    QVERIFY(write(bundle + u"/SHA256SUMS"_s, sums));
    QVERIFY(openAnyModel(bundle));
    QVERIFY(write(bundle + u"/SHA256SUMS"_s, sums + sums)); // a file is read once
    QCOMPARE(openAnyModel(bundle).error().code, ErrorCode::Corrupt);
}

void ExportTest::goldenImagesAreDrawn()
{
    const QTemporaryDir folder;
    ExportJob job = jobIn(folder, smallSpec(Arch::ResNet18, 3, HeadConfig::Kind::FastAi));
    job.goldenFolder = folder.filePath(u"golden"_s);
    QVERIFY(QDir().mkpath(job.goldenFolder));
    job.files = {{ModelFormat::Safetensors, folder.filePath(u"model.safetensors"_s)}};
    QVERIFY(exportModelFiles(job, {}, {}));
    const QByteArray npy = contentOf(job.goldenFolder + u"/1.npy"_s);
    QVERIFY(npy.startsWith("\x93NUMPY"));
    QVERIFY(npy.contains("(1, 3, 64, 64)"));
    QVERIFY(npy.size() % 64 == 0);
    const QByteArray json = contentOf(job.goldenFolder + u"/golden.json"_s);
    QVERIFY(json.contains("\"4.jpg\"") && json.contains("probabilities"));
}

static const EngineTest<ExportTest> registered("export");

#include "tst_export.moc"
