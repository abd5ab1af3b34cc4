// SPDX-License-Identifier: GPL-3.0-or-later
// Every training setting is described once: what is made of the descriptions follows them.

#include "core/learn/jsonfields.h"
#include "core/learn/settings/settingsjson.h"
#include "core/learn/settings/settingstext.h"

#include <QFile>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace cairn;

namespace {

double &fakeValue(TrainingConfig &)
{
    static double value = 0.5;
    return value;
}

/// The table and one setting more, as somebody would add it.
QList<Setting<TrainingConfig>> withFake()
{
    const Setting<TrainingConfig> fake{.key = u"augmentation.fake"_s,
                                       .option = u"fake"_s,
                                       .value = u"F"_s,
                                       .group = SettingGroup::Data,
                                       .title = u"Fake"_s,
                                       .hint = u"Nothing"_s,
                                       .field = RealField<TrainingConfig>{fakeValue, 0, 2, 0.1, 2},
                                       .usual = u"0.5"_s};
    return trainingSettings() + QList<Setting<TrainingConfig>>{fake};
}

} // namespace

class TestSettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keysAndOptionsAreUnique()
    {
        QSet<QString> keys;
        QSet<QString> options;
        for (const Setting<TrainingConfig> &setting : trainingSettings()) {
            QVERIFY2(!keys.contains(setting.key), qPrintable(setting.key));
            QVERIFY2(setting.option.isEmpty() || !options.contains(setting.option),
                     qPrintable(setting.option));
            QVERIFY2(!setting.title.isEmpty() && !setting.hint.isEmpty(), qPrintable(setting.key));
            QVERIFY2(!setting.hint.endsWith(u'.'), qPrintable(setting.key));
            keys << setting.key;
            options << setting.option;
        }
    }

    void theDefaultIsWithinItsBounds()
    {
        QVERIFY(checkSettings(trainingSettings(), TrainingConfig()));
        QVERIFY(checkSettings(stageSettings(), Stage()));
    }

    void bounds_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("valid");
        QTest::newRow("batch 1") << u"batch_size"_s << u"1"_s << false;
        QTest::newRow("batch 2") << u"batch_size"_s << u"2"_s << true;
        QTest::newRow("batch 4096") << u"batch_size"_s << u"4096"_s << true;
        QTest::newRow("batch 4097") << u"batch_size"_s << u"4097"_s << false;
        QTest::newRow("patience 10000") << u"safeguards.stop_after"_s << u"10000"_s << true;
        QTest::newRow("patience 10001") << u"safeguards.stop_after"_s << u"10001"_s << false;
        QTest::newRow("warp nan") << u"augmentation.max_warp"_s << u"nan"_s << false;
        QTest::newRow("seed") << u"seed"_s << u"9007199254740991"_s << true;
        QTest::newRow("seed too large") << u"seed"_s << u"9007199254740993"_s << false;
    }
    void bounds()
    {
        QFETCH(QString, key);
        QFETCH(QString, text);
        QFETCH(bool, valid);
        TrainingConfig config;
        QVERIFY(setFromText(trainingSetting(key), config, text));
        const Result<void> checked = checkSettings(trainingSettings(), config);
        QCOMPARE(checked.ok(), valid);
        if (!valid)
            QVERIFY(checked.error().message.endsWith(u'.'));
    }

    void epochsEndAtTenThousand()
    {
        Stage stage;
        stage.epochs = 10'000;
        QVERIFY(checkSettings(stageSettings(), stage));
        stage.epochs = 10'001;
        const Result<void> checked = checkSettings(stageSettings(), stage, u"of stage “a”"_s);
        QCOMPARE(checked.error().message,
                 u"The number of epochs of stage “a” must be between 1 and 10000."_s);
    }

    void textsReadBack()
    {
        for (const Setting<TrainingConfig> &setting : trainingSettings()) {
            TrainingConfig config;
            QVERIFY2(setFromText(setting, config, settingText(setting, TrainingConfig())),
                     qPrintable(setting.key));
            QVERIFY2(config == TrainingConfig(), qPrintable(setting.key));
        }
    }

    void nonsenseIsRefusedAndChangesNothing()
    {
        TrainingConfig config;
        const Result<void> done = setFromText(trainingSetting(u"batch_size"_s), config, u"banana"_s);
        QCOMPARE(done.error().message, u"“banana” is not a valid value for the batch size; choose 2–4096."_s);
        QVERIFY(!setFromText(trainingSetting(u"resize"_s), config, u"stretch"_s));
        QVERIFY(!setFromText(trainingSetting(u"head.hidden_units"_s), config, u"64, many"_s));
        QVERIFY(config == TrainingConfig());
    }

    void whatASettingBringsWithIt()
    {
        TrainingConfig config;
        config.head.dropout = {0.1, 0.2};
        QVERIFY(setFromText(trainingSetting(u"head.hidden_units"_s), config, u"64, 32"_s));
        QCOMPARE(config.head.dropout, QList<double>{0.2});
        QVERIFY(setFromText(trainingSetting(u"head.layers"_s), config, u"avgpool,flatten,linear"_s));
        QCOMPARE(config.head.kind, HeadConfig::Kind::Custom);
        QVERIFY(setFromText(trainingSetting(u"body.cut"_s), config, u"-4"_s));
        QCOMPARE(config.splitOn, QStringList{u"layer2"_s});
    }

    // The form's and the command line's part of this are in tst_trainform and tst_cli.
    void oneMoreSettingIsWrittenReadAndChecked()
    {
        const auto settings = withFake();
        TrainingConfig config;
        fakeValue(config) = 1.25;
        QJsonObject json;
        writeSettings(settings, config, json);
        QCOMPARE(json[u"augmentation"_s].toObject()[u"fake"_s].toDouble(), 1.25);
        fakeValue(config) = 0.5;
        JsonFields fields(json, u"test"_s);
        readSettings(settings, json, fields, config);
        QVERIFY(fields.ok());
        QCOMPARE(fakeValue(config), 1.25);
        fakeValue(config) = 3;
        QCOMPARE(checkSettings(settings, config).error().message,
                 u"The fake must be between 0 and 2; 0.5 is typical."_s);
        fakeValue(config) = 0.5;
        QVERIFY(setFromText(settings.last(), config, u"1"_s));
        QCOMPARE(settingText(settings.last(), config), u"1"_s);
        fakeValue(config) = 0.5;
    }

    // After a change of a setting: CAIRN_UPDATE_GUIDE=1 tests/tst_settings
    void theGuideIsCurrent()
    {
        const QString path = QStringLiteral(CAIRN_SOURCE_DIR "/resources/docs/settings.md");
        const QString text
            = u"# Training settings\n\n"
              "Every setting with its option for `cairn-cli train` and `find-lr`, its name in a "
              "run's config.json, and its values.\n"
              "The window shows all of them under *All settings*. A stage for `--stage` is written "
              "as KEY=VALUE pairs with the names below.\n\n"_s
            + settingsGuide();
        QFile file(path);
        if (qEnvironmentVariableIsSet("CAIRN_UPDATE_GUIDE")) {
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text.toUtf8());
            file.close();
        }
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(QString::fromUtf8(file.readAll()), text);
    }
};

QTEST_APPLESS_MAIN(TestSettings)
#include "tst_settings.moc"
