// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/splitter.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace cairn;

namespace {

std::vector<ImageRecord> imagesOf(const std::vector<int> &perClass)
{
    std::vector<ImageRecord> images;
    for (std::size_t c = 0; c < perClass.size(); ++c) {
        for (int i = 0; i < perClass[c]; ++i) {
            ImageRecord image;
            image.id = qint64(images.size()) + 1;
            image.classId = qint64(c) + 1;
            images.push_back(image);
        }
    }
    return images;
}

int validOf(const std::vector<ImageRecord> &images, const QHash<qint64, Split> &splits, qint64 classId)
{
    return int(std::ranges::count_if(images, [&](const ImageRecord &image) {
        return image.classId == classId && splits.value(image.id) == Split::Valid;
    }));
}

} // namespace

class TestSplitter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void boundsOfEveryClass()
    {
        const auto images = imagesOf({1, 2, 3, 5, 10, 100, 276});
        for (const double share : {-1.0, 0.0, 0.01, 0.2, 0.5, 0.99, 1.0, 7.0}) {
            const auto splits = stratifiedSplit(images, share, 42);
            QCOMPARE(splits.size(), qsizetype(images.size()));
            const std::vector<int> sizes{1, 2, 3, 5, 10, 100, 276};
            for (std::size_t c = 0; c < sizes.size(); ++c) {
                const double bounded = std::clamp(share, 0.0, 1.0);
                const int n = sizes[c];
                const int expected = n < 2 ? 0 : std::clamp(int(std::round(n * bounded)), 1, n - 1);
                QCOMPARE(validOf(images, splits, qint64(c) + 1), expected);
            }
        }
    }

    void sameSeedSameSplitInAnyOrder()
    {
        auto images = imagesOf({40, 60});
        const auto first = stratifiedSplit(images, 0.2, 42);
        std::shuffle(images.begin(), images.end(), std::mt19937(1));
        QCOMPARE(stratifiedSplit(images, 0.2, 42), first);
        QVERIFY(stratifiedSplit(images, 0.2, 43) != first);
    }

    // Written down, so that another machine or library that splits differently is noticed.
    void fixedValues()
    {
        const auto splits = stratifiedSplit(imagesOf({10}), 0.3, 42);
        QString text;
        for (qint64 id = 1; id <= 10; ++id)
            text += splits.value(id) == Split::Valid ? u'v' : u't';
        QCOMPARE(text, QStringLiteral("tttvttttvv"));
    }

    void otherClassesDoNotMatter()
    {
        const auto alone = stratifiedSplit(imagesOf({30}), 0.2, 7);
        const auto together = stratifiedSplit(imagesOf({30, 50}), 0.2, 7);
        for (const auto &[id, split] : alone.asKeyValueRange())
            QCOMPARE(together.value(id), split);
    }

    void unlabeledAndTrashedHaveNone()
    {
        auto images = imagesOf({4});
        images[0].classId = 0;
        images[0].split = Split::Train;
        images[1].trashed = true;
        const auto splits = stratifiedSplit(images, 0.5, 1);
        QCOMPARE(splits.value(1, Split::Valid), Split::None);
        QCOMPARE(splits.value(2, Split::Valid), Split::None);
        QCOMPARE(validOf(images, splits, 1), 1);
    }

    void groupsStayOnOneSide()
    {
        std::mt19937 random(5);
        for (int round = 0; round < 40; ++round) {
            const auto images = imagesOf({40, 25, 60});
            std::vector<qint64> ids;
            for (const ImageRecord &image : images)
                ids.push_back(image.id);
            std::shuffle(ids.begin(), ids.end(), random);
            std::vector<ImageGroup> groups; // across classes, too
            for (std::size_t i = 0; i + 5 < ids.size() / 2;) {
                const std::size_t size = 2 + random() % 4;
                groups.emplace_back(ids.begin() + std::ptrdiff_t(i), ids.begin() + std::ptrdiff_t(i + size));
                i += size;
            }
            const auto splits = stratifiedSplit(images, 0.2, quint64(round), groups);
            QCOMPARE(splits.size(), qsizetype(images.size()));
            for (const ImageGroup &group : groups) {
                for (const qint64 id : group)
                    QCOMPARE(splits.value(id), splits.value(group.front()));
            }
            for (qint64 classId = 1; classId <= 3; ++classId) {
                const int valid = validOf(images, splits, classId);
                QVERIFY(valid >= 1 && valid <= 20);
            }
            QCOMPARE(stratifiedSplit(images, 0.2, quint64(round), groups), splits);
        }
    }

    void groupsThatDoNotFit()
    {
        const auto images = imagesOf({10});
        // Two halves: the share of 2 cannot be met, and 5 are better than none.
        QCOMPARE(validOf(images, stratifiedSplit(images, 0.2, 1, {{1, 2, 3, 4, 5}, {6, 7, 8, 9, 10}}), 1), 5);
        // All one group: a leak is better than no validation.
        const std::vector<ImageGroup> everything{{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}};
        QCOMPARE(stratifiedSplit(images, 0.2, 1, everything), stratifiedSplit(images, 0.2, 1));
        const auto two = imagesOf({5, 10});
        const std::vector<ImageGroup> both{{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}};
        QCOMPARE(stratifiedSplit(two, 0.2, 1, both), stratifiedSplit(two, 0.2, 1));
        // Ids that are not there, unlabeled ones and groups of one change nothing.
        QCOMPARE(stratifiedSplit(images, 0.2, 1, {{4}, {99, 100}, {7, 99}}), stratifiedSplit(images, 0.2, 1));
    }
};

QTEST_GUILESS_MAIN(TestSplitter)
#include "tst_splitter.moc"
