// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/evaluation/metrics.h"

#include <cmath>
#include <QTest>

using namespace cairn;

namespace {

// A set that fast.ai 2.7.12 and scikit-learn evaluated: actual class, predicted class, loss.
struct Row
{
    int actual;
    int predicted;
    double loss;
};
const Row referenceRows[] = {
    {0, 0, 0.778117299079895},   {0, 0, 0.8619948029518127},  {0, 0, 0.11567382514476776},
    {0, 0, 0.9208276271820068},  {0, 0, 0.518258810043335},   {1, 1, 0.9580200910568237},
    {1, 2, 2.396829843521118},   {1, 0, 1.0459105968475342},  {1, 1, 0.38399508595466614},
    {1, 1, 0.33194857835769653}, {1, 0, 2.0861408710479736},  {2, 2, 0.47149524092674255},
    {2, 2, 0.25068390369415283}, {2, 2, 0.19620318710803986}, {2, 2, 0.6051550507545471},
    {2, 2, 0.5065855383872986},  {2, 1, 1.3679496049880981},  {2, 0, 1.5187939405441284},
};

std::vector<Prediction> referencePredictions()
{
    std::vector<Prediction> predictions;
    for (const Row &row : referenceRows) {
        Prediction prediction;
        prediction.imageId = qint64(predictions.size()) + 1;
        prediction.actual = row.actual;
        prediction.predicted = row.predicted;
        prediction.loss = row.loss;
        predictions.push_back(prediction);
    }
    return predictions;
}

} // namespace

class TestMetrics : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void evaluationAsFastAi()
    {
        const Evaluation result = evaluate(referencePredictions(), 3);
        QCOMPARE(result.confusion.toJson(),
                 (QJsonArray{QJsonArray{5, 0, 0}, QJsonArray{2, 3, 1}, QJsonArray{1, 1, 5}}));
        QVERIFY(std::abs(result.loss - 0.8508102893829346) < 1e-6);
        QVERIFY(std::abs(result.accuracy - 0.7222222) < 1e-6);
        QVERIFY(std::abs(result.errorRate - 0.2777778) < 1e-6);
        QCOMPARE(result.predictions.size(), std::size_t(18));
    }

    void mostConfusedAsFastAi()
    {
        const ConfusionMatrix matrix = evaluate(referencePredictions(), 3).confusion;
        using Confusions = std::vector<ConfusionMatrix::Confusion>;
        QVERIFY(matrix.mostConfused() == (Confusions{{1, 0, 2}, {1, 2, 1}, {2, 0, 1}, {2, 1, 1}}));
        QVERIFY(matrix.mostConfused(2) == (Confusions{{1, 0, 2}}));
        QVERIFY(matrix.mostConfused(0).size() == 4);
    }

    void topLossesAsFastAi()
    {
        const auto order = topLosses(referencePredictions());
        QVERIFY(std::vector<std::size_t>(order.begin(), order.begin() + 5)
                == (std::vector<std::size_t>{6, 10, 17, 16, 7}));
    }

    void aLossThatIsNotANumberIsTheWorst()
    {
        auto predictions = referencePredictions();
        predictions[4].loss = qQNaN();
        QCOMPARE(topLosses(predictions).front(), std::size_t(4));
        QCOMPARE(topLosses(predictions).size(), predictions.size());
    }

    void classMetricsAsScikitLearn()
    {
        const auto metrics = classMetrics(evaluate(referencePredictions(), 3).confusion);
        QCOMPARE(metrics.size(), std::size_t(3));
        QCOMPARE(metrics[0].precision, 0.625);
        QCOMPARE(metrics[0].recall, 1.0);
        QCOMPARE(metrics[0].f1, 0.7692307692307693);
        QCOMPARE(metrics[1].support, 6);
        QCOMPARE(metrics[1].precision, 0.75);
        QCOMPARE(metrics[1].f1, 0.6);
        QCOMPARE(metrics[2].recall, 0.7142857142857143);
    }

    void emptyClassesHaveNoMetrics()
    {
        ConfusionMatrix matrix(3);
        matrix.add(0, 1);
        const auto metrics = classMetrics(matrix);
        QVERIFY(std::isnan(metrics[0].precision));
        QCOMPARE(metrics[0].recall, 0.0);
        QVERIFY(std::isnan(metrics[1].recall));
        QCOMPARE(metrics[1].f1, 0.0);
        QVERIFY(std::isnan(metrics[2].f1));
        // Numbers that do not exist are none, not perfect ones.
        QVERIFY(std::isnan(evaluate({}, 3).errorRate));
        QVERIFY(std::isnan(evaluate({}, 3).accuracy));
        QVERIFY(std::isnan(evaluate({}, 3).loss));
    }

    void unknownClassesDoNotCount()
    {
        auto predictions = referencePredictions();
        predictions[6].actual = -1;
        QCOMPARE(evaluate(predictions, 3).confusion.total(), 17);
    }

    void confusionMatrixSurvivesJson()
    {
        ConfusionMatrix matrix(3);
        matrix.add(2, 1, 12'345'678'901);
        matrix.add(0, 0);
        QCOMPARE(ConfusionMatrix::fromJson(matrix.toJson()), matrix);
        QCOMPARE(matrix.columnTotal(1), 12'345'678'901);
        QCOMPARE(matrix.rowTotal(0), 1);
        QCOMPARE(matrix.correct(), 1);
    }

    void badConfusionMatricesReadAsEmpty_data()
    {
        QTest::addColumn<QJsonArray>("rows");
        QTest::newRow("not square") << QJsonArray{QJsonArray{1, 2}, QJsonArray{3}};
        QTest::newRow("no rows") << QJsonArray{1, 2};
        QTest::newRow("negative") << QJsonArray{QJsonArray{-1}};
        QTest::newRow("fraction") << QJsonArray{QJsonArray{0.5}};
        QTest::newRow("text") << QJsonArray{QJsonArray{QStringLiteral("1")}};
        QTest::newRow("too large a count") << QJsonArray{QJsonArray{1e300}};
    }
    void badConfusionMatricesReadAsEmpty()
    {
        QFETCH(QJsonArray, rows);
        QCOMPARE(ConfusionMatrix::fromJson(rows).classes(), 0);
    }
};

QTEST_APPLESS_MAIN(TestMetrics)
#include "tst_metrics.moc"
