// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/library.h"
#include "core/project/repositories/correctionlog.h"
#include "core/runs/comparison.h"
#include "core/runs/labelreview.h"
#include "tests/runs/runsfixture.h"

using namespace cairn;

// Label issues, the comparison of runs, and what is kept of corrections. The fake engine's features say of
// which class an image is (its id modulo the number of classes), so that a wrong label is seen.
class TestLabelReview : public RunsFixture
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { close(); }
    void findsWrongLabels();
    void fineLabelsAreNoIssues();
    void judgesValidationOfARun();
    void unlabeledTrashedAndTestImagesAreNotJudged();
    void oneClassIsNotEnough();
    void temperatureIsKept();
    void comparesRuns();
    void correctedLabelsAreSetApart();
    void configurationsDiffer();
    void correctionsAreRecorded();
    void unfamiliarImagesComeFirst();

private:
    void label(const std::vector<qint64> &ids, qint64 classId, qint64 run = 0);
    Result<LabelReview> judge()
    {
        return judgeLabels(*m_project, *m_engine, {*runSource(*m_project, m_run)}, {}, {});
    }
    qint64 m_run = 0;
};

void TestLabelReview::init()
{
    qputenv("CAIRN_WEIGHTS_DIR", "/nowhere");
    open();
    const Result<RunRecord> run = train();
    QVERIFY(run);
    m_run = run->id;
}

void TestLabelReview::label(const std::vector<qint64> &ids, qint64 classId, qint64 run)
{
    Library library(*m_project, *Library::load(*m_database));
    QHash<qint64, qint64> labels;
    for (const qint64 id : ids)
        labels.insert(id, classId);
    library.setLabels(labels, u"Correct"_s, run);
    library.writer().flush();
}

void TestLabelReview::findsWrongLabels()
{
    const Result<LabelReview> clean = judge();
    QVERIFY2(clean, clean ? "" : qPrintable(clean.error().message));
    QCOMPARE(clean->judged.size(), std::size_t(3 * perClass));
    QCOMPARE(clean->issues, std::size_t(0));
    QCOMPARE(m_engine->headsFitted.load(), 5);

    label({4, 7}, m_classIds[1]); // they look like the first class, as 1 does
    const Result<LabelReview> review = judge();
    QVERIFY(review);
    QCOMPARE(review->issues, std::size_t(2));
    std::set<qint64> found;
    for (std::size_t i = 0; i < review->issues; ++i) {
        const JudgedLabel &issue = review->judged[i];
        found.insert(issue.imageId);
        QCOMPARE(review->classes[issue.given], u"dog"_s);
        QCOMPARE(review->classIds[std::size_t(issue.suggested)], m_classIds[0]);
        QVERIFY(issue.quality.selfConfidence < 0.5);
    }
    QCOMPARE(found, (std::set<qint64>{4, 7}));
    QVERIFY(
        std::is_sorted(review->judged.begin() + 2, review->judged.end(), [](const auto &a, const auto &b) {
            return a.quality.selfConfidence < b.quality.selfConfidence;
        }));
}

void TestLabelReview::fineLabelsAreNoIssues()
{
    label({4, 7}, m_classIds[1]);
    {
        Library library(*m_project, *Library::load(*m_database));
        library.setFine({4}, true);
        QVERIFY(library.image(4)->labelIsFine());
        library.undo();
        QVERIFY(!library.image(4)->labelIsFine());
        library.redo();
        library.writer().flush();
    }
    const Result<LabelReview> review = judge();
    QVERIFY(review);
    QCOMPARE(review->issues, std::size_t(1));
    QCOMPARE(review->judged.front().imageId, 7);
    label({4}, m_classIds[2]); // another label: nobody said that this one is fine
    const Result<LabelReview> again = judge();
    QVERIFY(again);
    QCOMPARE(again->issues, std::size_t(2));
}

void TestLabelReview::judgesValidationOfARun()
{
    const Result<LabelReview> review = judgeValidationLabels(*m_project, m_run);
    QVERIFY(review);
    QCOMPARE(review->judged.size(), validExamples(m_run).size());
    QCOMPARE(review->runId, m_run);
    QCOMPARE(review->classes, (QStringList{u"cat"_s, u"dog"_s, u"owl"_s}));
    QVERIFY(!judgeValidationLabels(*m_project, 99));
}

void TestLabelReview::unlabeledTrashedAndTestImagesAreNotJudged()
{
    label({1, 2}, 0);
    {
        Library library(*m_project, *Library::load(*m_database));
        library.setTrashed({3}, true);
        library.setSplit({4, 5}, Split::Test);
        library.writer().flush();
    }
    const Result<LabelReview> review = judge();
    QVERIFY(review);
    QCOMPARE(review->judged.size(), std::size_t(3 * perClass - 5));
}

void TestLabelReview::oneClassIsNotEnough()
{
    std::vector<qint64> all;
    for (qint64 id = 1; id <= 3 * perClass; ++id)
        all.push_back(id);
    label(all, m_classIds[0]);
    const Result<LabelReview> review = judge();
    QVERIFY(!review);
    QCOMPARE(review.error().code, ErrorCode::InvalidInput);
}

void TestLabelReview::temperatureIsKept()
{
    const double temperature = runs().find(m_run)->temperature;
    QVERIFY(temperature > 0 && temperature != 1); // some are wrong: there was something to fit
    QVERIFY(runs().setTemperature(m_run, 7));
    QVERIFY(evaluateRun(*m_project, *m_engine, {m_run}, {}, {}));
    QCOMPARE(runs().find(m_run)->temperature, temperature);
}

void TestLabelReview::comparesRuns()
{
    m_engine->finalErrorRate = 0;
    label({1}, m_classIds[1]);
    const Result<RunRecord> better = train(configuration(2));
    QVERIFY(better);
    const Result<RunComparison> comparison = compareRuns(*m_project, {m_run, better->id});
    QVERIFY2(comparison, comparison ? "" : qPrintable(comparison.error().message));
    QCOMPARE(comparison->runs.size(), std::size_t(2));
    const PairComparison &pair = comparison->pairs.front();
    QCOMPARE(pair.all.images, qint64(validExamples(m_run).size()));
    QVERIFY(pair.all.firstWrong > 0);
    QVERIFY(pair.all.secondWrong < pair.all.firstWrong);
    QCOMPARE(qint64(pair.all.becameRight.size()) - qint64(pair.all.becameWrong.size()),
             pair.all.firstWrong - pair.all.secondWrong);
    QVERIFY(comparison->configuration.contains(u"stages"_s) || !comparison->configuration.isEmpty());
    QCOMPARE(pair.data.relabeled.size(), std::size_t(1));
    QCOMPARE(pair.data.relabeled.front().imageId, 1);
    QCOMPARE(pair.data.relabeled.front().from, u"cat"_s);
    QCOMPARE(pair.data.relabeled.front().to, u"dog"_s);
    QVERIFY(pair.data.added.empty() && pair.data.removed.empty());
    QVERIFY(!compareRuns(*m_project, {m_run}));
    QVERIFY(!compareRuns(*m_project, {m_run, 99}));
}

void TestLabelReview::correctedLabelsAreSetApart()
{
    const std::vector<Example> valid = validExamples(m_run);
    label({valid[0].imageId, valid[1].imageId}, m_classIds[2]);
    const Result<RunRecord> second = train();
    QVERIFY(second);
    const Result<RunComparison> comparison = compareRuns(*m_project, {m_run, second->id});
    QVERIFY(comparison);
    const PairComparison &pair = comparison->pairs.front();
    int changed = 0;
    for (std::size_t i = 0; i < 2; ++i)
        changed += valid[i].label != 2 ? 1 : 0;
    QCOMPARE(pair.correctedValidation, qint64(changed));
    QCOMPARE(pair.uncorrected.images, pair.all.images - changed);
    // What is in the trash was not corrected.
    const auto database = m_project->connect();
    QVERIFY((*database)->execute(u"UPDATE images SET trashed = 1 WHERE id = ?"_s, {valid[2].imageId}));
    const Result<RunComparison> later = compareRuns(*m_project, {m_run, second->id});
    QVERIFY(later);
    QCOMPARE(later->pairs.front().correctedValidation, qint64(changed));
    QCOMPARE(later->pairs.front().all.images, pair.all.images - 1);
}

void TestLabelReview::configurationsDiffer()
{
    const QJsonObject first{
        {u"epochs"_s, 3}, {u"head"_s, QJsonObject{{u"kind"_s, u"plain"_s}}}, {u"seed"_s, 1}};
    const QJsonObject second{
        {u"epochs"_s, 4}, {u"head"_s, QJsonObject{{u"kind"_s, u"plain"_s}, {u"p"_s, 0.5}}}, {u"seed"_s, 1}};
    QCOMPARE(
        configurationDifferences({first, second}),
        (QJsonObject{{u"epochs"_s, QJsonArray{3, 4}}, {u"head.p"_s, QJsonArray{QJsonValue::Null, 0.5}}}));
    QVERIFY(configurationDifferences({first, first, first}).isEmpty());
    QCOMPARE(sideBySide({first, second}).size(), 4); // the equal ones, too
}

void TestLabelReview::correctionsAreRecorded()
{
    QCOMPARE(corrections(*m_database)->size(), std::size_t(0));
    label({1}, m_classIds[1], m_run);
    label({2}, 0);
    {
        Library library(*m_project, *Library::load(*m_database));
        library.setLabel({3}, m_classIds[0]);
        library.undo();
        library.writer().flush();
    }
    const Result<std::vector<Correction>> all = corrections(*m_database);
    QVERIFY(all);
    QCOMPARE(all->size(), std::size_t(2));
    QCOMPARE(all->front().from, u"cat"_s);
    QCOMPARE(all->front().to, u"dog"_s);
    QCOMPARE(all->front().suggestedBy, u"Run %1"_s.arg(m_run));
    QCOMPARE(all->back().to, QString());
    QVERIFY(all->back().suggestedBy.isEmpty());
    const QString file = m_folder->filePath(u"corrections.csv"_s);
    QCOMPARE(*writeCorrections(*m_database, file), 2);
    const QByteArray text = readFile(file);
    QVERIFY(text.startsWith("file,from,to,when,suggested_by\r\n"));
    QCOMPARE(text.count('\n'), 3);
    QVERIFY(!writeCorrections(*m_database, m_folder->filePath(u"no/such/folder.csv"_s)));
}

void TestLabelReview::unfamiliarImagesComeFirst()
{
    const FeatureSource source = *runSource(*m_project, m_run);
    QCOMPARE(leastFamiliar(*m_project, source, {1}, {2}).error().code, ErrorCode::NotFound);
    QVERIFY(embedImages(*m_project, *m_engine, source, {}, {}));
    // 4 looks like 1, 2 looks like neither; an image is not held against itself.
    const Result<std::vector<SimilarImage>> familiar = leastFamiliar(*m_project, source, {4, 2, 1}, {1});
    QVERIFY(familiar);
    QCOMPARE(familiar->size(), std::size_t(3));
    QCOMPARE(familiar->back().imageId, 4);
    QVERIFY(familiar->back().similarity > 0.9);
    QCOMPARE(familiar->front().similarity < 0.5, true);
}

QTEST_GUILESS_MAIN(TestLabelReview)
#include "tst_labelreview.moc"
