// SPDX-License-Identifier: GPL-3.0-or-later
// How images join a project that is split: with their label, in the same step, and nobody else moves.

#include "core/project/library.h"
#include "core/project/repositories/qualityrepository.h"
#include "core/project/repositories/settingsrepository.h"
#include "tests/project/projectfixture.h"

#include <QSignalSpy>
#include <QTest>

#include <random>

using namespace cairn;
using namespace cairn::test;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 arena = 1;
constexpr qint64 tower = 2;

/// Hashes that are no near duplicates of each other.
PerceptualHash hashOf(int number)
{
    std::mt19937_64 random(std::mt19937_64::result_type(number) + 1);
    return random();
}

ImageQuality measured(PerceptualHash hash)
{
    ImageQuality quality;
    quality.hash = hash;
    return quality;
}

/// A project whose first 20 images are labeled and split, 4 of them for validation; the others are
/// unlabeled.
struct SplitProject
{
    explicit SplitProject(int images, int unmeasuredFrom = 1'000'000)
    {
        const auto database = *fixture.project->connect();
        std::vector<NewImage> list;
        for (int i = 0; i < images; ++i) {
            NewImage image = newImage(i, i < 20 ? 1 + i % 2 : 0,
                                      i >= 20          ? Split::None
                                          : i % 10 < 8 ? Split::Train
                                                       : Split::Valid);
            if (i < unmeasuredFrom)
                image.quality = measured(hashOf(i));
            list.push_back(image);
        }
        ids = *ImageRepository(*database).add(list);
        if (!SettingsRepository(*database).setSplitRule({0.2, 7}))
            qFatal("the rule cannot be stored");
        open();
    }

    void open()
    {
        library.reset();
        const auto database = *fixture.project->connect();
        library = std::make_unique<Library>(*fixture.project, *Library::load(*database));
    }

    QHash<qint64, Split> splits() const
    {
        QHash<qint64, Split> all;
        for (const ImageRecord &image : library->images())
            all.insert(image.id, image.split);
        return all;
    }
    Split splitOf(qint64 id) const { return library->image(id)->split; }
    Split onDisk(qint64 id)
    {
        library->writer().flush();
        const auto database = *fixture.project->connect();
        const std::vector<ImageRecord> images = *ImageRepository(*database).all();
        return std::ranges::find(images, id, &ImageRecord::id)->split;
    }

    ProjectFixture fixture;
    std::vector<qint64> ids;
    std::unique_ptr<Library> library;
};

} // namespace

class TestSplitJoin : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // Written down, so that another machine that deals differently is noticed.
    void placesAreTheSameEverywhere()
    {
        QCOMPARE(int(placeOf(1, 42) * 1e6), int(placeOf(1, 42) * 1e6));
        int below = 0;
        for (quint64 i = 0; i < 10000; ++i)
            below += placeOf(i, 42) < 0.2;
        QVERIFY2(below > 1850 && below < 2150, qPrintable(QString::number(below)));
        QVERIFY(placeOf(5, 42) != placeOf(5, 43));
    }

    void joinsInTheSameStep()
    {
        SplitProject project(30);
        Library &library = *project.library;
        const auto before = project.splits();
        const int steps = library.history().count();
        library.setLabel({project.ids[20], project.ids[21], project.ids[22]}, arena);
        QCOMPARE(library.history().count(), steps + 1);
        for (int i = 20; i < 23; ++i) {
            QVERIFY(project.splitOf(project.ids[std::size_t(i)]) != Split::None);
            QCOMPARE(project.onDisk(project.ids[std::size_t(i)]),
                     project.splitOf(project.ids[std::size_t(i)]));
        }
        for (const auto &[id, split] : before.asKeyValueRange()) {
            if (split != Split::None)
                QCOMPARE(project.splitOf(id), split); // nobody else moves
        }
        library.undo();
        QCOMPARE(project.splits(), before);
        QCOMPARE(project.onDisk(project.ids[20]), Split::None);
        library.redo();
        const auto after = project.splits();
        project.open(); // the step is read back from the disk
        project.library->undo();
        QCOMPARE(project.splits(), before);
        project.library->redo();
        QCOMPARE(project.splits(), after);
    }

    void relabeledAndUnlabeledKeepTheirSplit()
    {
        SplitProject project(25);
        Library &library = *project.library;
        const auto before = project.splits();
        library.setLabel({project.ids[0], project.ids[8]}, tower);
        library.setLabel({project.ids[1], project.ids[9]}, 0);
        QCOMPARE(project.splits(), before);
        library.setLabel({project.ids[1], project.ids[9]}, arena);
        QCOMPARE(project.splits(), before);
    }

    void beforeTheFirstSplitNothingJoins()
    {
        SplitProject project(25);
        Library &library = *project.library;
        std::vector<qint64> all(project.ids.begin(), project.ids.begin() + 20);
        library.setSplit(all, Split::None);
        library.setLabel({project.ids[20]}, arena);
        QCOMPARE(project.splitOf(project.ids[20]), Split::None);
        library.setSplit(all, Split::Train); // no validation images: no split yet
        library.setLabel({project.ids[21]}, arena);
        QCOMPARE(project.splitOf(project.ids[21]), Split::None);
    }

    void aNearDuplicateDecides()
    {
        for (const Split side : {Split::Train, Split::Valid, Split::Test}) {
            SplitProject project(60);
            Library &library = *project.library;
            library.setSplit({project.ids[3]}, side);
            // Image 3 is like `near`, which has no label and is in no part, and that is like `further`.
            const PerceptualHash hash = hashOf(3);
            const auto database = *project.fixture.project->connect();
            NewImage near = newImage(9001);
            near.quality = measured(hash ^ 0b111);
            NewImage further = newImage(9002);
            further.quality = measured(hash ^ 0b111'111'000'111);
            const auto ids = *ImageRepository(*database).add({near, further});
            library.replaceContents(*Library::loadImages(*database));
            library.setLabel({ids[1]}, tower); // its class is another one
            QCOMPARE(project.splitOf(ids[1]), side);
            library.setLabel({ids[0]}, arena);
            QCOMPARE(project.splitOf(ids[0]), side);
        }
    }

    void oneByOneEveryClassKeepsItsShare()
    {
        SplitProject project(420);
        Library &library = *project.library;
        for (int i = 20; i < 420; ++i) {
            library.setLabel({project.ids[std::size_t(i)]}, i % 3 == 0 ? arena : tower);
            for (const qint64 classId : {arena, tower}) {
                const int valid = library.splitCount(Split::Valid, classId);
                const double all = valid + library.splitCount(Split::Train, classId);
                QVERIFY2(std::abs(valid - 0.2 * all) <= 1, qPrintable(u"%1 of %2"_s.arg(valid).arg(all)));
            }
        }
        QCOMPARE(library.splitCount(Split::None), 0);
    }

    void aNewClassTrainsFirst()
    {
        SplitProject project(30);
        Library &library = *project.library;
        const qint64 bridge = *library.addClass(u"Bridge"_s);
        library.setLabel({project.ids[20]}, bridge);
        QCOMPARE(project.splitOf(project.ids[20]), Split::Train);
        library.setLabel({project.ids[21]}, bridge);
        QCOMPARE(project.splitOf(project.ids[21]), Split::Valid);
        library.setLabel({project.ids[22]}, bridge);
        QCOMPARE(project.splitOf(project.ids[22]), Split::Train);
    }

    void anUnmeasuredImageJoinsWhenItIsMeasured()
    {
        SplitProject project(25, 22);
        Library &library = *project.library;
        QSignalSpy wanted(&library, &Library::hashesWanted);
        library.setLabel({project.ids[21]}, arena);
        QCOMPARE(wanted.count(), 0);
        library.setLabel({project.ids[23]}, arena);
        QCOMPARE(wanted.count(), 1);
        QCOMPARE(project.splitOf(project.ids[23]), Split::None);
        library.addHashes({{project.ids[22], hashOf(22)}, {project.ids[23], hashOf(23)}});
        QVERIFY(project.splitOf(project.ids[23]) != Split::None);
        QCOMPARE(project.splitOf(project.ids[22]), Split::None); // has no label
    }

    void arrivalsJoinWithoutAStep()
    {
        SplitProject project(20);
        Library &library = *project.library;
        const auto before = project.splits();
        const int steps = library.history().count();
        const auto database = *project.fixture.project->connect();
        std::vector<NewImage> arrivals;
        for (int i = 100; i < 150; ++i) {
            arrivals.push_back(newImage(i, 1 + i % 2));
            arrivals.back().quality = measured(hashOf(i));
        }
        arrivals.push_back(newImage(200));
        const auto ids = *ImageRepository(*database).add(arrivals);
        qsizetype known = std::ssize(library.images()); // to somebody who keeps a value for each row
        connect(&library, &Library::imagesReset, this, [&] { known = std::ssize(library.images()); });
        connect(&library, &Library::imagesChanged, this,
                [&](const QList<int> &rows) { QVERIFY(rows.last() < known); });
        library.replaceContents(*Library::loadImages(*database));
        QCOMPARE(library.history().count(), steps);
        QCOMPARE(library.splitCount(Split::None), 0);
        QCOMPARE(project.splitOf(ids.back()), Split::None); // unlabeled
        QVERIFY(std::abs(library.splitCount(Split::Valid) - 14) <= 2);
        QCOMPARE(project.onDisk(ids[0]), project.splitOf(ids[0]));
        for (const auto &[id, split] : before.asKeyValueRange())
            QCOMPARE(project.splitOf(id), split);
    }

    void theRuleOfTheImagesThemselves()
    {
        SplitProject project(30);
        QCOMPARE(project.library->splitRule(), (SplitRule{0.2, 7}));
        const auto database = *project.fixture.project->connect();
        QVERIFY(database->execute(u"DELETE FROM settings"_s));
        project.open();
        QCOMPARE(project.library->splitRule().validShare, 0.2); // 4 of 20
    }

    void leftOutImagesJoinOnDemand()
    {
        SplitProject project(40);
        Library &library = *project.library;
        const std::vector<qint64> some{project.ids[20], project.ids[21], project.ids[22]};
        library.setLabel(some, arena);
        library.setSplit(some, Split::None); // taken out by hand: it stays out
        library.setLabel({project.ids[20]}, tower);
        QCOMPARE(project.splitOf(project.ids[20]), Split::None);
        QCOMPARE(library.splitCount(Split::None), 3);
        library.joinSplit();
        QCOMPARE(library.splitCount(Split::None), 0);
        library.undo();
        QCOMPARE(library.splitCount(Split::None), 3);
    }

    void testAndValidationSwap()
    {
        SplitProject project(20);
        Library &library = *project.library;
        library.setSplit({project.ids[0], project.ids[1]}, Split::Test);
        const auto before = project.splits();
        library.swapTestAndValidation();
        QCOMPARE(project.splitOf(project.ids[0]), Split::Valid);
        QCOMPARE(project.splitOf(project.ids[8]), Split::Test);
        QCOMPARE(project.onDisk(project.ids[8]), Split::Test);
        library.swapTestAndValidation();
        QCOMPARE(project.splits(), before);
    }

    void tenThousandAtOnce()
    {
        SplitProject project(10'020);
        const std::vector<qint64> all(project.ids.begin() + 20, project.ids.end());
        project.library->setLabel(all, arena);
        const int valid = project.library->splitCount(Split::Valid, arena);
        QVERIFY2(std::abs(valid - 0.2 * 10'010) <= 1, qPrintable(QString::number(valid)));
    }
};

QTEST_GUILESS_MAIN(TestSplitJoin)
#include "tst_splitjoin.moc"
