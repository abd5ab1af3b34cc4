// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/health/duplicates.h"
#include "core/dataset/health/qualityscan.h"
#include "core/dataset/importer.h"
#include "core/project/repositories/qualityrepository.h"
#include "tests/imaging/testimages.h"
#include "tests/project/projectfixture.h"

#include <QElapsedTimer>
#include <QTest>

#include <functional>
#include <random>

using namespace cairn;
using namespace cairn::test;
using namespace Qt::StringLiterals;

namespace {

std::vector<HashedImage> randomHashes(int count, quint64 seed)
{
    std::mt19937_64 random(seed);
    std::vector<HashedImage> images;
    for (int i = 0; i < count; ++i)
        images.push_back({i + 1, random()});
    return images;
}

/// Every third image becomes a variant of the one before, a few bits away.
std::vector<HashedImage> withVariants(int count, int most, quint64 seed)
{
    std::vector<HashedImage> images = randomHashes(count, seed);
    std::mt19937_64 random(seed + 1);
    for (std::size_t i = 1; i < images.size(); i += 3) {
        images[i].hash = images[i - 1].hash;
        for (int flips = int(random() % unsigned(most + 1)); flips > 0; --flips)
            images[i].hash ^= PerceptualHash(1) << random() % 64;
    }
    return images;
}

/// All pairs compared, groups followed from image to image.
std::vector<ImageGroup> byBruteForce(const std::vector<HashedImage> &images, int distance)
{
    std::vector<ImageGroup> groups;
    std::vector<bool> seen(images.size());
    for (std::size_t i = 0; i < images.size(); ++i) {
        if (seen[i] || images[i].hash == 0)
            continue;
        ImageGroup group;
        std::vector<std::size_t> waiting{i};
        seen[i] = true;
        while (!waiting.empty()) {
            const std::size_t at = waiting.back();
            waiting.pop_back();
            group.push_back(images[at].id);
            for (std::size_t j = 0; j < images.size(); ++j) {
                if (!seen[j] && images[j].hash != 0
                    && hammingDistance(images[at].hash, images[j].hash) <= distance) {
                    seen[j] = true;
                    waiting.push_back(j);
                }
            }
        }
        std::ranges::sort(group);
        if (group.size() > 1)
            groups.push_back(group);
    }
    return groups;
}

} // namespace

class TestDuplicates : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void likeBruteForce()
    {
        for (const int distance : {0, 1, 3, 6, 10, 16, 24, 63}) {
            const auto images = withVariants(600, 8, quint64(distance) + 7);
            const auto found = nearDuplicateGroups(images, distance);
            QCOMPARE(found, byBruteForce(images, distance));
            if (distance <= 10)
                QVERIFY(found.size() > 20);
        }
    }

    void crowdedHashes() // few bits vary: every part is shared by many
    {
        auto images = randomHashes(700, 3);
        for (HashedImage &image : images)
            image.hash &= 0x00ff00ff0000ffffULL;
        for (const int distance : {2, 4, 6})
            QCOMPARE(nearDuplicateGroups(images, distance), byBruteForce(images, distance));
    }

    void chainsEqualsAndNothing()
    {
        const std::vector<HashedImage> images{{9, 0b1}, {2, 0b11},  {5, 0b111}, {7, 0},
                                              {8, 0},   {1, ~0ULL}, {3, 0b1}};
        const auto groups = nearDuplicateGroups(images, 1);
        QCOMPARE(groups.size(), 1U);
        QCOMPARE(groups.front(), (ImageGroup{2, 3, 5, 9}));
        QVERIFY(nearDuplicateGroups({}).empty());
        CancelSource cancel;
        cancel.cancel();
        QVERIFY(nearDuplicateGroups(images, 1, cancel.token()).empty());
    }

    void hundredThousand()
    {
        auto images = withVariants(100'000, 6, 11);
        for (std::size_t i = 90'000; i < images.size(); ++i) // ten thousand copies of one image
            images[i].hash = 42;
        QElapsedTimer timer;
        timer.start();
        const auto groups = nearDuplicateGroups(images);
        qInfo("100,000 hashes in %lld ms", timer.elapsed());
        QVERIFY(groups.size() > 25'000);
        QVERIFY(std::ranges::any_of(groups, [](const ImageGroup &group) { return group.size() == 10'000; }));
    }

    void bestIsLargestThenSharpest()
    {
        std::vector<ImageRecord> images{{1, {}, 0, Split::None, 100, 100, false},
                                        {2, {}, 0, Split::None, 200, 100, false},
                                        {3, {}, 0, Split::None, 100, 200, false},
                                        {4, {}, 0, Split::None, 100, 200, false}};
        QHash<qint64, const ImageRecord *> byId;
        for (const ImageRecord &image : images)
            byId.insert(image.id, &image);
        QHash<qint64, ImageQuality> qualities;
        qualities[1].sharpness = 900;
        qualities[2].sharpness = 10;
        qualities[3].sharpness = 20;
        qualities[4].sharpness = 20;
        QCOMPARE(bestOfGroup({1, 2, 3, 4}, byId, qualities), 3);
        QCOMPARE(bestOfGroup({1, 2}, byId, qualities), 2);
    }

    void importMeasuresAndScanCatchesUp();
};

void TestDuplicates::importMeasuresAndScanCatchesUp()
{
    ProjectFixture fixture;
    const auto database = *fixture.project->connect();
    QTemporaryDir source;
    QVERIFY(quarters().save(source.filePath(u"a.png"_s)));
    QVERIFY(quarters().save(source.filePath(u"b.bmp"_s))); // the same pixels in another file
    QVERIFY(noise().save(source.filePath(u"c.png"_s)));
    QVERIFY(importFolder(*database, source.path()));
    QualityRepository repository(*database);
    const auto qualities = *repository.all();
    QCOMPARE(qualities.size(), 3);
    QVERIFY(repository.unmeasured()->empty());
    const auto images = *ImageRepository(*database).all();
    QCOMPARE(samePixelsGroups(images, qualities), (std::vector<ImageGroup>{{images[0].id, images[1].id}}));
    QVERIFY(qualities[images[2].id].sharpness > qualities[images[0].id].sharpness);

    // As an older project has them: not measured; one file is gone since.
    QVERIFY(database->execute(u"DELETE FROM image_quality"_s));
    QVERIFY(QFile::remove(source.filePath(u"c.png"_s)));
    CancelSource cancel;
    cancel.cancel();
    const auto stopped = measureImages(*database, {}, cancel.token());
    QVERIFY(stopped->cancelled && stopped->measured == 0);
    Progress last;
    const auto scan = measureImages(*database, [&](const Progress &now) { last = now; });
    QVERIFY(scan);
    QCOMPARE(scan->measured, 2);
    QCOMPARE(scan->unreadable.size(), 1U);
    QCOMPARE(scan->unreadable[0].first, images[2].id);
    QVERIFY(scan->unreadable[0].second.endsWith(u'.'));
    QCOMPARE(last.done, 3);
    const auto again = *repository.all();
    QCOMPARE(again[images[0].id].hash, qualities[images[0].id].hash);
    QCOMPARE(again[images[0].id].sharpness, qualities[images[0].id].sharpness);
    QCOMPARE(again[images[0].id].saturation, qualities[images[0].id].saturation);
    QVERIFY(ImageRepository(*database).setValues(EditKind::Trash, {{images[2].id, 0, 1}}));
    QVERIFY(repository.unmeasured()->empty());
}

QTEST_GUILESS_MAIN(TestDuplicates)
#include "tst_duplicates.moc"
