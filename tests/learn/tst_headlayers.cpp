// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/headlayers.h"
#include "core/learn/trainingconfig.h"

#include <QTest>

using namespace cairn;

namespace {

using Kind = HeadLayer::Kind;

QString text(const HeadLayer &layer)
{
    static const QStringList names{QStringLiteral("concat"), QStringLiteral("avg"),
                                   QStringLiteral("max"),    QStringLiteral("flatten"),
                                   QStringLiteral("norm"),   QStringLiteral("dropout"),
                                   QStringLiteral("linear"), QStringLiteral("relu")};
    QString result = names[int(layer.kind)];
    if (layer.kind == Kind::Dropout)
        result += QString::number(layer.dropout);
    else
        result += QStringLiteral(" %1→%2").arg(layer.inputs).arg(layer.outputs);
    return layer.bias ? result : result + QStringLiteral(" no bias");
}

QStringList texts(const HeadConfig &head, int features, int classes)
{
    QStringList list;
    const auto layers = headLayers(head, features, classes);
    if (!layers)
        return {layers.error().message};
    for (const HeadLayer &layer : *layers)
        list << text(layer);
    return list;
}

HeadConfig custom(const QString &layers)
{
    HeadConfig head;
    head.kind = HeadConfig::Kind::Custom;
    head.layers = layers.split(QStringLiteral(", "), Qt::SkipEmptyParts);
    return head;
}

} // namespace

class TestHeadLayers : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // fast.ai 2.7.12's create_head(512, 3), as heads.txt prints it
    void secondVersion()
    {
        HeadConfig head;
        head.kind = HeadConfig::Kind::FastAi2;
        QCOMPARE(texts(head, 512, 3).join(QStringLiteral(", ")),
                 QStringLiteral("concat 512→1024, flatten 1024→1024, norm 1024→1024, dropout0.25, "
                                "linear 1024→512 no bias, relu 512→512, norm 512→512, dropout0.5, "
                                "linear 512→3 no bias"));
        QCOMPARE(headParameters(head, 512, 3), qint64(528896));
        QCOMPARE(headParameters(head, 2048, 3), qint64(2107904));
    }

    void firstVersionHasBiases() { QCOMPARE(headParameters({}, 512, 3), qint64(528896 + 512 + 3)); }

    void dropoutIsSpread()
    {
        HeadConfig head;
        head.hiddenUnits = {8, 4};
        head.dropout = {0.4};
        head.concatPool = false;
        head.bnFinal = true;
        QCOMPARE(texts(head, 16, 2).join(QStringLiteral(", ")),
                 QStringLiteral("avg 16→16, flatten 16→16, norm 16→16, dropout0.2, linear 16→8, relu 8→8, "
                                "norm 8→8, dropout0.2, linear 8→4, relu 4→4, norm 4→4, dropout0.4, "
                                "linear 4→2, norm 2→2"));
        QVERIFY(headLayers(head, 16, 2)->back().final);
        head.dropout = {0.1, 0.2, 0.3};
        QCOMPARE(texts(head, 16, 2).filter(QStringLiteral("dropout")),
                 (QStringList{QStringLiteral("dropout0.1"), QStringLiteral("dropout0.2"),
                              QStringLiteral("dropout0.3")}));
    }

    void customSizesFollow()
    {
        const HeadConfig head = custom(QStringLiteral(
            "concatpool, flatten, linear 64, relu, batchnorm, dropout 0.25, linear, batchnorm"));
        QCOMPARE(texts(head, 512, 3).join(QStringLiteral(", ")),
                 QStringLiteral("concat 512→1024, flatten 1024→1024, linear 1024→64, relu 64→64, norm 64→64, "
                                "dropout0.25, linear 64→3, norm 3→3"));
        QCOMPARE(headParameters(head, 512, 3), qint64(1025 * 64 + 2 * 64 + 65 * 3 + 6));
        QVERIFY(validate(head));
    }

    void customMistakesAreSentences_data()
    {
        QTest::addColumn<QString>("layers");
        QTest::addColumn<QString>("part");
        const auto row = [](const char *layers, const char *part) {
            QTest::newRow(layers) << QString::fromUtf8(layers) << QString::fromUtf8(part);
        };
        row("", "must end with “linear”");
        row("avgpool, flatten, linear 12", "must end with “linear”");
        row("conv 3", "has no layer “conv 3”; choose from concatpool");
        row("flatten, linear", "must follow a pooling layer");
        row("avgpool, linear", "needs a pooling layer and “flatten”");
        row("linear", "needs a pooling layer");
        row("avgpool, flatten, maxpool, linear", "must be the first layer");
        row("avgpool, avgpool", "must be the first layer");
        row("avgpool, flatten, dropout, linear", "between 0 and 0.95");
        row("avgpool, flatten, dropout nan, linear", "between 0 and 0.95");
        row("avgpool, flatten, linear 0, linear", "between 1 and 65536");
        row("avgpool, flatten, linear 99999999999, linear", "between 1 and 65536");
        row("avgpool, flatten, relu 3, linear", "Unexpected word");
        row("avgpool, flatten, linear, relu", "cannot follow the final linear layer");
        row("avgpool, flatten, linear, linear", "cannot follow the final linear layer");
    }
    void customMistakesAreSentences()
    {
        QFETCH(QString, layers);
        QFETCH(QString, part);
        const auto checked = validate(custom(layers));
        QVERIFY(!checked);
        QVERIFY2(checked.error().message.contains(part), qPrintable(checked.error().message));
    }

    void tooManyLayersAndWeightsAreRefused()
    {
        HeadConfig head = custom(QStringLiteral("avgpool, flatten"));
        for (int i = 0; i < 80; ++i)
            head.layers << QStringLiteral("relu");
        head.layers << QStringLiteral("linear");
        QVERIFY(!validate(head));

        TrainingConfig config = *withPreset({}, QStringLiteral("lesson"));
        config.head.hiddenUnits = {65536, 65536};
        const auto checked = validate(config);
        QVERIFY(!checked);
        QVERIFY2(checked.error().message.contains(QStringLiteral("268 million")),
                 qPrintable(checked.error().message));
    }

    void describedInFiles()
    {
        HeadConfig head = custom(QStringLiteral("maxpool, flatten, linear"));
        QVERIFY(*headConfigFromJson(toJson(head)) == head);
        head.layers = QStringList{QStringLiteral("linear 5")};
        QVERIFY(!headConfigFromJson(toJson(head)));
    }
};

QTEST_APPLESS_MAIN(TestHeadLayers)
#include "tst_headlayers.moc"
