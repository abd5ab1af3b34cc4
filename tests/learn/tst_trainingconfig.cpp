// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/trainingconfig.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace cairn;

namespace {

TrainingConfig lesson()
{
    return *withPreset({}, QStringLiteral("lesson"));
}

/// Through text, as a file does it.
QJsonObject reread(const QJsonObject &json)
{
    return QJsonDocument::fromJson(QJsonDocument(json).toJson()).object();
}

void close(const QList<double> &actual, const QList<double> &expected)
{
    QCOMPARE(actual.size(), expected.size());
    for (int i = 0; i < actual.size(); ++i)
        QVERIFY(std::abs(actual[i] - expected[i]) <= 1e-12);
}

} // namespace

class TestTrainingConfig : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void archNames()
    {
        QCOMPARE(allArchs().size(), 7);
        for (const Arch arch : allArchs()) {
            QCOMPARE(*archFromName(archName(arch)), arch);
            int layers = 2;
            for (const int blocks : archBlocks(arch))
                layers += blocks * (archUsesBottleneck(arch) ? 3 : 2);
            QCOMPARE(layers, std::abs(static_cast<int>(arch)));
        }
        QCOMPARE(archTitle(Arch::ResNet34), QStringLiteral("ResNet-34"));
        const auto unknown = archFromName(QStringLiteral("vgg16"));
        QVERIFY(!unknown);
        QVERIFY(unknown.error().message.contains(QStringLiteral("resnet152")));
    }

    void ratesPerGroupAsFastAi()
    {
        close(LearningRate::slice(1e-6, 1e-3).forGroups(3), {1e-06, 3.1622776601683795e-05, 1e-3});
        close(LearningRate::slice(1e-6, 1e-3).forGroups(2), {1e-06, 1e-3});
        close(LearningRate::slice(1e-5, 1e-3).forGroups(4),
              {1e-05, 4.641588833612779e-05, 2.1544346900318834e-4, 1e-3});
        close(LearningRate::slice(1e-3).forGroups(3), {1e-4, 1e-4, 1e-3});
        close(LearningRate::same(1e-3).forGroups(3), {1e-3, 1e-3, 1e-3});
        close(LearningRate::slice(1e-6, 1e-3).forGroups(1), {1e-3});
    }

    void ratesReadBackExactly()
    {
        for (const LearningRate &rate :
             {LearningRate::same(3e-3), LearningRate::slice(1e-6, 1.0 / 3), LearningRate::slice(2e-3)}) {
            const auto parsed = LearningRate::parse(rate.toString());
            QVERIFY(parsed);
            QCOMPARE(parsed->forGroups(3), rate.forGroups(3));
        }
        QCOMPARE(LearningRate::slice(1e-6, 1e-4).toString(), QStringLiteral("slice(1e-06,0.0001)"));
        QCOMPARE(LearningRate::parse(QStringLiteral(" slice( 1e-6 , 1e-4 ) "))->low, 1e-6);
        QVERIFY(!LearningRate::parse(QStringLiteral("0.003"))->spread);
    }

    void nonsenseIsNoRate()
    {
        for (const char *text : {"", "x", "-1", "0", "nan", "inf", "slice()", "slice(1e-3,)", "slice(,1e-3)",
                                 "slice(1,2,3)", "slice(1e-3", "slice(-1,1)", "0,003", "slice(slice(1))"})
            QVERIFY2(!LearningRate::parse(QString::fromLatin1(text)), text);
    }

    void presetsAreValid()
    {
        for (const QString &name : presetNames()) {
            const auto config = withPreset({}, name);
            QVERIFY(config);
            QVERIFY(validate(*config));
            QCOMPARE(config->preset, name);
            QVERIFY(presetDescription(name).endsWith(u'.'));
        }
        QVERIFY(!withPreset({}, QStringLiteral("other")));
        QVERIFY(!withPreset({}, QStringLiteral("lesson"), -1));
    }

    void presetsDoWhatTheySay()
    {
        const TrainingConfig config = lesson();
        QCOMPARE(config.totalEpochs(), 6);
        QVERIFY(config.stages[0].frozen() && !config.stages[1].frozen());
        QCOMPARE(config.stages[1].rate, LearningRate::slice(1e-6, 1e-4));
        QCOMPARE(withPreset({}, QStringLiteral("lesson"), 7)->stages[0].epochs, 7);
        QCOMPARE(withPreset({}, QStringLiteral("fine-tune"), 7)->totalEpochs(), 8);
        QCOMPARE(withPreset({}, QStringLiteral("fine-tune"), 0, LearningRate::same(4e-3))->stages[1].rate,
                 LearningRate::slice(4e-3 / 200, 2e-3));
        QCOMPARE(withPreset({}, QStringLiteral("quick"), 0, LearningRate::same(0.01))->stages[0].rate.high,
                 0.01);
    }

    void presetsTakeTurnsCleanly()
    {
        const auto scratch = withPreset(lesson(), QStringLiteral("from-scratch"));
        QCOMPARE(scratch->weights, QStringLiteral("none"));
        QCOMPARE(*withPreset(*withPreset(*scratch, QStringLiteral("quick")), QStringLiteral("lesson")),
                 lesson());
        TrainingConfig own;
        own.weights = QStringLiteral("/data/mine.safetensors");
        QCOMPARE(withPreset(own, QStringLiteral("fine-tune"))->weights, own.weights);
    }

    void configurationSurvivesJson()
    {
        TrainingConfig config = *withPreset({}, QStringLiteral("fine-tune"), 3);
        config.arch = Arch::ResNet101;
        config.head.kind = HeadConfig::Kind::Plain;
        config.head.hiddenUnits = {};
        config.stages[0].schedule = Schedule::Constant;
        config.stages[1].rate = LearningRate::slice(1.0 / 7, 1.0 / 3);
        config.precision = Precision::BFloat16;
        config.augmentation = Augmentation::crops();
        config.augmentation.flip = false;
        config.trainBatchNorm = false;
        config.seed = (quint64(1) << 53) - 1;
        const auto back = trainingConfigFromJson(reread(toJson(config)));
        QVERIFY2(back, back ? "" : qPrintable(back.error().message));
        QCOMPARE(*back, config);
    }

    void missingFieldsTakeDefaults()
    {
        QJsonObject json = toJson(lesson());
        json.remove(QStringLiteral("augmentation"));
        json.remove(QStringLiteral("seed"));
        json[QStringLiteral("field of a later version")] = 1;
        QCOMPARE(*trainingConfigFromJson(json), lesson());
    }

    void damagedConfigurations_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QJsonValue>("value");
        const auto row = [](const char *field, const QJsonValue &value) {
            const QByteArray name
                = QByteArray(field) + ' ' + QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
            QTest::newRow(name.constData()) << QString::fromLatin1(field) << value;
        };
        row("arch", QStringLiteral("resnet35"));
        row("arch", 34);
        row("arch", QJsonValue::Undefined);
        row("stages", QJsonValue::Undefined);
        row("stages", QJsonArray{1});
        row("stages", QJsonArray{QJsonObject{{QStringLiteral("epochs"), 0}}});
        row("stages", QJsonArray{QJsonObject{{QStringLiteral("learning_rate"), QStringLiteral("fast")}}});
        row("stages", QJsonArray{QJsonObject{{QStringLiteral("schedule"), QStringLiteral("random")}}});
        row("image_size", 1e9);
        row("image_size", 224.5);
        row("image_size", QStringLiteral("224"));
        row("batch_size", -1);
        row("threads", 1e6);
        row("seed", -1);
        row("seed", 1e19);
        row("precision", QStringLiteral("float8"));
        row("train_batch_norm", 1);
        row("weights", QString(5000, u'x'));
        row("augmentation", QJsonObject{{QStringLiteral("min_crop_scale"), 0}});
        row("head", QJsonObject{{QStringLiteral("kind"), QStringLiteral("hydra")}});
        row("head", QJsonObject{{QStringLiteral("hidden_units"), QJsonArray{0}}});
        row("head", 3);
    }
    void damagedConfigurations()
    {
        QFETCH(QString, field);
        QFETCH(QJsonValue, value);
        QJsonObject json = toJson(lesson());
        json[field] = value;
        const auto result = trainingConfigFromJson(json);
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Corrupt);
        QVERIFY(result.error().message.contains(field));
    }

    void modelSpecSurvivesJson()
    {
        ModelSpec spec{Arch::ResNet50,
                       {HeadConfig::Kind::FastAi, {256, 64}, {0.25}, true, true, {}},
                       {QStringLiteral("árvore"), QStringLiteral("b")},
                       96};
        const auto back = modelSpecFromJson(reread(toJson(spec)));
        QVERIFY(back);
        QCOMPARE(back->arch, spec.arch);
        QCOMPARE(back->head, spec.head);
        QCOMPARE(back->classes, spec.classes);
        QCOMPARE(back->imageSize, 96);
    }

    void damagedModelSpecs_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QJsonValue>("value");
        for (const char *field : {"arch", "head", "classes", "image_size"})
            QTest::newRow(field) << QString::fromLatin1(field) << QJsonValue(QJsonValue::Undefined);
        const QString classes = QStringLiteral("classes");
        QTest::newRow("no classes") << classes << QJsonValue(QJsonArray());
        QTest::newRow("twice the same")
            << classes << QJsonValue(QJsonArray{QStringLiteral("a"), QStringLiteral("a")});
        QTest::newRow("nameless") << classes << QJsonValue(QJsonArray{QString()});
        QTest::newRow("number") << classes << QJsonValue(QJsonArray{1});
        QTest::newRow("endless name") << classes << QJsonValue(QJsonArray{QString(100'000, u'x')});
        QTest::newRow("tiny") << QStringLiteral("image_size") << QJsonValue(8);
        QJsonArray crowd;
        for (int i = 0; i < 10'001; ++i)
            crowd << QString::number(i);
        QTest::newRow("too many") << classes << QJsonValue(crowd);
    }
    void damagedModelSpecs()
    {
        QFETCH(QString, field);
        QFETCH(QJsonValue, value);
        QJsonObject json
            = toJson(ModelSpec{Arch::ResNet18, {}, {QStringLiteral("a"), QStringLiteral("b")}, 64});
        json[field] = value;
        const auto result = modelSpecFromJson(json);
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Corrupt);
    }

    void validationSaysWhatIsWrong_data()
    {
        using Spoil = std::function<void(TrainingConfig &)>;
        QTest::addColumn<Spoil>("spoil");
        QTest::addColumn<QString>("word"); // what the sentence must name
        const auto row = [](const char *name, const char *word, const Spoil &spoil) {
            QTest::newRow(name) << spoil << QString::fromLatin1(word);
        };
        row("no stages", "stages", [](auto &c) { c.stages.clear(); });
        row("no epochs", "epochs", [](auto &c) { c.stages[1].epochs = 0; });
        row("rate 0", "above 0", [](auto &c) { c.stages[0].rate = LearningRate::same(0); });
        row("rate NaN", "above 0", [](auto &c) { c.stages[0].rate = LearningRate::same(qQNaN()); });
        row("rate negative", "above 0", [](auto &c) { c.stages[0].rate = LearningRate::slice(-1e-3, 1e-3); });
        row("rate 30", "too high", [](auto &c) { c.stages[0].rate = LearningRate::same(30); });
        row("rates swapped", "smaller one first",
            [](auto &c) { c.stages[0].rate = LearningRate::slice(1e-3, 1e-5); });
        row("warm-up", "warm-up", [](auto &c) { c.stages[0].warmUpShare = 1.5; });
        row("divisor", "divisor", [](auto &c) { c.stages[0].startDivisor = 0; });
        row("momentum", "momentum", [](auto &c) { c.stages[0].momentumHigh = 1; });
        row("size 16", "image size", [](auto &c) { c.imageSize = 16; });
        row("size 2000", "image size", [](auto &c) { c.imageSize = 2000; });
        row("batch 0", "batch size", [](auto &c) { c.batchSize = 0; });
        row("batch 1", "BatchNorm", [](auto &c) { c.batchSize = 1; });
        row("threads", "threads", [](auto &c) { c.threads = -2; });
        row("seed", "seed", [](auto &c) { c.seed = ~quint64(0); });
        row("weights", "imagenet", [](auto &c) { c.weights.clear(); });
        row("dropout", "dropout", [](auto &c) { c.head.dropout = {1}; });
        row("hidden", "hidden layer", [](auto &c) { c.head.hiddenUnits = {0}; });
        row("decay", "weight decay", [](auto &c) { c.weightDecay = -1; });
        row("crop", "crop", [](auto &c) { c.augmentation.minCropScale = 0; });
    }
    void validationSaysWhatIsWrong()
    {
        QFETCH(std::function<void(TrainingConfig &)>, spoil);
        QFETCH(QString, word);
        TrainingConfig config = lesson();
        QVERIFY(validate(config));
        spoil(config);
        const auto result = validate(config);
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::InvalidInput);
        QVERIFY2(result.error().message.contains(word), qPrintable(result.error().message));
        QVERIFY(result.error().message.endsWith(u'.'));
    }
};

QTEST_APPLESS_MAIN(TestTrainingConfig)
#include "tst_trainingconfig.moc"
