// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/evaluation/labelissues.h"
#include "tests/learn/reviewcases.h"

#include <QTest>

using namespace cairn;
using namespace Qt::StringLiterals;

namespace {

QList<int> numbers(const QJsonValue &array)
{
    QList<int> list;
    for (const QJsonValue &value : array.toArray())
        list << value.toInt();
    return list;
}

QList<int> asNumbers(const std::vector<std::size_t> &rows)
{
    QList<int> list;
    for (const std::size_t row : rows)
        list << int(row);
    return list;
}

QJsonArray toJson(const CountMatrix &matrix)
{
    QJsonArray rows;
    for (int r = 0; r < matrix.classes(); ++r) {
        QJsonArray row;
        for (int c = 0; c < matrix.classes(); ++c)
            row << matrix.at(r, c);
        rows << row;
    }
    return rows;
}

} // namespace

class TestLabelIssues : public QObject
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

private Q_SLOTS:
    void jointAsCleanlab_data() { addCases(); }
    void jointAsCleanlab()
    {
        QFETCH(QJsonObject, given);
        const LabeledProbabilities table = probabilitiesOf(given);
        const std::vector<double> thresholds = confidentThresholds(table);
        const QJsonArray expected = given[u"thresholds"].toArray();
        QCOMPARE(qsizetype(thresholds.size()), expected.size());
        for (qsizetype k = 0; k < expected.size(); ++k)
            QVERIFY(std::abs(thresholds[std::size_t(k)] - expected[k].toDouble()) < 1e-12);
        const ConfidentJoint joint = confidentJoint(table);
        QCOMPARE(toJson(joint.counted), given[u"confident_joint_uncalibrated"].toArray());
        QCOMPARE(toJson(joint.calibrated), given[u"confident_joint"].toArray());
    }

    void issuesAsCleanlab_data() { addCases(); }
    void issuesAsCleanlab()
    {
        QFETCH(QJsonObject, given);
        const LabeledProbabilities table = probabilitiesOf(given);
        const QJsonObject issues = given[u"issues"].toObject();
        QCOMPARE(issues.size(), issueFilterNames().size());
        for (auto it = issues.begin(); it != issues.end(); ++it) {
            const std::optional<IssueFilter> filter = issueFilterFromName(it.key());
            QVERIFY2(filter, qPrintable(it.key()));
            QCOMPARE(issueFilterName(*filter), it.key());
            QVERIFY2(asNumbers(labelIssues(table, *filter)) == numbers(*it), qPrintable(it.key()));
        }
    }

    void qualityAsCleanlab_data() { addCases(); }
    void qualityAsCleanlab()
    {
        QFETCH(QJsonObject, given);
        const std::vector<LabelQuality> quality = labelQuality(probabilitiesOf(given));
        const QJsonObject expected = given[u"quality"].toObject();
        const std::pair<QString, double LabelQuality::*> scores[]
            = {{u"self_confidence"_s, &LabelQuality::selfConfidence},
               {u"normalized_margin"_s, &LabelQuality::normalizedMargin},
               {u"confidence_weighted_entropy"_s, &LabelQuality::entropy}};
        for (const auto &[name, score] : scores) {
            const QJsonArray values = expected[name].toArray();
            QCOMPARE(qsizetype(quality.size()), values.size());
            for (qsizetype i = 0; i < values.size(); ++i)
                QVERIFY2(std::abs(quality[std::size_t(i)].*score - values[i].toDouble()) < 1e-9,
                         qPrintable(name));
        }
    }

    void nothingToJudge()
    {
        QVERIFY(labelIssues({}).empty());
        LabeledProbabilities one;
        one.classes = 2;
        one.add(0, std::vector<float>{0.1F, 0.9F});
        QVERIFY(labelIssues(one).empty()); // the only image of its class stays
    }

    void wholeNumbersKeepTheirSum()
    {
        QCOMPARE(roundedToSum({0.5, 1.5, 2.5}), (std::vector<qint64>{0, 2, 2})); // 4.5 is rounded to 4
        QCOMPARE(roundedToSum({0.4, 0.4, 0.4}), (std::vector<qint64>{0, 0, 1}));
        QVERIFY(roundedToSum({}).empty());
    }
};

QTEST_GUILESS_MAIN(TestLabelIssues)
#include "tst_labelissues.moc"
