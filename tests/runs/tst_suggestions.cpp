// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/repositories/classrepository.h"
#include "core/project/repositories/runrepository.h"
#include "core/runs/featurefile.h"
#include "core/runs/runs.h"
#include "core/runs/suggestions.h"
#include "tests/project/projectfixture.h"
#include "tests/support/fakeengine.h"
#include "tests/support/fulldisk.h"

#include <QImage>
#include <QTest>

#include <cmath>

using namespace cairn;
using namespace cairn::test;
using namespace Qt::StringLiterals;

class TestSuggestions : public QObject
{
    Q_OBJECT

    std::unique_ptr<ProjectFixture> m_fixture;
    std::unique_ptr<Database> m_database;
    FakeEngine m_engine;
    std::vector<qint64> m_ids; ///< 40 labeled, then 60 unlabeled

    const Project &project() const { return *m_fixture->project; }
    ImageRepository images() { return ImageRepository(*m_database); }

    void addImages()
    {
        QImage dot(4, 4, QImage::Format_RGB32);
        std::vector<NewImage> added;
        for (int i = 0; i < 100; ++i) {
            NewImage image = newImage(i, i < 40 ? 1 + i % 2 : 0,
                                      i >= 40         ? Split::None
                                          : i % 4 < 2 ? Split::Train
                                                      : Split::Valid);
            image.path = m_fixture->folder.filePath(u"%1.png"_s.arg(i));
            dot.fill(QColor(i, i, 3));
            QVERIFY(dot.save(image.path));
            added.push_back(image);
        }
        m_ids = *images().add(added);
    }

    qint64 train()
    {
        TrainingConfig config = *withPreset({}, u"from-scratch"_s, 1);
        config.arch = Arch::ResNet18;
        TrainingObserver nobody;
        const auto run = trainRun(project(), m_engine, {config}, {nobody, PauseGate(), {}});
        return run ? run->id : 0;
    }

private Q_SLOTS:
    void init()
    {
        qputenv("CAIRN_WEIGHTS_DIR", "/nowhere");
        m_fixture = std::make_unique<ProjectFixture>();
        m_database = *project().connect();
        m_engine.embedded = 0;
        addImages();
    }
    void cleanup()
    {
        m_database.reset();
        m_fixture.reset();
    }

    void suggestsForUnlabeledImages()
    {
        const qint64 run = train();
        QVERIFY(run > 0);
        QVERIFY(suggestions(project(), run)->empty());
        const auto source = bestSource(project());
        QVERIFY(source);
        QCOMPARE(source->runId, run);
        QVERIFY2(source->title.contains(u"ResNet-18"), qPrintable(source->title));
        const auto report = embedImages(project(), m_engine, *source, {}, {});
        QVERIFY2(report, report ? "" : qPrintable(report.error().message));
        QCOMPARE(report->embedded, 100);
        QCOMPARE(report->unreadable, 0);
        const auto all = suggestions(project(), run);
        QCOMPARE(all->size(), 60U);
        for (const Suggestion &suggestion : *all) {
            QVERIFY(suggestion.classId == 1 || suggestion.classId == 2);
            QVERIFY(suggestion.probability >= 0.5 && suggestion.probability <= 1);
            QVERIFY(std::abs(suggestion.margin - (2 * suggestion.probability - 1)) < 1e-5); // two classes
        }
        const auto sure = acceptable(*all, 0.8);
        QVERIFY(!sure.empty() && sure.size() < 60);
        QVERIFY(std::ranges::all_of(sure, [](const Suggestion &s) { return s.probability >= 0.8; }));

        // Nothing is computed twice; what is labeled or trashed is suggested no more.
        QCOMPARE(embedImages(project(), m_engine, *source, {}, {})->embedded, 0);
        QCOMPARE(m_engine.embedded.load(), 100);
        QVERIFY(images().setLabels({{m_ids[50], 0, 1}}));
        QVERIFY(images().setValues(EditKind::Trash, {{m_ids[51], 0, 1}}));
        QCOMPARE(suggestions(project(), run)->size(), 58U);
        // Review knows nothing of them: what a run got wrong is counted on its validation images.
        QCOMPARE(storedEvaluation(project(), run)->predictions.size(), 20U);
    }

    void aFullDiskEndsTheLookingAndKeepsWhatIsThere()
    {
        const FeatureSource source{0, u"weights"_s, u"/nowhere"_s, Arch::ResNet18, u"features/x.bin"_s};
        {
            const FullDisk disk(1000); // some forty images
            const auto report = embedImages(project(), m_engine, source, {}, {});
            QVERIFY(!report);
            QCOMPARE(report.error().code, ErrorCode::WriteFailed);
            QVERIFY2(report.error().message.contains(u"disk full"_s), qPrintable(report.error().message));
        }
        const auto report = embedImages(project(), m_engine, source, {}, {});
        QVERIFY(report);
        QVERIFY(report->embedded > 0 && report->embedded < 100);
        QCOMPARE(FeatureFile::read(project().folder(), source.featureFile,
                                   FeatureFile::stampOf(source.weightsFile))
                     ->ids.size(),
                 100u);
    }

    void removedAndRenamedClasses()
    {
        const qint64 run = train();
        QVERIFY(embedImages(project(), m_engine, *runSource(project(), run), {}, {}));
        ClassRepository classes(*m_database);
        ClassRecord renamed = classes.all()->front();
        renamed.name = u"Colosseum"_s;
        QVERIFY(classes.update(renamed));
        std::vector<LabelChange> cleared;
        for (std::size_t i = 1; i < 40; i += 2)
            cleared.push_back({m_ids[i], 2, 0});
        QVERIFY(images().setLabels(cleared));
        QVERIFY(classes.remove(2));
        const auto all = suggestions(project(), run);
        QVERIFY(std::ranges::any_of(*all, [](const Suggestion &s) { return s.classId == 1; }));
        QVERIFY(std::ranges::any_of(*all, [](const Suggestion &s) { return s.classId == 0; }));
        for (const Suggestion &suggestion : acceptable(*all, 0))
            QCOMPARE(suggestion.classId, 1);
    }

    void cancelKeepsWhatIsDone()
    {
        const auto source = runSource(project(), train());
        CancelSource cancel;
        const auto stopAt30 = [&](const Progress &now) {
            if (now.done == 30)
                cancel.cancel();
        };
        const auto some = embedImages(project(), m_engine, *source, stopAt30, cancel.token());
        QVERIFY(some && some->cancelled);
        QCOMPARE(some->embedded, 30);
        QCOMPARE(suggestions(project(), source->runId)->size(), 30U); // unlabeled images come first
        QCOMPARE(embedImages(project(), m_engine, *source, {}, {})->embedded, 70);
    }

    void usefulImagesAreUncertainAndDiverse()
    {
        const auto source = runSource(project(), train());
        QCOMPARE(mostUseful(project(), *source, 3).error().code, ErrorCode::NotFound);
        QVERIFY(embedImages(project(), m_engine, *source, {}, {}));
        const auto useful = mostUseful(project(), *source, 4);
        QVERIFY(useful);
        QCOMPARE(useful->size(), 4U);
        auto all = *suggestions(project(), source->runId);
        std::ranges::sort(all, {}, &Suggestion::margin);
        QCOMPARE(useful->front(), all.front().imageId);
        for (const qint64 id : *useful) {
            const auto place = std::ranges::find(all, id, &Suggestion::imageId) - all.begin();
            QVERIFY(place < 40); // ten candidates for each
        }
        // The fake network's features are alike within a class: the second is of the other class.
        QVERIFY((*useful)[0] % 2 != (*useful)[1] % 2);
        QCOMPARE(mostUseful(project(), *source, 1000)->size(), 60U);
        QVERIFY(mostUseful(project(), *source, 0)->empty());
    }

    void similarImagesAsByHand()
    {
        const auto source = runSource(project(), train());
        QVERIFY(embedImages(project(), m_engine, *source, {}, {}));
        const auto similar = similarImages(project(), *source, m_ids[7], 200);
        QVERIFY(similar);
        QCOMPARE(similar->size(), 99U);
        QVERIFY(std::ranges::is_sorted(*similar, std::ranges::greater{}, &SimilarImage::similarity));
        const FeatureSet set = *FeatureFile::read(project().folder(), source->featureFile,
                                                  FeatureFile::stampOf(source->weightsFile));
        const auto rowFor = [&](qint64 id) {
            return set.row(std::size_t(std::ranges::find(set.ids, id) - set.ids.begin()));
        };
        const std::vector<float> own = rowFor(m_ids[7]);
        for (const SimilarImage &other : *similar) {
            double cosine = 0;
            const std::vector<float> row = rowFor(other.imageId);
            for (std::size_t i = 0; i < row.size(); ++i)
                cosine += double(row[i]) * double(own[i]);
            QVERIFY(std::abs(cosine - other.similarity) < 1e-5);
        }
        for (std::size_t i = 0; i < 40; ++i)
            QCOMPARE(similar->at(i).imageId % 2, m_ids[7] % 2); // of the same class
        QVERIFY(images().setValues(EditKind::Trash, {{similar->front().imageId, 0, 1}}));
        QVERIFY(similarImages(project(), *source, m_ids[7], 1)->front().imageId != similar->front().imageId);
        QCOMPARE(similarImages(project(), *source, 12345, 1).error().code, ErrorCode::NotFound);
    }

    void withoutARunImageNetOrASentence()
    {
        const auto none = bestSource(project());
        QVERIFY(!none);
        QCOMPARE(none.error().code, ErrorCode::NotFound);
        QVERIFY2(none.error().message.contains(u"train"), qPrintable(none.error().message));
        // As it is when the weights are there; the fake engine does not read them.
        const FeatureSource source{0, u"ImageNet weights (ResNet-18)"_s, u"/nowhere/resnet18.pth"_s,
                                   Arch::ResNet18, u"features/resnet18.bin"_s};
        QCOMPARE(embedImages(project(), m_engine, source, {}, {})->embedded, 100);
        QCOMPARE(similarImages(project(), source, m_ids[3], 5)->size(), 5U);
    }

    void featureFileSurvives()
    {
        const Folder folder = *Folder::open(m_fixture->folder.path());
        const QString name = u"f.bin"_s;
        {
            auto file = *FeatureFile::open(folder, name, 3, 1);
            QVERIFY(file->startedAnew());
            QVERIFY(file->append(5, {3, 0, 4}) && file->append(6, {0, 0, 0}) && file->flush());
        }
        const FeatureSet set = *FeatureFile::read(folder, name, 1);
        QCOMPARE(set.ids, (std::vector<qint64>{5, 6}));
        QVERIFY(std::abs(set.row(0)[0] - 0.6F) < 1e-3F && std::abs(set.row(0)[2] - 0.8F) < 1e-3F);
        QCOMPARE(set.row(1), (std::vector<float>{0, 0, 0}));
        QVERIFY(FeatureFile::read(folder, name, 2)->ids.empty()); // of other weights
        QFile cut(folder.path(name));
        QVERIFY(cut.resize(cut.size() - 3)); // a record that a kill cut off
        QCOMPARE(FeatureFile::read(folder, name, 1)->ids.size(), 1U);
        {
            auto file = *FeatureFile::open(folder, name, 3, 1);
            QVERIFY(!file->startedAnew());
            QVERIFY(file->append(7, {1, 0, 0}) && file->flush());
        }
        QCOMPARE(FeatureFile::read(folder, name, 1)->ids, (std::vector<qint64>{5, 7}));
        QVERIFY(cut.open(QIODevice::WriteOnly)
                && cut.write("CairnFt1 and then nonsense of all kinds, 9999999") > 0);
        cut.close();
        QCOMPARE(FeatureFile::read(folder, name, 1).error().code, ErrorCode::Corrupt);
        QVERIFY((*FeatureFile::open(folder, name, 3, 1))->startedAnew());
        QVERIFY(FeatureFile::read(folder, u"none"_s, 1)->ids.empty());
    }
};

QTEST_GUILESS_MAIN(TestSuggestions)
#include "tst_suggestions.moc"
