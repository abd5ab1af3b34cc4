// SPDX-License-Identifier: GPL-3.0-or-later
// How long a training will take, by the one that was measured last.

#include "core/runs/trainingtime.h"

#include <QSettings>
#include <QTest>

using namespace Qt::StringLiterals;

namespace cairn {

class TestTrainingTime : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QSettings().clear(); }
    void cleanup() { QSettings().clear(); }
    void nothingIsSaidBeforeItIsMeasured();
    void followsTheWork();
    void aSweepMeasuresToo();
};

static TrainingConfig preset(const QString &name, int epochs = 0)
{
    return *withPreset({}, name, epochs);
}

void TestTrainingTime::nothingIsSaidBeforeItIsMeasured()
{
    QVERIFY(!expectedSeconds(preset(u"quick"_s), {3, 100, 20}));
    rememberTrainingTime(trainingWork(preset(u"quick"_s), {3, 100, 20}), 0.2); // too short to say anything
    QVERIFY(!expectedSeconds(preset(u"quick"_s), {3, 100, 20}));
    rememberTrainingTime(trainingWork(preset(u"quick"_s), {3, 100, 20}), 12);
    QVERIFY(!expectedSeconds(preset(u"quick"_s), {3, 0, 0})); // nothing to train on
    TrainingConfig invalid = preset(u"quick"_s);
    invalid.splitOn = QStringList{u"layer9"_s};
    QVERIFY(!expectedSeconds(invalid, {3, 100, 20}));
}

void TestTrainingTime::followsTheWork()
{
    const TrainingSize size{3, 200, 50};
    rememberTrainingTime(trainingWork(preset(u"quick"_s), size), 30);
    QCOMPARE(expectedSeconds(preset(u"quick"_s), size).value(), 30.0);
    // The body runs once, however many epochs the head learns.
    QCOMPARE(expectedSeconds(preset(u"quick"_s, 9), size).value(), 30.0);
    const double twice = expectedSeconds(preset(u"quick"_s), {3, 400, 100}).value();
    QVERIFY(qAbs(twice - 60) < 1e-6);
    QVERIFY(expectedSeconds(preset(u"lesson"_s), size).value() > 100);
    QVERIFY(expectedSeconds(preset(u"from-scratch"_s), size).value()
            > expectedSeconds(preset(u"lesson"_s), size).value());
    TrainingConfig larger = preset(u"quick"_s);
    larger.arch = Arch::ResNet50;
    QVERIFY(expectedSeconds(larger, size).value() > 30);
}

void TestTrainingTime::aSweepMeasuresToo()
{
    // A hundred steps of 32 images with all layers: 16 epochs of 200 images, without the validation.
    TrainingConfig config = preset(u"from-scratch"_s, 16);
    config.batchSize = 32;
    const double training = trainingWork(config, {3, 200, 0});
    QVERIFY(qAbs(sweepWork(config, 3, 100) / training - 1) < 1e-9);
    rememberTrainingTime(sweepWork(config, 3, 100), 50);
    QVERIFY(qAbs(expectedSeconds(config, {3, 200, 0}).value() - 50) < 1e-6);
    rememberTrainingTime(sweepWork(config, 3, -1), 5); // stopped before its second step
    QVERIFY(qAbs(expectedSeconds(config, {3, 200, 0}).value() - 50) < 1e-6);
}

} // namespace cairn

QTEST_GUILESS_MAIN(cairn::TestTrainingTime)
#include "tst_trainingtime.moc"
