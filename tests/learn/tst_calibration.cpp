// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/evaluation/calibration.h"
#include "core/learn/evaluation/classreport.h"
#include "core/learn/evaluation/folds.h"
#include "tests/learn/reviewcases.h"

#include <QTest>

using namespace cairn;
using namespace Qt::StringLiterals;

namespace {

bool near(double value, const QJsonValue &expected, double tolerance = 1e-9)
{
    return std::abs(value - expected.toDouble()) <= tolerance;
}

/// An evaluation as scikit-learn sees it: the most probable class is the prediction.
Evaluation evaluationOf(const LabeledProbabilities &table)
{
    std::vector<Prediction> predictions;
    for (std::size_t i = 0; i < table.rows(); ++i) {
        Prediction prediction;
        prediction.imageId = qint64(i) + 1;
        prediction.actual = table.given[i];
        prediction.predicted = table.mostProbable(i);
        prediction.loss = -std::log(table.selfConfidence(i));
        prediction.probabilities.assign(table.row(i).begin(), table.row(i).end());
        predictions.push_back(prediction);
    }
    return evaluate(std::move(predictions), table.classes);
}

LabeledProbabilities twoClasses()
{
    LabeledProbabilities table;
    table.classes = 2;
    table.add(0, std::vector<float>{0.9F, 0.1F});
    table.add(1, std::vector<float>{0.6F, 0.4F});
    table.add(0, std::vector<float>{0.6F, 0.4F});
    table.add(1, std::vector<float>{0.2F, 0.8F});
    return table;
}

} // namespace

class TestCalibration : public QObject
{
    Q_OBJECT
    const QJsonObject m_cases = reviewCases();

    void addCases()
    {
        QTest::addColumn<QJsonObject>("given");
        for (auto it = m_cases.begin(); it != m_cases.end(); ++it) {
            if (it.key() != u"intervals")
                QTest::newRow(qPrintable(it.key())) << it->toObject();
        }
        QVERIFY(m_cases.size() >= 3);
    }

    static void compare(const LabeledProbabilities &table, const QJsonObject &expected)
    {
        const Calibration calibration = calibrationOf(table);
        QVERIFY(near(calibration.nll, expected[u"nll"], 1e-8));
        QVERIFY(near(calibration.brier, expected[u"brier_multiclass"], 1e-8));
        QVERIFY(near(calibration.ece, expected[u"ece_15_bins"], 1e-8));
        const QJsonArray bins = expected[u"bins_15"].toArray();
        QCOMPARE(qsizetype(calibration.bins.size()), bins.size());
        for (qsizetype i = 0; i < bins.size(); ++i) {
            const ReliabilityBin &bin = calibration.bins[std::size_t(i)];
            QCOMPARE(bin.count, bins[i][0].toInteger());
            QCOMPARE(std::isnan(bin.accuracy), bins[i][1].isNull());
            if (bin.count > 0)
                QVERIFY(near(bin.accuracy, bins[i][1]) && near(bin.confidence, bins[i][2], 1e-8));
        }
    }

private Q_SLOTS:
    void calibrationAsReference_data() { addCases(); }
    void calibrationAsReference()
    {
        QFETCH(QJsonObject, given);
        const LabeledProbabilities table = probabilitiesOf(given);
        compare(table, given[u"before"].toObject());
        const double temperature = fitTemperature(table);
        QVERIFY2(near(temperature, given[u"temperature"], 1e-6),
                 qPrintable(QString::number(temperature, 'g', 12)));
        // The reference scaled by its own temperature.
        compare(withTemperature(table, given[u"temperature"].toDouble()), given[u"after"].toObject());
        QVERIFY(calibrationOf(withTemperature(table, temperature)).nll <= calibrationOf(table).nll);
    }

    void classesAsScikitLearn_data() { addCases(); }
    void classesAsScikitLearn()
    {
        QFETCH(QJsonObject, given);
        const std::vector<ClassReport> reports = classReports(evaluationOf(probabilitiesOf(given)));
        const QJsonArray expected = given[u"per_class"].toArray();
        QCOMPARE(qsizetype(reports.size()), expected.size());
        for (qsizetype i = 0; i < expected.size(); ++i) {
            const ClassReport &report = reports[std::size_t(i)];
            QCOMPARE(report.support, expected[i][u"support"].toInteger());
            // scikit-learn writes 0 where there is nothing to divide by.
            const auto value = [](double number) { return std::isnan(number) ? 0 : number; };
            QVERIFY(near(value(report.precision), expected[i][u"precision"]));
            QVERIFY(near(value(report.recall), expected[i][u"recall"]));
            QVERIFY(near(value(report.f1), expected[i][u"f1"]));
        }
        QVERIFY(near(macroF1(reports), given[u"macro_f1"]));
    }

    // sklearn.metrics.f1_score(given, predicted, average="macro", zero_division=0)
    void absentClassesDoNotCount()
    {
        const auto macro = [](const std::vector<std::array<int, 2>> &images, int classes) {
            ConfusionMatrix matrix(classes);
            for (const auto &[given, predicted] : images)
                matrix.add(given, predicted);
            Evaluation evaluation;
            evaluation.confusion = matrix;
            return macroF1(classReports(evaluation));
        };
        QVERIFY(near(macro({{0, 0}, {0, 0}, {2, 2}, {2, 0}}, 4), 0.733333333333));
        QVERIFY(near(macro({{0, 0}, {0, 1}, {2, 2}, {2, 2}}, 4), 0.555555555556)); // only predicted
        QVERIFY(near(macro({{0, 0}, {3, 0}, {2, 2}, {2, 2}}, 4), 0.555555555556)); // never predicted
        QVERIFY(std::isnan(macro({}, 4)));
    }

    void intervalsAsStatsmodels()
    {
        const QJsonArray wilson = m_cases[u"intervals"][u"wilson_95"].toArray();
        QVERIFY(!wilson.isEmpty());
        for (const QJsonValue &row : wilson) {
            const Interval interval = wilsonInterval(row[u"errors"].toInteger(), row[u"of"].toInteger());
            QVERIFY(near(interval.low, row[u"low"], 1e-12) && near(interval.high, row[u"high"], 1e-12));
        }
        QCOMPARE(wilsonInterval(0, 0), (Interval{0, 1}));
    }

    void mcnemarAsStatsmodels()
    {
        const QJsonArray pairs = m_cases[u"intervals"][u"mcnemar_exact"].toArray();
        QVERIFY(!pairs.isEmpty());
        for (const QJsonValue &row : pairs) {
            const double p
                = mcnemarExact(row[u"only_first_wrong"].toInteger(), row[u"only_second_wrong"].toInteger());
            QVERIFY(near(p, row[u"p"], 1e-12));
        }
        QVERIFY(mcnemarExact(0, 5000) < 1e-300 && mcnemarExact(5000, 5000) == 1); // nothing overflows
        QVERIFY(withinNoise(0.05) && !withinNoise(0.049) && withinNoise(qQNaN()));
    }

    void temperatureOnlyWhereTheRowsTell()
    {
        LabeledProbabilities table;
        QCOMPARE(fitTemperature(table), 1.0);
        table.classes = 2;
        for (std::size_t i = 0; i + 1 < fewestForTemperature; ++i)
            table.add(0, std::vector<float>{0.9F, 0.1F});
        QCOMPARE(fitTemperature(table), 1.0); // none is wrong
        LabeledProbabilities few = table;
        few.add(1, std::vector<float>{0.9F, 0.1F});
        QVERIFY(fitTemperature(few) < 1); // 19 of 20 are right at 0.9
        few = {};
        few.classes = 2;
        few.add(0, std::vector<float>{0.9F, 0.1F});
        few.add(1, std::vector<float>{0.9F, 0.1F});
        QCOMPARE(fitTemperature(few), 1.0); // two images say nothing
        for (std::size_t i = 0; i < 2 * fewestForTemperature; ++i)
            table.add(1, std::vector<float>{0.9F, 0.1F}); // wrong more often than not: no inner maximum
        QCOMPARE(fitTemperature(table), 1.0);
    }

    void predictionIsRecalibrated()
    {
        Prediction prediction{1, 1, 0, 0.8, 0.2, -std::log(0.2), {0.8F, 0.2F}};
        recalibrate(prediction, 2);
        const double first = std::sqrt(0.8) / (std::sqrt(0.8) + std::sqrt(0.2));
        QVERIFY(std::abs(prediction.probability - first) < 1e-6);
        QVERIFY(std::abs(prediction.actualProbability - (1 - first)) < 1e-6);
        QVERIFY(std::abs(prediction.loss + std::log(1 - first)) < 1e-6);
        QCOMPARE(prediction.predicted, 0);
    }

    void unlabeledAndDamagedRowsArePassedOver()
    {
        std::vector<Prediction> predictions(4);
        predictions[0] = {1, 0, 0, 0.7, 0.7, 0.3, {0.7F, 0.3F}};
        predictions[1] = {2, -1, 0, 0.7, 0, 0, {0.7F, 0.3F}};
        predictions[2] = {3, 1, 0, 0.7, 0, 0, {float(qQNaN()), 0.3F}};
        predictions[3] = {4, 1, 0, 0.7, 0, 0, {1.0F}};
        std::vector<std::size_t> used;
        QCOMPARE(labeledProbabilities(predictions, 2, &used).rows(), std::size_t(1));
        QCOMPARE(used, std::vector<std::size_t>{0});
        QVERIFY(std::isnan(calibrationOf({}).nll));
    }

    void thresholdsOfTwoClasses()
    {
        const std::vector<ThresholdPoint> curve = thresholdCurve(twoClasses(), 1);
        QCOMPARE(curve.size(), std::size_t(4)); // nothing, 0.8, 0.4 (two images), 0.1
        QVERIFY(std::isnan(curve[0].precision) && curve[0].recall == 0);
        QVERIFY(curve[1].precision == 1 && curve[1].recall == 0.5 && curve[1].falsePositiveRate == 0);
        QVERIFY(std::abs(curve[2].precision - 2.0 / 3) < 1e-12 && curve[2].recall == 1);
        QVERIFY(curve[3].precision == 0.5 && curve[3].falsePositiveRate == 1);
    }

    void unsureImagesAreSetAside()
    {
        const std::vector<CoveragePoint> curve = coverageCurve(twoClasses());
        QCOMPARE(curve.size(), std::size_t(3));
        QVERIFY(curve[1].coverage == 0.5 && curve[1].errorRate == 0);
        QVERIFY(curve[2].coverage == 1 && curve[2].errorRate == 0.25);
    }

    void foldsKeepGroupsAndClasses()
    {
        std::vector<int> labels;
        std::vector<int> groups;
        for (int i = 0; i < 60; ++i) {
            labels.push_back(i % 3);
            groups.push_back(i < 12 ? i / 4 : -1); // three groups of four
        }
        const std::vector<int> folds = stratifiedFolds(labels, groups, 5, 42);
        QCOMPARE(folds, stratifiedFolds(labels, groups, 5, 42));
        int counts[5][3] = {};
        for (std::size_t i = 0; i < folds.size(); ++i) {
            QVERIFY(folds[i] >= 0 && folds[i] < 5);
            ++counts[folds[i]][labels[i]];
            if (groups[i] >= 0)
                QCOMPARE(folds[i], folds[std::size_t(groups[i]) * 4]);
        }
        for (const auto &fold : counts) {
            for (const int count : fold)
                QVERIFY(count >= 3 && count <= 5);
        }
        // All images alike: they are divided all the same.
        const std::vector<int> alike = stratifiedFolds(labels, std::vector<int>(60, 0), 5, 42);
        QVERIFY(std::ranges::count(alike, 0) == 12);
    }

    void labelAmongTheMostProbable()
    {
        LabeledProbabilities table;
        table.classes = 6;
        table.add(5, std::vector<float>{0.3F, 0.25F, 0.2F, 0.15F, 0.07F, 0.03F});
        table.add(4, std::vector<float>{0.3F, 0.25F, 0.2F, 0.15F, 0.07F, 0.03F});
        QCOMPARE(topKAccuracy(table, 1), 0.0);
        QCOMPARE(topFiveAccuracy(table).value_or(0), 0.5);
        QVERIFY(!topFiveAccuracy(twoClasses()));
    }
};

QTEST_GUILESS_MAIN(TestCalibration)
#include "tst_calibration.moc"
