// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/lrfinder.h"
#include "fixture.h"

#include <cmath>
#include <QHash>
#include <QTest>
#include <random>

using namespace cairn;

namespace {

std::vector<LrPoint> curve(const QString &name)
{
    std::vector<LrPoint> points;
    for (const QStringList &row : fixtureRows(QStringLiteral("lr_find_curves.csv"))) {
        if (row[0] == name)
            points.push_back({row[1].toDouble(), row[2].toDouble()});
    }
    return points;
}

/// fast.ai's loop over all pairs, which the quicker way must agree with.
double slowValley(const std::vector<LrPoint> &points)
{
    const int n = static_cast<int>(points.size());
    const auto loss = [&](int i) { return points[std::size_t(i)].loss; };
    std::vector<int> lengths(points.size(), 1);
    const auto length = [&](int i) -> int & { return lengths[std::size_t(i)]; };
    int start = 0;
    int end = 0;
    for (int i = 1; i < n; ++i) {
        for (int j = 0; j < i; ++j) {
            if (loss(i) < loss(j) && length(i) < length(j) + 1)
                length(i) = length(j) + 1;
            if (length(end) < length(i)) {
                end = i;
                start = end - length(end);
            }
        }
    }
    const double third = (end - start) / 3.0;
    return points[std::size_t(std::max(0, start + int(third) + int(third / 2)))].rate;
}

} // namespace

class TestLrFinder : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // What fast.ai 2.7.12 suggests for the curves in data/lr_find_curves.csv; 0 where its own answer hangs on
    // the last bit.
    void suggestionsAsFastAi_data()
    {
        QTest::addColumn<double>("valley");
        QTest::addColumn<double>("slide");
        QTest::addColumn<double>("minimum");
        QTest::addColumn<double>("steep");
        QTest::newRow("smooth") << 0.000158489318 << 0.000158489318 << 0.00691830963 << 0.0004786301;
        QTest::newRow("noisy_smoothed") << 0.000691830995 << 0.00912010856 << 0.0301995158 << 0.0004786301;
        QTest::newRow("diverging_stopped") << 0.00144543976 << 0.00120226445 << 0.0120226443 << 0.00363078061;
        QTest::newRow("monotone") << 0.00120226445 << 0.0 << 0.331131124 << 2.75422859;
        QTest::newRow("plateau_ties") << 0.0 << 0.208929613 << 0.0 << 2.08929614e-05;
        QTest::newRow("with_nan") << 0.000158489318 << 0.000158489318 << 0.00691830963 << 0.0004786301;
    }
    void suggestionsAsFastAi()
    {
        QFETCH(double, valley);
        QFETCH(double, slide);
        QFETCH(double, minimum);
        QFETCH(double, steep);
        const auto points = curve(QString::fromLatin1(QTest::currentDataTag()));
        QVERIFY(points.size() > 80);
        const LrSuggestions suggestions = suggestRates(trimmedForSuggestions(points, 100));
        const auto agrees = [](double actual, double expected) {
            return expected == 0 || std::abs(actual - expected) < 1e-6 * expected;
        };
        QVERIFY2(agrees(suggestions.valley, valley), qPrintable(QString::number(suggestions.valley)));
        QVERIFY2(agrees(suggestions.slide, slide), qPrintable(QString::number(suggestions.slide)));
        QVERIFY2(agrees(suggestions.minimum, minimum), qPrintable(QString::number(suggestions.minimum)));
        QVERIFY2(agrees(suggestions.steep, steep), qPrintable(QString::number(suggestions.steep)));
    }

    void trimsAsFastAi()
    {
        QCOMPARE(trimmedForSuggestions(curve(QStringLiteral("smooth")), 100).size(), std::size_t(85));
        QCOMPARE(trimmedForSuggestions(curve(QStringLiteral("diverging_stopped")), 100).size(),
                 std::size_t(67));
        QCOMPARE(trimmedForSuggestions(curve(QStringLiteral("with_nan")), 100).size(), std::size_t(75));
    }

    void shortCurvesGiveNaN()
    {
        for (int count = 0; count < 20; ++count) {
            std::vector<LrPoint> points;
            for (int i = 0; i < count; ++i)
                points.push_back({1e-7 * std::pow(1.2, i), 1.0 - i * 0.01});
            const LrSuggestions suggestions = suggestRates(points);
            QCOMPARE(std::isnan(suggestions.valley), count < 2);
            QCOMPARE(std::isnan(suggestions.slide), count < 16);
            QCOMPARE(std::isnan(suggestions.minimum), count < 1);
            QCOMPARE(std::isnan(suggestions.steep), count < 2);
            QVERIFY(trimmedForSuggestions(points, 1000).empty());
        }
    }

    void valleyAgreesWithTheSlowWay()
    {
        std::mt19937 random(7);
        for (int round = 0; round < 300; ++round) {
            std::vector<LrPoint> points;
            const int count = 2 + int(random() % 120);
            for (int i = 0; i < count; ++i)
                points.push_back({double(i + 1), double(random() % 40)});
            QCOMPARE(suggestRates(points).valley, slowValley(points));
        }
    }
};

QTEST_APPLESS_MAIN(TestLrFinder)
#include "tst_lrfinder.moc"
