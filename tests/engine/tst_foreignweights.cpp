// SPDX-License-Identifier: GPL-3.0-or-later
// Weights as other programs name them, and what lies beside them in their files.

#include "tests/engine/enginetest.h"
#include "tests/engine/formulaweights.h"

#include "core/engine/network/weightloader.h"
#include "core/engine/weights/weightfile.h"

#include <QTest>

#include <array>
#include <functional>

using namespace cairn;

namespace {

QString fixture(const char *name)
{
    return QStringLiteral(CAIRN_SOURCE_DIR "/tests/engine/data/") + QLatin1String(name);
}

torch::Tensor find(const StateDict &dict, const std::string &name)
{
    for (const NamedTensor &item : dict.tensors)
        if (item.name == name)
            return item.tensor;
    return {};
}

/// What other programs call a tensor of a ResNet with torchvision's names.
using Renaming = std::function<std::string(const std::string &)>;

std::string replacedStart(const std::string &name, std::initializer_list<std::array<std::string, 2>> starts)
{
    for (const auto &[ours, theirs] : starts)
        if (name.starts_with(ours))
            return theirs + name.substr(ours.size());
    return name;
}

std::string asFastAi(const std::string &name)
{
    return replacedStart(name,
                         {{"conv1.", "0.0."},
                          {"bn1.", "0.1."},
                          {"layer1.", "0.4."},
                          {"layer2.", "0.5."},
                          {"layer3.", "0.6."},
                          {"layer4.", "0.7."},
                          {"head.", "1."}});
}

std::string asHuggingFace(const std::string &name)
{
    const QStringList parts = QString::fromStdString(name).split(QLatin1Char('.'));
    const QString end = parts.last();
    const auto kind = [](const QString &member) {
        return member.startsWith(QLatin1String("bn")) || member == QLatin1String("1")
            ? QStringLiteral("normalization")
            : QStringLiteral("convolution");
    };
    if (parts[0] == QLatin1String("fc"))
        return QStringLiteral("classifier.1.%1").arg(end).toStdString();
    if (!parts[0].startsWith(QLatin1String("layer")))
        return QStringLiteral("resnet.embedder.embedder.%1.%2").arg(kind(parts[0]), end).toStdString();
    const QString block = QStringLiteral("resnet.encoder.stages.%1.layers.%2.")
                              .arg(parts[0].last(1).toInt() - 1)
                              .arg(parts[1]);
    const QString inside = parts[2] == QLatin1String("downsample")
        ? QStringLiteral("shortcut.%1").arg(kind(parts[3]))
        : QStringLiteral("layer.%1.%2").arg(parts[2].last(1).toInt() - 1).arg(kind(parts[2]));
    return (block + inside + QLatin1Char('.') + end).toStdString();
}

} // namespace

class ForeignWeightsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesOfOtherPrograms_data();
    void namesOfOtherPrograms();
    void foreignObjectsAreInert_data();
    void foreignObjectsAreInert();
};

void ForeignWeightsTest::namesOfOtherPrograms_data()
{
    QTest::addColumn<Renaming>("theirs");
    QTest::addColumn<int>("head");
    const auto below = [](const std::string &prefix, const Renaming &names) {
        return Renaming([prefix, names](const std::string &name) { return prefix + names(name); });
    };
    const Renaming same = [](const std::string &name) { return name; };
    const int plain = int(HeadConfig::Kind::Plain);
    const int fastAi = int(HeadConfig::Kind::FastAi2);
    QTest::newRow("timm") << same << plain;
    QTest::newRow("Lightning") << below("state_dict.model.", same) << plain;
    QTest::newRow("fast.ai") << Renaming(asFastAi) << fastAi;
    QTest::newRow("fast.ai, learn.save()") << below("model.", asFastAi) << fastAi;
    QTest::newRow("fast.ai on timm") << Renaming([](const std::string &name) {
        return name.starts_with("head.") ? "1." + name.substr(5) : "0.model." + name;
    }) << fastAi;
    QTest::newRow("Hugging Face") << Renaming(asHuggingFace) << plain;
}

// A whole ResNet-50 (its blocks have all there is to name), the head included, to the last number.
void ForeignWeightsTest::namesOfOtherPrograms()
{
    QFETCH(const Renaming, theirs);
    QFETCH(const int, head);
    Network trained = makeNetwork(specOf(Arch::ResNet50, 3, HeadConfig::Kind(head)));
    fillByFormula(trained);
    const StateDict ours = stateDictOf(trained);
    StateDict weights;
    for (const NamedTensor &item : ours.tensors)
        weights.tensors.push_back({theirs(item.name), item.tensor});
    weights.tensors.push_back({"opt.state.0.exp_avg", torch::ones({3})});
    Network fresh = makeNetwork(specOf(Arch::ResNet50, 3, HeadConfig::Kind(head)));
    const auto report = loadPretrained(fresh, weights);
    QVERIFY2(report.ok(), report ? "" : qPrintable(report.error().message));
    QCOMPARE(report->unused, QStringList{QStringLiteral("opt.state.0.exp_avg")});
    QVERIFY(report->fresh.isEmpty());
    const StateDict loaded = stateDictOf(fresh);
    for (std::size_t i = 0; i < ours.tensors.size(); ++i)
        QVERIFY2(torch::equal(ours.tensors[i].tensor, loaded.tensors[i].tensor),
                 ours.tensors[i].name.c_str());
    Network wrong = makeNetwork(specOf(Arch::ResNet34, 3));
    const auto other = loadPretrained(wrong, weights);
    QVERIFY(!other.ok());
    QVERIFY2(other.error().message.contains(QLatin1String("ResNet-50")), qPrintable(other.error().message));
}

void ForeignWeightsTest::foreignObjectsAreInert_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("prefix");
    QTest::newRow("beside the weights") << fixture("foreign.pth") << QStringLiteral("model.");
    QTest::newRow("a whole module") << fixture("module.pth") << QString();
}

// Written by Python with argparse.Namespace, NumPy's numbers, dates, sets and a path beside the weights: they
// are no weights, and no reason to refuse them.
void ForeignWeightsTest::foreignObjectsAreInert()
{
    QFETCH(const QString, file);
    QFETCH(const QString, prefix);
    const auto dict = readWeightFile(file);
    QVERIFY2(dict.ok(), dict ? "" : qPrintable(dict.error().message + dict.error().detail));
    QCOMPARE(dict->tensors.size(), std::size_t(7));
    QVERIFY(torch::equal(find(*dict, (prefix + QStringLiteral("0.weight")).toStdString()),
                         torch::arange(6, torch::kFloat).view({2, 3})));
    QVERIFY(find(*dict, (prefix + QStringLiteral("1.running_var")).toStdString()).defined());
}

static const EngineTest<ForeignWeightsTest> registered("foreignweights");

#include "tst_foreignweights.moc"
