// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/enginetest.h"
#include "tests/engine/formulaweights.h"

#include "core/base/zipwriter.h"
#include "core/engine/export/scriptexport.h"
#include "core/engine/inference/predictor.h"
#include "core/engine/network/adoptedweights.h"
#include "core/engine/network/anymodel.h"
#include "core/engine/network/modelfile.h"
#include "core/engine/weights/weightfile.h"
#include "tests/engine/drawnimages.h"

#include <QBuffer>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtEndian>
#include <QTest>

#include <torch/script.h>

using namespace cairn;
using namespace Qt::StringLiterals;

namespace {

constexpr int side = 64;

bool write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

/// A pickle that makes a file, for whoever unpickles it as Python does.
QByteArray pickleThatMakes(const QString &file)
{
    const QByteArray command = "touch '" + file.toUtf8() + '\'';
    QByteArray length(4, Qt::Uninitialized);
    qToLittleEndian(quint32(command.size()), length.data());
    return "\x80\x02"
           "cposix\nsystem\nX"_ba
        + length + command + "\x85R."_ba;
}

QByteArray zipOf(const QByteArray &pickle)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    ZipWriter writer(buffer);
    const bool done = writer.add(u"archive/data.pkl"_s, pickle) && writer.add(u"archive/version"_s, "3\n"_ba)
        && writer.finish();
    return done ? bytes : QByteArray();
}

} // namespace

/// Model files whose authors want more than to be read: what they bring along is not run.
class HostileModelsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void picklesThatRunProgramsAreRefused_data();
    void picklesThatRunProgramsAreRefused();
    void scriptsAreNotRun();
};

void HostileModelsTest::picklesThatRunProgramsAreRefused_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("zipped");
    QTest::newRow("a .pth of today") << u"evil.pth"_s << true;
    QTest::newRow("an old .pth") << u"evil.pth"_s << false;
    QTest::newRow("TorchScript") << u"evil.pt"_s << true;
}

void HostileModelsTest::picklesThatRunProgramsAreRefused()
{
    QFETCH(const QString, name);
    QFETCH(const bool, zipped);
    const QTemporaryDir folder;
    const QString made = folder.filePath(u"made"_s);
    const QByteArray pickle = pickleThatMakes(made);
    if (const QString python = QStandardPaths::findExecutable(u"python3"_s); !python.isEmpty()) {
        QVERIFY(write(folder.filePath(u"evil.pkl"_s), pickle));
        QProcess::execute(python,
                          {u"-c"_s, u"import pickle, sys; pickle.load(open(sys.argv[1], 'rb'))"_s,
                           folder.filePath(u"evil.pkl"_s)});
        QVERIFY(QFile::remove(made)); // it does what it is here for
    }
    const QString file = folder.filePath(name);
    QVERIFY(write(file, zipped ? zipOf(pickle) : pickle));
    const auto weights = readWeightFile(file);
    QVERIFY(!weights);
    QVERIFY2(weights.error().message.contains(u"posix.system"_s), qPrintable(weights.error().message));
    QVERIFY(!openPredictor(file, Precision::Float32));
    TrainingConfig config;
    config.weights = file;
    QVERIFY(!adoptWeights(config, {u"a"_s, u"b"_s}, folder.filePath(u"best.safetensors"_s)));
    QVERIFY(!QFile::exists(made));
    QVERIFY(!QFile::exists(folder.filePath(u"best.safetensors"_s)));
}

// The right weights, but a forward function of the author's own: it writes a file and always says the same.
void HostileModelsTest::scriptsAreNotRun()
{
    const QTemporaryDir folder;
    ModelSpec spec = specOf(Arch::ResNet18, 3);
    spec.imageSize = side;
    Network network = makeNetwork(spec);
    fillByFormula(network);
    setTrainingMode(network, false);
    const QString honest = folder.filePath(u"honest.pt"_s);
    QVERIFY(writeTorchScript(honest, network));

    torch::jit::ExtraFilesMap extra{{specExtraFile, ""}};
    const torch::jit::Module original = torch::jit::load(honest.toStdString(), torch::kCPU, extra);
    torch::jit::Module evil("Evil");
    for (const auto &child : original.named_children())
        evil.register_module(child.name, child.value);
    const QString made = folder.filePath(u"made"_s);
    evil.define("def forward(self, x):\n    torch.save(x, '" + made.toStdString()
                + "')\n    return torch.zeros([1, 3])\n");
    const QString file = folder.filePath(u"evil.pt"_s);
    evil.save(file.toStdString(), extra);
    const torch::NoGradGuard noGrad;
    const torch::Tensor input = formulaImage(side);
    QVERIFY(torch::jit::load(file.toStdString()).forward({input}).toTensor().eq(0).all().item<bool>());
    QVERIFY(QFile::remove(made)); // it does what it is here for

    auto opened = openAnyModel(file, Precision::Float32);
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().message + opened.error().detail));
    QVERIFY(torch::allclose(opened->network->forward(input), network->forward(input), 1e-3, 1e-4));
    const auto predictor = openPredictor(file, Precision::Float32);
    QVERIFY(predictor);
    int said = 0;
    const auto take = [&](const FilePrediction &prediction) { said += prediction.error.isEmpty() ? 1 : 0; };
    QVERIFY((*predictor)->predict({drawnImages(QDir(folder.path()), 2, 2).train.front().path}, take, {}));
    QCOMPARE(said, 1);
    QVERIFY(!QFile::exists(made));
}

static const EngineTest<HostileModelsTest> registered("hostilemodels");

#include "tst_hostilemodels.moc"
