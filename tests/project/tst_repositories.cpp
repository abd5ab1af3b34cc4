// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/query.h"
#include "core/project/repositories/editrepository.h"
#include "core/project/repositories/runrepository.h"
#include "tests/project/projectfixture.h"

#include <QSqlQuery>
#include <QTest>

#include <cmath>

using namespace cairn;
using namespace cairn::test;
using namespace Qt::StringLiterals;

class TestRepositories : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void classNames();
    void classesKeepOrder();
    void classWithImagesStays();
    void imagesAndDuplicates();
    void provenance();
    void labelsAndHistory();
    void labelOfUnknownImageChangesNothing();
    void nestedTransactions();
    void runs();
    void predictionsAndSnapshot();
    void notANumber();
    void hundredThousand();

private:
    int number(const QString &sql)
    {
        Query query(*m_database, sql);
        return query.run() && query.next() ? int(query.integer(0)) : -1;
    }
    std::unique_ptr<ProjectFixture> m_fixture;
    std::unique_ptr<Database> m_database;
};

void TestRepositories::init()
{
    m_fixture = std::make_unique<ProjectFixture>();
    m_database = *m_fixture->project->connect();
}

void TestRepositories::cleanup()
{
    m_database.reset();
    m_fixture.reset();
}

void TestRepositories::classNames()
{
    QCOMPARE(*ClassRepository::cleanName(u"  Eiffel tower \n"_s), u"Eiffel tower"_s);
    QCOMPARE(*ClassRepository::cleanName(u"🏛️ ποδήλατο"_s), u"🏛️ ποδήλατο"_s);
    for (const QString &bad :
         {u""_s, u"  "_s, u"a/b"_s, u"a\\b"_s, u"."_s, u".."_s, u"a\tb"_s, QString(300, u'x')})
        QVERIFY2(!ClassRepository::cleanName(bad), qPrintable(bad));
}

void TestRepositories::classesKeepOrder()
{
    ClassRepository classes(*m_database);
    const auto third = classes.add(u"Ärmel"_s);
    QCOMPARE(third->position, 2);
    QCOMPARE(classes.add(u"Ärmel"_s).error().code, ErrorCode::AlreadyExists);
    QCOMPARE(classes.findOrAdd(u"Ärmel"_s)->id, third->id);
    QCOMPARE(classes.findOrAdd(u"new"_s)->position, 3);
    QCOMPARE(classes.update({third->id, u"Arena"_s}).error().code, ErrorCode::AlreadyExists);
    QVERIFY(classes.update({third->id, u"ÄRMEL"_s, 0, u"#112233"_s, u"q"_s})); // its own name in another case
    QVERIFY(classes.remove(2));
    const auto left = classes.all();
    QCOMPARE(left->size(), 3U);
    QCOMPARE(left->at(1).name, u"ÄRMEL"_s);
    QCOMPARE(left->at(1).color, u"#112233"_s);
    QCOMPARE(left->at(1).shortcut, u"q"_s);
    for (int i = 0; i < 3; ++i)
        QCOMPARE(left->at(std::size_t(i)).position, i);
    QCOMPARE(classes.remove(2).error().code, ErrorCode::NotFound);
    QVERIFY(classes.remove(4));
    QCOMPARE(*classes.nextId(), 5); // not the removed one's id
}

void TestRepositories::classWithImagesStays()
{
    QVERIFY(ImageRepository(*m_database).add({newImage(1, 1), newImage(2, 2)}));
    ClassRepository classes(*m_database);
    QVERIFY(classes.remove(1));
    QCOMPARE(classes.all()->size(), 2U);
    QCOMPARE(ImageRepository(*m_database).all()->at(0).classId, 1);
    QVERIFY(ImageRepository(*m_database).setLabels({{1, 1, 0}}));
    QVERIFY(classes.remove(1));
    QCOMPARE(classes.all()->size(), 1U);
    QVERIFY(classes.insert({1, u"Arena"_s, 0})); // back to its place
    QCOMPARE(classes.all()->at(0).name, u"Arena"_s);
    QCOMPARE(classes.all()->at(1).position, 1);
}

void TestRepositories::imagesAndDuplicates()
{
    ImageRepository images(*m_database);
    NewImage sameContent = newImage(1);
    sameContent.path = u"/elsewhere/1.jpg"_s;
    const auto ids = images.add({newImage(1, 2, Split::Valid), newImage(2), sameContent, newImage(2)});
    QVERIFY(ids);
    QCOMPARE(*ids, (std::vector<qint64>{1, 2, 0, 0}));
    QVERIFY(*images.contains(newImage(1).sha256));
    QVERIFY(!*images.contains(newImage(3).sha256));
    const auto all = images.all();
    QCOMPARE(all->size(), 2U);
    QCOMPARE(all->at(0).classId, 2);
    QCOMPARE(all->at(0).split, Split::Valid);
    QCOMPARE(QSize(all->at(0).width, all->at(0).height), QSize(640, 480));
    QVERIFY(images.setValues(EditKind::Trash, {{2, 0, 1}}));
    QVERIFY(images.setSplits({{1, Split::Train}}));
    QVERIFY(images.all()->at(1).trashed);
    QCOMPARE(images.all()->at(0).split, Split::Train);
    // A class that is not there: nothing of the batch stays.
    QVERIFY(!images.add({newImage(7), newImage(8, 99)}));
    QCOMPARE(images.all()->size(), 2U);
}

void TestRepositories::provenance()
{
    ImageRepository images(*m_database);
    NewImage collected = newImage(1);
    collected.from = {u"commons"_s,     u"colosseum"_s, u"A view"_s,    u"https://a/1.jpg"_s,
                      u"https://a/1"_s, u"Somebody"_s,  u"CC BY 4.0"_s, u"https://a/by"_s};
    NewImage another = newImage(2);
    another.from = collected.from;
    QVERIFY(images.add({collected, another, newImage(3)}));
    const auto all = images.all();
    QCOMPARE(all->at(0).provider, u"commons"_s);
    QCOMPARE(all->at(0).query, u"colosseum"_s);
    QCOMPARE(all->at(0).license, u"CC BY 4.0"_s);
    QCOMPARE(all->at(1).license.constData(), all->at(0).license.constData()); // one text for both
    QCOMPARE(all->at(2).license, QString());
    QCOMPARE(all->at(1).bytes, 1002);
    QVERIFY(all->at(1).addedAt > 1'000'000'000'000);
    QVERIFY(!all->at(1).flagged);
    const auto from = images.provenance(2);
    QCOMPARE(from->title, u"A view"_s);
    QCOMPARE(from->pageUrl, u"https://a/1"_s);
    QCOMPARE(from->author, u"Somebody"_s);
    QCOMPARE(from->licenseUrl, u"https://a/by"_s);
    QCOMPARE(images.provenance(9).error().code, ErrorCode::NotFound);
}

void TestRepositories::labelsAndHistory()
{
    ImageRepository images(*m_database);
    EditRepository edits(*m_database);
    QVERIFY(images.add(newImages(3)));
    const Edit first{1, EditKind::Label, u"Label 2 images Arena"_s, {{1, 0, 1}, {2, 0, 1}}, {}, {}};
    const Edit second{2, EditKind::Label, u"Label 1 image Clock tower"_s, {{2, 1, 2}}, {}, {}};
    QVERIFY(edits.add(first, {}));
    QVERIFY(edits.add(second, {}));
    QCOMPARE(images.all()->at(1).classId, 2);
    const auto history = edits.labelHistory(2);
    QCOMPARE(history->size(), 2U);
    QCOMPARE(history->at(0).before, u"Arena"_s);
    QCOMPARE(history->at(0).after, u"Clock tower"_s);
    QCOMPARE(history->at(1).before, QString());
    QCOMPARE(history->at(1).edit, u"Label 2 images Arena"_s);
    QVERIFY(edits.step(second, {}, false));
    QCOMPARE(images.all()->at(1).classId, 1);
    QCOMPARE(edits.labelHistory(2)->size(), 1U); // what was undone is no history
    const auto stored = edits.latest();
    QCOMPARE(stored->edits.size(), 2U);
    QCOMPARE(stored->undone, 1);
    QCOMPARE(stored->nextId, 3);
    QVERIFY(edits.add({3, EditKind::Flag, u"Flag 1 image"_s, {}, {{3, 0, 1}}, {}}, {}));
    QCOMPARE(edits.latest()->edits.size(), 2U); // the undone one is forgotten
    QCOMPARE(number(u"SELECT count(*) FROM label_events WHERE edit_id = 2"_s), 0);
    QVERIFY(images.all()->at(2).flagged);
}

void TestRepositories::labelOfUnknownImageChangesNothing()
{
    ImageRepository images(*m_database);
    QVERIFY(images.add(newImages(1)));
    QVERIFY(
        !EditRepository(*m_database).add({1, EditKind::Label, u"x"_s, {{1, 0, 1}, {77, 0, 1}}, {}, {}}, {}));
    QCOMPARE(images.all()->at(0).classId, 0);
    QCOMPARE(number(u"SELECT count(*) FROM edits"_s), 0);
}

void TestRepositories::nestedTransactions()
{
    ImageRepository images(*m_database);
    {
        Transaction outer(*m_database);
        QVERIFY(images.add({newImage(1)}));
        {
            Transaction inner(*m_database);
            QVERIFY(images.add({newImage(2)}));
        } // undone alone
        QVERIFY(outer.commit());
    }
    QCOMPARE(images.all()->size(), 1U);
    {
        Transaction outer(*m_database);
        QVERIFY(images.add({newImage(3)}));
    }
    QCOMPARE(images.all()->size(), 1U);
}

void TestRepositories::runs()
{
    QVERIFY(ImageRepository(*m_database).add(newImages(4)));
    RunRepository runs(*m_database);
    TrainingConfig config;
    config.preset = u"quick"_s;
    const auto id
        = runs.start(config, {{u"Arena"_s, u"Tower"_s}, {{1, {}, 0}, {2, {}, 1}}, {{3, {}, 0}, {4, {}, 1}}});
    QVERIFY2(id, id ? "" : qPrintable(id.error().detail));
    auto run = runs.find(*id);
    QVERIFY(run);
    QCOMPARE(run->name, u"Run 1"_s);
    QCOMPARE(run->arch, u"resnet34"_s);
    QCOMPARE(run->preset, u"quick"_s);
    QCOMPARE(run->classes, QStringList({u"Arena"_s, u"Tower"_s}));
    QCOMPARE(run->validImages, 2);
    QVERIFY(runs.setTags(*id, {u" small  images, ,baseline"_s, u"baseline"_s}));
    QCOMPARE(runs.find(*id)->tags, QStringList({u"small images"_s, u"baseline"_s}));
    QVERIFY(qAbs(run->started.msecsTo(QDateTime::currentDateTime())) < 60000);
    run->state = RunState::Completed;
    run->bestErrorRate = 0.25;
    run->message = QString();
    run->setup = u"CPU, float32"_s;
    QVERIFY(runs.update(*run));

    ConfusionMatrix confusion(2);
    confusion.add(0, 1, 3);
    EpochMetrics epoch;
    epoch.stageName = u"frozen"_s;
    epoch.errorRate = 0.5;
    epoch.confusion = confusion;
    epoch.best = true;
    QVERIFY(runs.addEpoch(*id, epoch));
    epoch.epoch = 1;
    QVERIFY(runs.addEpoch(*id, epoch));
    const auto epochs = runs.epochs(*id);
    QCOMPARE(epochs->size(), 2U);
    QCOMPARE(epochs->at(0).confusion, confusion);
    QCOMPARE(epochs->at(1).epoch, 1);
    QVERIFY(epochs->at(0).best);

    QCOMPARE(*runs.start(config, {{u"a"_s}, {}, {}}), 2);
    const auto all = runs.all();
    QCOMPARE(all->size(), 2U);
    QCOMPARE(all->at(0).id, 2); // newest first
    QCOMPARE(all->at(1).bestErrorRate, 0.25);
    QCOMPARE(all->at(1).setup, u"CPU, float32"_s);
    QCOMPARE(runs.find(9).error().code, ErrorCode::NotFound);
    QVERIFY(runs.remove(*id));
    QCOMPARE(number(u"SELECT (SELECT count(*) FROM epochs) + (SELECT count(*) FROM run_images)"_s), 0);
}

void TestRepositories::predictionsAndSnapshot()
{
    QVERIFY(ImageRepository(*m_database).add(newImages(4)));
    RunRepository runs(*m_database);
    const auto id
        = runs.start({}, {{u"Arena"_s, u"Tower"_s}, {{1, {}, 0}}, {{4, {}, 1}, {3, {}, 0}, {2, {}, 1}}});
    QVERIFY(ImageRepository(*m_database).setValues(EditKind::Trash, {{3, 0, 1}}));
    const auto valid = runs.validExamples(*id);
    QCOMPARE(valid->size(), 2U); // in their order, without the trashed one
    QCOMPARE(valid->at(0).imageId, 4);
    QCOMPARE(valid->at(0).label, 1);
    QCOMPARE(valid->at(0).path, u"/images/3.jpg"_s);
    Prediction prediction{4, 1, 0, 0.75, 0.25, 1.386, {0.75F, 0.25F}};
    QVERIFY(runs.replacePredictions(*id, {prediction, {2, 1, 1, 0.5, 0.5, 0.69, {0.5F, 0.5F}}}));
    QVERIFY(runs.replacePredictions(*id, {prediction}));
    const auto stored = runs.predictions(*id);
    QCOMPARE(stored->size(), 1U);
    QCOMPARE(stored->at(0).imageId, 4);
    QCOMPARE(stored->at(0).actual, 1);
    QCOMPARE(stored->at(0).predicted, 0);
    QCOMPARE(stored->at(0).loss, 1.386);
    QCOMPARE(stored->at(0).actualProbability, 0.25);
    QCOMPARE(stored->at(0).probabilities, prediction.probabilities);
}

void TestRepositories::notANumber()
{
    RunRepository runs(*m_database);
    const auto id = runs.start({}, {{u"a"_s}, {}, {}});
    auto run = runs.find(*id);
    run->validLoss = std::nan("");
    QVERIFY(runs.update(*run));
    QVERIFY(std::isnan(runs.find(*id)->validLoss));
    EpochMetrics epoch;
    epoch.trainLoss = std::nan("");
    QVERIFY(runs.addEpoch(*id, epoch));
    QVERIFY(std::isnan(runs.epochs(*id)->at(0).trainLoss));
}

void TestRepositories::hundredThousand()
{
    ImageRepository images(*m_database);
    QVERIFY(images.add(newImages(100'000)));
    QCOMPARE(images.all()->size(), 100'000U);
    QVERIFY(images.contains(newImage(99'999).sha256));
    QSqlQuery plan(m_database->handle());
    QVERIFY(plan.exec(u"EXPLAIN QUERY PLAN SELECT 1 FROM images WHERE sha256 = x'00'"_s) && plan.next());
    const QString how = plan.value(u"detail"_s).toString();
    QVERIFY2(how.contains(u"USING") && how.contains(u"INDEX"), qPrintable(how));
}

QTEST_GUILESS_MAIN(TestRepositories)
#include "tst_repositories.moc"
