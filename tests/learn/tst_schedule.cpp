// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/patiencecounter.h"
#include "core/learn/schedule.h"
#include "fixture.h"

#include <QTest>

#include <numbers>

using namespace cairn;

namespace {

bool close(double actual, double expected)
{
    return std::abs(actual - expected) <= 1e-5 * std::abs(expected);
}

/// fast.ai v2's defaults, which the reference values were made with.
Stage fastAiStage(const LearningRate &rate)
{
    Stage stage;
    stage.rate = rate;
    stage.warmUpShare = 0.25;
    stage.finalDivisor = 1e5;
    return stage;
}

} // namespace

class TestSchedule : public QObject
{
    Q_OBJECT

    void compare(const Stage &stage, const QList<QStringList> &rows)
    {
        for (int step = 0; step < rows.size(); ++step) {
            const StepRates rates = ratesAt(stage, step, rows.size(), 3);
            QCOMPARE(rates.learningRates.size(), 3);
            for (int group = 0; group < 3; ++group) {
                QVERIFY2(close(rates.learningRates[group], rows[step][group].toDouble()),
                         qPrintable(QStringLiteral("step %1 group %2: %3")
                                        .arg(step)
                                        .arg(group)
                                        .arg(rates.learningRates[group])));
            }
            QVERIFY(close(rates.momentum, rows[step][3].toDouble()));
        }
    }

private Q_SLOTS:
    void oneCycleAsFastAi()
    {
        const auto rows = fixtureRows(QStringLiteral("one_cycle.csv"));
        QCOMPARE(rows.size(), 100);
        compare(fastAiStage(LearningRate::same(3e-3)), rows);
    }

    /// fast.ai's fit_flat_cos: combined_cos(pct_start, lr, lr, lr / div_final), where position is step /
    /// steps.
    void flatCosineAsFastAi()
    {
        Stage stage;
        stage.schedule = Schedule::FlatCosine;
        stage.rate = LearningRate::slice(1e-5, 1e-3);
        stage.finalDivisor = 1e5;
        const QList<double> groups = stage.rate.forGroups(3);
        for (int step = 0; step < 40; ++step) {
            const double position = step / 40.0;
            const StepRates rates = ratesAt(stage, step, 40, 3);
            for (int group = 0; group < 3; ++group) {
                const double high = groups[group];
                const double low = high / 1e5;
                // fast.ai's SchedCos: start + (1 + cos(π(1 − pos))) · (end − start) / 2
                const double share = (position - 0.75) / 0.25;
                const double expected = position < 0.75
                    ? high
                    : high + (1 + std::cos(std::numbers::pi * (1 - share))) * (low - high) / 2;
                QVERIFY(close(rates.learningRates[group], expected));
            }
            QCOMPARE(rates.momentum, 0.9);
        }
        stage.flatShare = 1;
        QCOMPARE(ratesAt(stage, 39, 40, 1).learningRates[0], 1e-3);
        stage.flatShare = 0; // a cosine from the first step on
        QVERIFY(close(ratesAt(stage, 20, 40, 1).learningRates[0], (1e-3 + 1e-8) / 2));
    }

    void patienceCountsEpochsWithoutABetterLoss()
    {
        PatienceCounter patience(2);
        for (const double loss : {0.9, 0.8, 0.8, 0.7, 0.75})
            QVERIFY(!patience.exhaustedBy(loss));
        PatienceCounter copy(2);
        copy.restore(patience.state());
        QVERIFY(patience.exhaustedBy(0.7)); // as good is not better
        QVERIFY(copy.exhaustedBy(0.71));
        QVERIFY(!patience.exhaustedBy(0.71)); // counts anew …
        QVERIFY(patience.exhaustedBy(0.72)); // … against the best of all
        PatienceCounter endless;
        for (int epoch = 0; epoch < 100; ++epoch)
            QVERIFY(!endless.exhaustedBy(1));
    }

    void sliceAsFastAi()
    {
        const auto rows = fixtureRows(QStringLiteral("one_cycle_slice.csv"));
        QCOMPARE(rows.size(), 100);
        compare(fastAiStage(LearningRate::slice(1e-6, 1e-3)), rows);
    }

    void fineTunePresetAsFastAi()
    {
        const auto rows = fixtureRows(QStringLiteral("fine_tune.csv"));
        QCOMPARE(rows.size(), 100);
        const auto config = withPreset({}, QStringLiteral("fine-tune"), 3);
        QVERIFY(config);
        QCOMPARE(config->stages.size(), 2);
        compare(config->stages[0], rows.mid(0, 25));
        compare(config->stages[1], rows.mid(25));
    }

    void constantStaysConstant()
    {
        Stage stage;
        stage.schedule = Schedule::Constant;
        stage.rate = LearningRate::same(0.01);
        for (int step = 0; step < 10; ++step) {
            const StepRates rates = ratesAt(stage, step, 10, 2);
            QCOMPARE(rates.learningRates, (QList<double>{0.01, 0.01}));
            QCOMPARE(rates.momentum, 0.9);
        }
    }

    void extremesStayFinite()
    {
        for (const double share : {0.0, 1.0}) {
            Stage stage;
            stage.warmUpShare = share;
            for (const qint64 steps : {1, 2, 7}) {
                for (qint64 step = 0; step <= steps; ++step) {
                    const StepRates rates = ratesAt(stage, step, steps, 1);
                    QVERIFY(rates.learningRates[0] > 0 && rates.learningRates[0] <= stage.rate.high);
                    QVERIFY(rates.momentum >= stage.momentumLow && rates.momentum <= stage.momentumHigh);
                }
            }
        }
    }

    void smoothedLossAsFastAi()
    {
        SmoothedLoss smoothed;
        const auto rows = fixtureRows(QStringLiteral("smooth_loss.csv"));
        QCOMPARE(rows.size(), 100);
        for (const QStringList &row : rows)
            QVERIFY(close(smoothed.add(row[0].toDouble()), row[1].toDouble()));
        QVERIFY(close(smoothed.value(), rows.last()[1].toDouble()));
        smoothed.reset();
        QCOMPARE(smoothed.add(2.0), 2.0);
    }
};

QTEST_APPLESS_MAIN(TestSchedule)
#include "tst_schedule.moc"
