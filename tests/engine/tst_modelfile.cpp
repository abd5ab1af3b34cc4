// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/drawnimages.h"
#include "tests/engine/enginetest.h"
#include "tests/engine/formulaweights.h"

#include "core/engine/inference/predictor.h"
#include "core/engine/network/modelfile.h"
#include "core/engine/network/weightloader.h"
#include "core/engine/weights/weightfile.h"

#include <QTemporaryDir>
#include <QTest>

using namespace cairn;

namespace {

Network trained(HeadConfig::Kind kind = HeadConfig::Kind::FastAi, Arch arch = Arch::ResNet18)
{
    ModelSpec spec = specOf(arch, 3, kind);
    spec.head.bnFinal = true;
    Network network = makeNetwork(spec);
    fillByFormula(network);
    setTrainingMode(network, false);
    return network;
}

bool sameNetwork(Network &a, Network &b)
{
    const StateDict left = stateDictOf(a);
    const StateDict right = stateDictOf(b);
    if (left.tensors.size() != right.tensors.size() || toJson(a->spec) != toJson(b->spec))
        return false;
    for (std::size_t i = 0; i < left.tensors.size(); ++i)
        if (left.tensors[i].name != right.tensors[i].name
            || !torch::equal(left.tensors[i].tensor, right.tensors[i].tensor))
            return false;
    return true;
}

} // namespace

class ModelFileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void modelsRoundTrip();
    void channelsLastWeightsAreStoredInOrder();
    void otherWeightsAreNoModel();
    void headsThatDoNotFitTheFileAreRefused();
    void predictorNamesUnreadableFiles();
};

void ModelFileTest::modelsRoundTrip()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("best.safetensors"));
    Network network = trained();
    QVERIFY(saveModel(path, network).ok());
    auto again = loadModel(path);
    QVERIFY2(again.ok(), again ? "" : qPrintable(again.error().message));
    QVERIFY(sameNetwork(network, *again));
    QVERIFY(!(*again)->is_training());
}

void ModelFileTest::channelsLastWeightsAreStoredInOrder()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("best.safetensors"));
    Network network = trained();
    for (auto &parameter : network->parameters())
        if (parameter.dim() == 4)
            parameter.set_data(parameter.contiguous(torch::MemoryFormat::ChannelsLast));
    QVERIFY(saveModel(path, network).ok());
    auto again = loadModel(path);
    QVERIFY(again.ok());
    QVERIFY(sameNetwork(network, *again));
}

void ModelFileTest::otherWeightsAreNoModel()
{
    const auto network = loadModel(QStringLiteral(CAIRN_SOURCE_DIR "/tests/engine/data/zip.pth"));
    QCOMPARE(network.error().code, ErrorCode::Unsupported);
    QVERIFY(network.error().message.contains(QLatin1String("zip.pth")));
}

void ModelFileTest::headsThatDoNotFitTheFileAreRefused()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("best.safetensors"));
    Network small = trained();
    QVERIFY(saveModel(path, small).ok());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QByteArray bytes = file.readAll();
    file.close();
    const qsizetype before = bytes.size();
    bytes.replace("\\\"hidden_units\\\":[512]",
                  "\\\"hidden_units\\\":[9e4]"); // same length: the header's offsets stay
    QCOMPARE(bytes.size(), before);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), before);
    file.close();
    QCOMPARE(loadModel(path).error().code, ErrorCode::Corrupt);
}

void ModelFileTest::predictorNamesUnreadableFiles()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("best.safetensors"));
    Network network = trained();
    QVERIFY(saveModel(path, network).ok());
    const auto predictor = openPredictor(path);
    QVERIFY(predictor.ok());
    const LearningSet drawn = drawnImages(QDir(folder.path()), 40, 2);
    QStringList files{brokenImage(QDir(folder.path()), 0).path};
    for (const Example &example : drawn.train)
        files << example.path;
    files << folder.filePath(QStringLiteral("missing.jpg"));
    const QStringList broken{files.first(), files.last()};
    QStringList seen;
    QStringList failed;
    const auto done
        = (*predictor)
              ->predict(files,
                        [&](const FilePrediction &prediction) {
                            seen << prediction.file;
                            if (!prediction.error.isEmpty())
                                failed << prediction.file;
                            else
                                QVERIFY(std::abs(prediction.probabilities[0] + prediction.probabilities[1]
                                                 + prediction.probabilities[2] - 1)
                                        < 1e-5F);
                        },
                        {});
    QVERIFY(done.ok());
    QCOMPARE(seen, files);
    QCOMPARE(failed, broken);
    CancelSource cancel;
    int results = 0;
    const auto stopped = (*predictor)
                             ->predict(
                                 files,
                                 [&](const FilePrediction &) {
                                     ++results;
                                     cancel.cancel();
                                 },
                                 cancel.token());
    QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
    QCOMPARE(results, 1);
}

static const EngineTest<ModelFileTest> registered("modelfile");

#include "tst_modelfile.moc"
