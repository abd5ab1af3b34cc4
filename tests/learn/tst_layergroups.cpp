// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/layergroups.h"
#include "core/learn/modelsummary.h"
#include "core/learn/trainingconfig.h"

#include <QTest>

using namespace cairn;

namespace {

QStringList list(const char *text)
{
    return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts);
}

} // namespace

class TestLayerGroups : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void startsAreBlocks()
    {
        QCOMPARE(groupStarts(Arch::ResNet18, {}),
                 list("layer1 layer1.1 layer2 layer2.1 layer3 layer3.1 layer4 layer4.1"));
        QCOMPARE(groupStarts(Arch::ResNet18, {-4, false}), list("layer1 layer1.1 layer2 layer2.1"));
        QCOMPARE(groupStarts(Arch::ResNet152, {}).size(), 50);
    }

    void namesFindTheirGroup()
    {
        const LayerGrouping grouping(list("layer2 layer3.1 layer4.0"));
        QCOMPARE(grouping.count(), 5);
        QCOMPARE(grouping.groupOf("conv1.weight"), 0);
        QCOMPARE(grouping.groupOf("bn1.running_mean"), 0);
        QCOMPARE(grouping.groupOf("layer1.2.conv2.weight"), 0);
        QCOMPARE(grouping.groupOf("layer2.0.conv1.weight"), 1);
        QCOMPARE(grouping.groupOf("layer3.0.downsample.0.weight"), 1);
        QCOMPARE(grouping.groupOf("layer3.1.bn1.bias"), 2);
        QCOMPARE(grouping.groupOf("layer3.10.bn1.bias"), 2);
        QCOMPARE(grouping.groupOf("layer4.0.conv1.weight"), 3);
        QCOMPARE(grouping.groupOf("head.4.weight"), 4);
        QCOMPARE(grouping.groupOf("fc.bias"), 4);
        QCOMPARE(LayerGrouping({}).groupOf("layer4.0.conv1.weight"), 0);
    }

    void titlesAreRanges()
    {
        QCOMPARE(LayerGrouping::titles(Arch::ResNet34, {}, list("layer3")).join(u'|'),
                 QStringLiteral("conv1 … layer2.3|layer3 … layer4.2|head"));
        QCOMPARE(LayerGrouping::titles(Arch::ResNet18, {}, list("layer1 layer4.1")).join(u'|'),
                 QStringLiteral("conv1 … bn1|layer1 … layer4|layer4.1|head"));
        QCOMPARE(LayerGrouping::titles(Arch::ResNet18, {-5, false}, {}).join(u'|'),
                 QStringLiteral("conv1 … layer1.1|head"));
    }

    void mistakesAreSentences()
    {
        const auto message = [](const char *names, int cut = -2) {
            const auto checked = validateSplit(Arch::ResNet34, {cut, false}, list(names));
            return checked ? QString() : checked.error().message;
        };
        QCOMPARE(message("layer2 layer2.1 layer3.0"), QString());
        QCOMPARE(message("layer5"),
                 QStringLiteral("No layer group can begin at “layer5” in ResNet-34; choose layer1, layer2, "
                                "layer3, layer4 or a block of these, up to layer4.2."));
        for (const char *name : {"conv1", "layer3.6", "layer", "layer3.", "layer3x1", "layer03", "layer-1",
                                 "layer3.0.conv1", "layer99999999999999"})
            QVERIFY2(message(name).contains(QString::fromLatin1(name)), name);
        QVERIFY(message("layer4", -3).contains(QStringLiteral("up to layer3.5")));
        QVERIFY(message("layer3 layer2").contains(QStringLiteral("“layer2” cannot follow “layer3”")));
        QVERIFY(!message("layer3 layer3.0").isEmpty());
    }

    void freezeDepths()
    {
        TrainingConfig config = *withPreset({}, QStringLiteral("lesson"));
        config.splitOn = list("layer2 layer3 layer4");
        const auto frozen = [&](int freezeTo) {
            Stage stage;
            stage.freezeTo = freezeTo;
            return config.frozenGroups(stage);
        };
        QCOMPARE(config.groups(), 5);
        QCOMPARE((QList<int>{frozen(0), frozen(2), frozen(4), frozen(-1), frozen(-2), frozen(-5)}),
                 (QList<int>{0, 2, 4, 4, 3, 0}));
        QVERIFY(validate(config));
        config.stages[0].freezeTo = 5;
        QVERIFY(validate(config).error().message.contains(QStringLiteral("“frozen”")));
        config.stages[0].freezeTo = -6;
        QVERIFY(!validate(config));
    }

    void defaultSplitFitsEveryCut()
    {
        for (int cut = -5; cut <= -2; ++cut)
            QVERIFY(validateSplit(Arch::ResNet50, {cut, false}, defaultSplit({cut, false})));
        QCOMPARE(defaultSplit({}), TrainingConfig().splitOn);
    }

    // heads.json of fast.ai 2.7.12: parameters of the groups, those of norms, and what learns when frozen
    // with train_bn
    void countsAsFastAi_data()
    {
        QTest::addColumn<int>("arch");
        QTest::addColumn<QList<qint64>>("parameters");
        QTest::addColumn<QList<qint64>>("norms");
        QTest::newRow("18") << 18 << QList<qint64>{683072, 10493440, 528896}
                            << QList<qint64>{1920, 7680, 3072};
        QTest::newRow("34") << 34 << QList<qint64>{1347904, 19936768, 528896}
                            << QList<qint64>{3200, 13824, 3072};
        QTest::newRow("50") << 50 << QList<qint64>{1444928, 22063104, 2107904}
                            << QList<qint64>{10112, 43008, 9216};
        QTest::newRow("101") << 101 << QList<qint64>{1444928, 41055232, 2107904}
                             << QList<qint64>{10112, 95232, 9216};
        QTest::newRow("152") << 152 << QList<qint64>{2565184, 55578624, 2107904}
                             << QList<qint64>{16256, 135168, 9216};
    }
    void countsAsFastAi()
    {
        QFETCH(int, arch);
        QFETCH(QList<qint64>, parameters);
        QFETCH(QList<qint64>, norms);
        HeadConfig head;
        head.kind = HeadConfig::Kind::FastAi2;
        const ModelSummary summary = summarize({Arch(arch), {}, head, 3});
        QList<qint64> counts;
        QList<qint64> normCounts;
        for (const GroupSummary &group : summary.groups) {
            counts << group.parameters;
            normCounts << group.normParameters;
        }
        QCOMPARE(counts, parameters);
        QCOMPARE(normCounts, norms);
    }
};

QTEST_APPLESS_MAIN(TestLayerGroups)
#include "tst_layergroups.moc"
