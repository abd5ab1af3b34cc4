// SPDX-License-Identifier: GPL-3.0-or-later
// The five ResNets at full size, as torchvision saves them and with the logits that torchvision computes.
// Needs Debian's python3-torchvision, which the product does not.

#include "core/engine/network/network.h"
#include "core/engine/network/weightloader.h"
#include "core/engine/weights/weightfile.h"
#include "tests/engine/enginetest.h"
#include "tests/engine/formulaweights.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace cairn;
using namespace Qt::StringLiterals;

namespace {

constexpr double tolerance = 1e-4; // of the largest logit, in float32
constexpr auto python = "/usr/bin/python3";

QString run(const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(QString::fromLatin1(python), arguments);
    if (!process.waitForFinished(120'000))
        return u"did not end"_s;
    const QString said = QString::fromUtf8(process.readAll());
    return process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0
        ? QString()
        : u"failed: "_s + said.right(500);
}

torch::Tensor find(const StateDict &dict, const std::string &name)
{
    for (const NamedTensor &item : dict.tensors)
        if (item.name == name)
            return item.tensor;
    return {};
}

bool sameBits(const StateDict &one, const StateDict &other)
{
    if (one.tensors.size() != other.tensors.size())
        return false;
    for (std::size_t i = 0; i < one.tensors.size(); ++i)
        if (one.tensors[i].name != other.tensors[i].name
            || !torch::equal(one.tensors[i].tensor, other.tensors[i].tensor))
            return false;
    return true;
}

} // namespace

class TorchvisionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const QString missing = run({u"-c"_s, u"import torch, torchvision"_s});
        if (!missing.isEmpty())
            QSKIP("Install Debian's python3-torchvision to compare with it: only then are there files of its "
                  "networks at full size.");
    }

    void logitsAreTorchvisions_data()
    {
        QTest::addColumn<Arch>("arch");
        QTest::addColumn<int>("tensors"); // in torchvision's state dict
        QTest::newRow("resnet18") << Arch::ResNet18 << 122;
        QTest::newRow("resnet34") << Arch::ResNet34 << 218;
        QTest::newRow("resnet50") << Arch::ResNet50 << 320;
        QTest::newRow("resnet101") << Arch::ResNet101 << 626;
        QTest::newRow("resnet152") << Arch::ResNet152 << 932;
    }

    void logitsAreTorchvisions()
    {
        QFETCH(const Arch, arch);
        QFETCH(const int, tensors);
        const QTemporaryDir folder; // 0.5 GB for the largest, gone after each
        QCOMPARE(made(folder, QString::fromLatin1(QTest::currentDataTag()), 1000), QString());
        const auto zip = readWeightFile(folder.filePath(u"zip.pth"_s));
        QVERIFY2(zip.ok(), zip ? "" : qPrintable(zip.error().message + zip.error().detail));
        const auto legacy = readWeightFile(folder.filePath(u"legacy.pth"_s));
        QVERIFY2(legacy.ok(), legacy ? "" : qPrintable(legacy.error().message + legacy.error().detail));
        QCOMPARE(zip->tensors.size(), std::size_t(tensors));
        QVERIFY(sameBits(*zip, *legacy));

        Network network = makeNetwork(specOf(arch, 1000, HeadConfig::Kind::Plain));
        const auto report = loadPretrained(network, *zip);
        QVERIFY2(report.ok(), report ? "" : qPrintable(report.error().message));
        QCOMPARE(report->loaded, tensors);
        QCOMPARE(report->unused, QStringList());
        QCOMPARE(report->fresh, QStringList());
        compareLogits(network, folder);
    }

    void anotherNumberOfClassesIsSaid()
    {
        const QTemporaryDir folder;
        QCOMPARE(made(folder, u"resnet18"_s, 7), QString());
        const auto dict = readWeightFile(folder.filePath(u"zip.pth"_s));
        QVERIFY(dict.ok());
        Network seven = makeNetwork(specOf(Arch::ResNet18, 7, HeadConfig::Kind::Plain));
        QCOMPARE(loadPretrained(seven, *dict)->sentence, u"Loaded 122 tensors of ResNet-18."_s);
        compareLogits(seven, folder);

        Network three = makeNetwork(specOf(Arch::ResNet18, 3, HeadConfig::Kind::Plain));
        const auto report = loadPretrained(three, *dict);
        QVERIFY(report.ok());
        QCOMPARE(report->fresh, (QStringList{u"fc.weight"_s, u"fc.bias"_s}));
        QCOMPARE(report->sentence,
                 u"Loaded 120 tensors of ResNet-18; left out fc.weight, fc.bias; the classifier starts "
                 "from random weights."_s);
        Network deeper = makeNetwork(specOf(Arch::ResNet34, 7, HeadConfig::Kind::Plain));
        const auto misfit = loadPretrained(deeper, *dict);
        QVERIFY(!misfit.ok());
        QCOMPARE(misfit.error().message, u"The weights are for ResNet-18, not ResNet-34."_s);
    }

private:
    /// Empty, or what went wrong.
    static QString made(const QTemporaryDir &folder, const QString &arch, int classes)
    {
        return run({QStringLiteral(CAIRN_SOURCE_DIR "/tests/engine/data/make_torchvision.py"), folder.path(),
                    arch, QString::number(classes)});
    }

    static void compareLogits(Network &network, const QTemporaryDir &folder)
    {
        const auto answer = readWeightFile(folder.filePath(u"answer.pth"_s));
        QVERIFY(answer.ok());
        const torch::Tensor expected = find(*answer, "logits");
        const torch::Tensor image = find(*answer, "input");
        const torch::NoGradGuard noGrad;
        setTrainingMode(network, false);
        const torch::Tensor actual = network->forward(image);
        const double largest = expected.abs().max().item<double>();
        const double off = (actual - expected).abs().max().item<double>();
        QVERIFY2(off <= tolerance * largest, qPrintable(u"%1 of %2"_s.arg(off).arg(largest)));
        // BatchNorm folded, as predictions are made.
        const torch::Tensor folded = foldBatchNorms(network)->forward(image);
        const double foldedOff = (folded - expected).abs().max().item<double>();
        QVERIFY2(foldedOff <= tolerance * largest, qPrintable(u"%1 of %2"_s.arg(foldedOff).arg(largest)));
    }
};

static const EngineTest<TorchvisionTest> registered("torchvision");

#include "tst_torchvision.moc"
