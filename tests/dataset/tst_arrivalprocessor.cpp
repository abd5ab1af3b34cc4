// SPDX-License-Identifier: GPL-3.0-or-later
// Fetched files that are taken in together.

#include "core/dataset/arrival.h"
#include "core/project/repositories/classrepository.h"
#include "tests/imaging/testimages.h"
#include "tests/project/projectfixture.h"

#include <QTest>

using namespace cairn;
using namespace cairn::test;
using namespace Qt::StringLiterals;

class TestArrivalProcessor : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void eachHasItsAnswer()
    {
        const ProjectFixture fixture;
        const auto database = fixture.project->connect();
        const Result<ClassRecord> arena = ClassRepository(**database).add(u"arena"_s);
        QVERIFY(arena);
        const QString incoming = fixture.folder.filePath(u"fetched"_s);
        QVERIFY(QDir().mkpath(incoming));
        const auto fetched = [&](const QString &name, const QImage &image) {
            ArrivalProcessor::Fetched file{incoming + u'/' + name, {}};
            file.download.classId = arena->id;
            file.download.from.sourceUrl = u"https://example.org/"_s + name;
            if (!image.isNull())
                image.save(file.file, "PNG");
            return file;
        };
        auto processor = ArrivalProcessor::open(**database);
        QVERIFY(processor);
        const auto arrivals
            = processor->take({fetched(u"a.png"_s, noise(200, 160)), fetched(u"again.png"_s, noise(200, 160)),
                               fetched(u"tiny.png"_s, quarters(20, 20)), fetched(u"gone.png"_s, {}),
                               fetched(u"b.png"_s, quarters(200, 160))});
        QCOMPARE(arrivals.size(), 5U);
        QVERIFY(arrivals[0] && arrivals[0]->state == DownloadState::Done);
        QVERIFY(arrivals[1] && arrivals[1]->state == DownloadState::Duplicate);
        QVERIFY(arrivals[2] && arrivals[2]->state == DownloadState::Refused && !arrivals[2]->damaged);
        QVERIFY(!arrivals[3] || arrivals[3]->state == DownloadState::Refused);
        QVERIFY(arrivals[4] && arrivals[4]->state == DownloadState::Done);
        const std::vector<ImageRecord> images = *ImageRepository(**database).all();
        QCOMPARE(images.size(), 2U);
        QCOMPARE(images[0].id, arrivals[0]->imageId);
        QCOMPARE(images[1].id, arrivals[4]->imageId);
        for (const ImageRecord &image : images) {
            QCOMPARE(image.classId, arena->id);
            QVERIFY(image.path.startsWith(fixture.path()) && QFile::exists(image.path));
        }
        QVERIFY(!QFile::exists(incoming + u"/a.png"_s) && !QFile::exists(incoming + u"/again.png"_s));
        // The next one is held against what came before it.
        const auto later = processor->take({fetched(u"c.png"_s, noise(200, 160))});
        QVERIFY(later.front() && later.front()->state == DownloadState::Duplicate);
    }
};

QTEST_GUILESS_MAIN(TestArrivalProcessor)
#include "tst_arrivalprocessor.moc"
