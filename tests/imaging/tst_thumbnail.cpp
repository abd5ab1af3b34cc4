// SPDX-License-Identifier: GPL-3.0-or-later
// Thumbnails and their cache on disk.

#include "core/imaging/decode.h"
#include "core/imaging/thumbnail.h"
#include "tests/imaging/testimages.h"
#include "tests/support/fulldisk.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace cairn;
using namespace cairn::test;

class TestThumbnail : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

    QString image(const QSize &size) const
    {
        const QString file = m_folder->filePath(u"image.jpg"_s);
        noise(size.width(), size.height()).save(file, "jpg", 90);
        return file;
    }
    static QStringList cachedFiles(const QString &file)
    {
        return QDir(QFileInfo(thumbnailFile(file)).path()).entryList(QDir::Files | QDir::Hidden);
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("XDG_CACHE_HOME", m_folder->filePath(u"cache"_s).toLocal8Bit());
    }

    void fitsIntoTheSquare_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<QSize>("expected");
        QTest::newRow("wide") << QSize(640, 480) << QSize(256, 192);
        QTest::newRow("high") << QSize(300, 900) << QSize(85, 256);
        QTest::newRow("small") << QSize(90, 40) << QSize(90, 40);
        QTest::newRow("a line") << QSize(2000, 3) << QSize(256, 1);
    }
    void fitsIntoTheSquare()
    {
        QFETCH(QSize, size);
        QFETCH(QSize, expected);
        const QString file = image(size);
        QCOMPARE(thumbnail(file)->size(), expected);
        QCOMPARE(thumbnail(file)->size(), expected); // from the cache
        QCOMPARE(cachedFiles(file).size(), 1);
    }

    void comesFromTheCache()
    {
        const QString file = image({640, 480});
        QVERIFY(thumbnail(file));
        QImage marked(256, 192, QImage::Format_RGB32);
        marked.fill(Qt::red);
        QVERIFY(marked.save(thumbnailFile(file), "jpg"));
        QVERIFY(qRed(thumbnail(file)->pixel(9, 9)) > 240);
    }

    void isKeptFromWhatIsDecodedAnyway()
    {
        const QString file = image({640, 480});
        keepThumbnail(file, *decodeImageFile(file, thumbnailDecodeSide(640, 480)));
        QCOMPARE(cachedFiles(file).size(), 1);
        const QImage kept = *thumbnail(file);
        QVERIFY(QFile::remove(thumbnailFile(file)));
        QVERIFY(thumbnail(file));
        QCOMPARE(*thumbnail(file), kept); // the one that was made anew, from the cache as well
    }

    void halfAFileIsMadeAnew()
    {
        const QString file = image({640, 480});
        const QImage made = *thumbnail(file);
        QFile cached(thumbnailFile(file));
        const qint64 whole = cached.size();
        QVERIFY(cached.resize(whole / 2));
        QCOMPARE(thumbnail(file)->size(), made.size());
        QCOMPARE(QFileInfo(cached.fileName()).size(), whole);
    }

    void aFullDiskCostsOnlyTheCache()
    {
        const QString file = image({640, 480});
        {
            const FullDisk disk(2000);
            QVERIFY(thumbnail(file));
        }
        QCOMPARE(cachedFiles(file), QStringList());
        QVERIFY(thumbnail(file));
        QCOMPARE(cachedFiles(file).size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestThumbnail)
#include "tst_thumbnail.moc"
