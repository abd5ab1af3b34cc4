// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/modelsummary.h"

#include <QTest>

using namespace cairn;

namespace {

HeadConfig plainHead()
{
    HeadConfig head;
    head.kind = HeadConfig::Kind::Plain;
    return head;
}

} // namespace

class TestModelSummary : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // torchvision 0.14 with 1000 classes; multiply-adds as its documentation gives them (GFLOPS)
    void countsAsTorchvision_data()
    {
        QTest::addColumn<int>("arch");
        QTest::addColumn<qint64>("parameters");
        QTest::addColumn<QList<qint64>>("children"); // conv1 + bn1, layer1 … layer4, fc
        QTest::addColumn<double>("gigaMacs");
        QTest::newRow("resnet18") << 18 << qint64(11689512)
                                  << QList<qint64>{9536, 147968, 525568, 2099712, 8393728, 513000} << 1.81;
        QTest::newRow("resnet34") << 34 << qint64(21797672)
                                  << QList<qint64>{9536, 221952, 1116416, 6822400, 13114368, 513000} << 3.66;
        QTest::newRow("resnet50") << 50 << qint64(25557032)
                                  << QList<qint64>{9536, 215808, 1219584, 7098368, 14964736, 2049000} << 4.09;
        QTest::newRow("resnet101") << 101 << qint64(44549160)
                                   << QList<qint64>{9536, 215808, 1219584, 26090496, 14964736, 2049000}
                                   << 7.80;
        QTest::newRow("resnet152") << 152 << qint64(60192808)
                                   << QList<qint64>{9536, 215808, 2339840, 40613888, 14964736, 2049000}
                                   << 11.51;
    }
    void countsAsTorchvision()
    {
        QFETCH(int, arch);
        QFETCH(qint64, parameters);
        QFETCH(QList<qint64>, children);
        QFETCH(double, gigaMacs);
        const ModelSummary summary = summarize({Arch(arch), {}, plainHead()});
        QCOMPARE(summary.parameters, parameters);
        QList<qint64> counts;
        for (const StageSummary &stage : summary.stages)
            counts << stage.parameters;
        QCOMPARE(counts, children);
        QCOMPARE(summary.weightedLayers, arch);
        QCOMPARE(std::round(double(summary.macs) / 1e7) / 100, gigaMacs);
    }

    // fast.ai 2.7.12's counts, plus the biases of the two Linears, which its version 1 has
    void layerGroupsAsFastAi_data()
    {
        QTest::addColumn<int>("arch");
        QTest::addColumn<QList<qint64>>("groups");
        QTest::newRow("resnet18") << 18 << QList<qint64>{683072, 10493440, 528896 + 512 + 3};
        QTest::newRow("resnet34") << 34 << QList<qint64>{1347904, 19936768, 528896 + 512 + 3};
        QTest::newRow("resnet50") << 50 << QList<qint64>{1444928, 22063104, 2107904 + 512 + 3};
        QTest::newRow("resnet101") << 101 << QList<qint64>{1444928, 41055232, 2107904 + 512 + 3};
        QTest::newRow("resnet152") << 152 << QList<qint64>{2565184, 55578624, 2107904 + 512 + 3};
    }
    void layerGroupsAsFastAi()
    {
        QFETCH(int, arch);
        QFETCH(QList<qint64>, groups);
        const ModelSummary summary = summarize({Arch(arch), {}, {}, 3});
        QList<qint64> counts;
        for (const GroupSummary &group : summary.groups)
            counts << group.parameters;
        QCOMPARE(counts, groups);
        QCOMPARE(summary.weightedLayers, arch + 1); // one fully connected layer more
    }

    void headOptionsCount()
    {
        HeadConfig head;
        head.hiddenUnits = {256, 64};
        head.bnFinal = true;
        const StageSummary stage = summarize({Arch::ResNet18, {}, head, 5, 64}).stages.back();
        QCOMPARE(stage.parameters,
                 2 * 1024 + (1024 * 256 + 256) + 2 * 256 + (256 * 64 + 64) + 2 * 64 + (64 * 5 + 5) + 2 * 5);
        QCOMPARE(stage.weightedLayers, 3);
        QCOMPARE(stage.units, 256 + 64 + 5);
    }

    void shapesAndUnits()
    {
        const ModelSummary summary = summarize({Arch::ResNet34, {}, plainHead()});
        QCOMPARE(summary.title, QStringLiteral("ResNet-34, 1000 classes, 224 px, torchvision head"));
        QStringList outputs;
        for (const StageSummary &stage : summary.stages)
            outputs << stage.name + u' ' + stage.output;
        QCOMPARE(outputs,
                 (QStringList{QStringLiteral("conv1 64 × 56 × 56"), QStringLiteral("layer1 64 × 56 × 56"),
                              QStringLiteral("layer2 128 × 28 × 28"), QStringLiteral("layer3 256 × 14 × 14"),
                              QStringLiteral("layer4 512 × 7 × 7"), QStringLiteral("head 1000")}));
        QCOMPARE(summary.stages[0].units, 64 * 112 * 112);
        QCOMPARE(summary.stages[1].units, 6 * 64 * 56 * 56);
        // stem: convolution and norm at 112 px, pooled at 56 px
        QCOMPARE(summary.stages[0].activationBytes, 4 * (2 * 64 * 112 * 112 + 64 * 56 * 56));
        QCOMPARE(summary.stages[1].activationBytes, 4 * 2 * 6 * 64 * 56 * 56);
        // eight convolutions twice, one projection once
        QCOMPARE(summary.stages[2].activationBytes, 4 * (2 * 8 + 1) * 128 * 28 * 28);
    }

    void smallAndOddSizes()
    {
        QCOMPARE(summarize({Arch::ResNet50, {}, {}, 2, 32}).stages[4].output, QStringLiteral("2048 × 1 × 1"));
        QCOMPARE(summarize({Arch::ResNet50, {}, {}, 2, 225}).stages[4].output,
                 QStringLiteral("2048 × 8 × 8"));
    }
};

QTEST_GUILESS_MAIN(TestModelSummary)
#include "tst_modelsummary.moc"
