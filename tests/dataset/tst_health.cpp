// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/health/health.h"
#include "core/dataset/importer.h"
#include "core/project/repositories/qualityrepository.h"
#include "tests/imaging/testimages.h"
#include "tests/project/projectfixture.h"

#include <QTest>

using namespace cairn;
using namespace cairn::test;
using namespace Qt::StringLiterals;

namespace {

const ImageQuality good{0x0f0f0f0f12345678ULL, 1500, 0.5, 0.2, 7, 0.3};

struct Set
{
    std::vector<ClassRecord> classes{{1, u"Arena"_s, 0}, {2, u"Tower"_s, 1}};
    std::vector<ImageRecord> images;
    QHash<qint64, ImageQuality> qualities;

    /// An image without faults whose hash is far from all others'.
    ImageRecord &add(qint64 classId = 1, Split split = Split::Train)
    {
        ImageRecord image;
        image.id = qint64(images.size()) + 1;
        image.classId = classId;
        image.split = split;
        image.width = 640;
        image.height = 480;
        images.push_back(image);
        ImageQuality quality = good;
        quality.hash = quint64(image.id) * 0x9E3779B97F4A7C15ULL;
        quality.sharpness += double(image.id);
        qualities.insert(image.id, quality);
        return images.back();
    }
    HealthReport check() const { return checkHealth(classes, images, qualities); }
};

std::vector<qint64> idsOf(const HealthReport &report, const QString &key)
{
    const HealthFinding *finding = report.finding(key);
    return finding ? finding->ids : std::vector<qint64>{-1};
}

} // namespace

class TestHealth : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingToFind()
    {
        Set set;
        for (int i = 0; i < 30; ++i)
            set.add(1 + i % 2);
        const HealthReport report = set.check();
        QCOMPARE(report.images, 30);
        QCOMPARE(report.measured, 30);
        for (const HealthFinding &finding : report.findings) {
            QVERIFY2(finding.ids.empty(), qPrintable(finding.key));
            QVERIFY(!finding.title.isEmpty() && finding.explanation.endsWith(u'.'));
        }
        QCOMPARE(HealthReport().finding(u"dark"_s), nullptr);
        QCOMPARE(checkHealth({}, {}, {}).images, 0);
    }

    void eachFaultIsFoundOnce()
    {
        Set set;
        for (int i = 0; i < 20; ++i)
            set.add();
        set.qualities[1].sharpness = blurryBelow - 1;
        set.qualities[2].brightness = darkBelow - 0.01;
        set.qualities[3].brightness = brightAbove + 0.01;
        set.qualities[4].entropy = lowInformationBelow - 0.1;
        set.qualities[5].saturation = grayBelow / 2;
        set.images[5].width = set.images[5].height = 200; // 6
        set.images[6].width = 6000; // 7
        set.images[6].height = 4000;
        set.images[7].width = 1100; // 8
        set.qualities.remove(9);
        const HealthReport report = set.check();
        QCOMPARE(report.measured, 19);
        QCOMPARE(idsOf(report, u"blurry"_s), (std::vector<qint64>{1}));
        QCOMPARE(idsOf(report, u"dark"_s), (std::vector<qint64>{2}));
        QCOMPARE(idsOf(report, u"bright"_s), (std::vector<qint64>{3}));
        QCOMPARE(idsOf(report, u"low_information"_s), (std::vector<qint64>{4}));
        QCOMPARE(idsOf(report, u"grey"_s), (std::vector<qint64>{5}));
        QCOMPARE(idsOf(report, u"small"_s), (std::vector<qint64>{6}));
        QCOMPARE(idsOf(report, u"odd_size"_s), (std::vector<qint64>{6, 7}));
        QCOMPARE(idsOf(report, u"odd_aspect"_s), (std::vector<qint64>{8}));
        set.images[0].trashed = true;
        QCOMPARE(idsOf(set.check(), u"blurry"_s), (std::vector<qint64>{}));
    }

    void duplicatesLeaksAndConflicts()
    {
        Set set;
        for (int i = 0; i < 12; ++i)
            set.add(1 + i % 2,
                    i % 3 == 0 ? Split::Valid : Split::Train); // valid: 1, 4, 7, 10; class 1: odd ids
        const auto copy = [&](qint64 from, qint64 to, int bits) {
            set.qualities[to].hash = set.qualities[from].hash ^ ((PerceptualHash(1) << bits) - 1);
        };
        copy(1, 3, 5); // one class, both sides
        copy(2, 5, 0); // both training, different classes
        copy(6, 8, 6); // harmless; 8 is larger
        copy(9, 11, 7); // too far
        set.images[7].width = 1280;
        const HealthReport report = set.check();
        QCOMPARE(report.nearDuplicates.size(), 3U);
        QCOMPARE(idsOf(report, u"near_duplicates"_s), (std::vector<qint64>{1, 2, 3, 5, 6, 8}));
        QCOMPARE(idsOf(report, u"leaks"_s), (std::vector<qint64>{1, 3}));
        QCOMPARE(idsOf(report, u"conflicts"_s), (std::vector<qint64>{2, 5}));
        QCOMPARE(report.nearDuplicates[2].best, 8);
        QCOMPARE(allButTheBest(report.nearDuplicates),
                 (std::vector<qint64>{1, 2, 6})); // else the sharper ones stay
        // An image without a split is on neither side; one without a label disagrees with nobody.
        set.images[0].split = Split::None;
        set.images[1].classId = 0;
        QVERIFY(idsOf(set.check(), u"leaks"_s).empty());
        QVERIFY(idsOf(set.check(), u"conflicts"_s).empty());
        set.images[2].trashed = true;
        QCOMPARE(set.check().nearDuplicates.size(), 2U);
    }

    void classBalance()
    {
        Set set;
        for (int i = 0; i < 40; ++i)
            set.add(1, i < 8 ? Split::Valid : Split::Train);
        set.add(2);
        set.add(0, Split::None);
        const HealthReport report = set.check();
        QCOMPARE(report.classes.size(), 3U);
        QCOMPARE(report.classes[0].ids.size(), 40U);
        QCOMPARE(report.classes[0].valid, 8);
        QCOMPARE(report.classes[0].train, 32);
        QVERIFY(!report.classes[0].rare);
        QVERIFY(report.classes[1].rare);
        QCOMPARE(report.classes[2].name, u"Unlabeled"_s);
        QCOMPARE(report.classes[2].ids, (std::vector<qint64>{42}));
        QVERIFY(!report.classes[2].rare);
    }

    void aProjectOnDisk()
    {
        ProjectFixture fixture;
        const auto database = *fixture.project->connect();
        QTemporaryDir source;
        QVERIFY(QDir(source.path()).mkpath(u"x"_s));
        const auto save
            = [&](const QImage &image, const QString &name) { QVERIFY(image.save(source.filePath(name))); };
        save(noise(300, 300), u"x/noise.png"_s);
        save(noise(300, 300).scaled(150, 150, Qt::IgnoreAspectRatio, Qt::SmoothTransformation),
             u"x/small.png"_s);
        QImage plain(300, 300, QImage::Format_RGB32);
        plain.fill(Qt::black);
        save(plain, u"x/black.png"_s);
        save(quarters(300, 300), u"x/gone.png"_s);
        QVERIFY(importFolder(*database, source.path()));
        QVERIFY(QFile::remove(source.filePath(u"x/gone.png"_s)));
        const auto report = checkProject(*database);
        QVERIFY(report);
        QCOMPARE(report->images, 4);
        QHash<QString, qint64> ids;
        for (const ImageRecord &image : *ImageRepository(*database).all())
            ids.insert(QFileInfo(image.path).baseName(), image.id);
        QCOMPARE(idsOf(*report, u"unreadable"_s), (std::vector<qint64>{ids[u"gone"_s]}));
        QCOMPARE(idsOf(*report, u"dark"_s), (std::vector<qint64>{ids[u"black"_s]}));
        QCOMPARE(idsOf(*report, u"low_information"_s), (std::vector<qint64>{ids[u"black"_s]}));
        QCOMPARE(idsOf(*report, u"small"_s), (std::vector<qint64>{ids[u"small"_s]}));
        QCOMPARE(report->nearDuplicates.size(), 1U);
        QCOMPARE(report->nearDuplicates[0].best, ids[u"noise"_s]);
        CancelSource cancel;
        cancel.cancel();
        QCOMPARE(checkProject(*database, {}, cancel.token()).error().code, ErrorCode::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestHealth)
#include "tst_health.moc"
