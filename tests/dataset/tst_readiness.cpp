// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/readiness.h"

#include <QTemporaryDir>
#include <QTest>

using namespace cairn;
using namespace Qt::StringLiterals;

class TestReadiness : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_images.clear();
        for (int i = 1; i <= 12; ++i) {
            const QString path = m_folder.filePath(u"%1.jpg"_s.arg(i));
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            m_images.push_back({i, path, 1 + i % 2, i <= 8 ? Split::Train : Split::Valid, 10, 10, false});
        }
    }

    void ready()
    {
        m_images.push_back({13, u"unlabelled"_s, 0, Split::Train, 1, 1, false});
        m_images.push_back({14, u"trashed"_s, 1, Split::Train, 1, 1, true});
        m_images.push_back({15, u"labeled since the split"_s, 1, Split::None, 1, 1, false});
        const auto data = learningSet(m_classes, m_images);
        QVERIFY2(data, data ? "" : qPrintable(data.error().message));
        QCOMPARE(data->data.classes,
                 QStringList({u"Arena"_s, u"Tower"_s})); // by position; the empty one is left out
        QCOMPARE(data->data.train.size(), 8U);
        QCOMPARE(data->data.valid.size(), 4U);
        QCOMPARE(data->data.train[0].imageId, 1);
        QCOMPARE(data->data.train[0].label, 0); // class 2, Arena
        QCOMPARE(data->data.train[1].label, 1);
        QCOMPARE(data->notices, QStringList{u"1 labeled image is in no split and is left out."_s});
    }

    void noImages() { expect({}, u"no images yet"_s); }

    void noLabels()
    {
        for (ImageRecord &image : m_images)
            image.classId = 0;
        expect(m_images, u"No image has a label"_s);
    }

    void oneClass()
    {
        for (ImageRecord &image : m_images)
            image.classId = 1;
        expect(m_images, u"Only the class “Tower” has images"_s);
    }

    void oneImageTrains()
    {
        for (std::size_t i = 1; i < m_images.size(); ++i)
            m_images[i].classId = 1;
        const auto ready = learningSet(m_classes, m_images);
        QVERIFY2(ready, ready ? "" : qPrintable(ready.error().message));
        QCOMPARE(ready->data.classes, QStringList({u"Arena"_s, u"Tower"_s}));
        QVERIFY(ready->notices.value(0).contains(u"“Arena” has no validation images"_s));
    }

    void testImagesAreLeftOut()
    {
        m_images[0].split = Split::Test;
        m_images[11].split = Split::Test;
        const auto ready = learningSet(m_classes, m_images);
        QVERIFY(ready);
        QCOMPARE(ready->data.train.size(), 7U);
        QCOMPARE(ready->data.valid.size(), 3U);
        QVERIFY(ready->notices.isEmpty());
    }

    void noSplit()
    {
        for (ImageRecord &image : m_images)
            image.split = Split::None;
        expect(m_images, u"not split"_s);
    }

    void classWithoutValidation()
    {
        for (ImageRecord &image : m_images)
            image.split = image.classId == 2 ? Split::Train : image.split;
        const auto ready = learningSet(m_classes, m_images);
        QVERIFY(ready);
        QVERIFY(ready->notices.value(0).contains(u"“Arena” has no validation images"_s));
    }

    void classWithoutTraining()
    {
        for (ImageRecord &image : m_images)
            image.split = image.classId == 1 ? Split::Valid : image.split;
        expect(m_images, u"“Tower” has validation images but no training images"_s);
    }

    void filesGone()
    {
        const auto all = learningSet(m_classes, m_images);
        QVERIFY(all);
        QVERIFY(all->missing.isEmpty());
        QVERIFY(missingNotice(all->missing).isEmpty());
        QVERIFY(QFile::remove(m_images[3].path));
        const auto rest = learningSet(m_classes, m_images);
        QVERIFY(rest);
        QCOMPARE(rest->missing, QStringList{m_images[3].path});
        QCOMPARE(rest->data.train.size() + rest->data.valid.size(),
                 all->data.train.size() + all->data.valid.size() - 1);
        QVERIFY(missingNotice(rest->missing).contains(m_images[3].path));
    }

    void aClassThatIsAway()
    {
        for (const ImageRecord &image : m_images) {
            if (image.classId == 2)
                QVERIFY(QFile::remove(image.path));
        }
        expect(m_images, u"images are missing, among them"_s, ErrorCode::ReadFailed);
        expect(m_images, u"Only the class “Tower” has images"_s, ErrorCode::ReadFailed);
    }

    /// Then nothing is to be labeled: the files are to be found.
    void everythingIsAway()
    {
        for (const ImageRecord &image : m_images)
            QVERIFY(!QFile::exists(image.path) || QFile::remove(image.path));
        const auto data = learningSet(m_classes, m_images);
        QCOMPARE(data.error().code, ErrorCode::ReadFailed);
        QVERIFY2(data.error().message.endsWith(u"or update the location of their folder."),
                 qPrintable(data.error().message));
    }

private:
    void expect(const std::vector<ImageRecord> &images, const QString &words,
                ErrorCode code = ErrorCode::InvalidInput)
    {
        const auto data = learningSet(m_classes, images);
        QVERIFY(!data);
        QCOMPARE(data.error().code, code);
        QVERIFY2(data.error().message.contains(words), qPrintable(data.error().message));
        QVERIFY(data.error().message.endsWith(u'.'));
    }

    QTemporaryDir m_folder;
    const std::vector<ClassRecord> m_classes{{1, u"Tower"_s, 1}, {2, u"Arena"_s, 0}, {3, u"Empty"_s, 2}};
    std::vector<ImageRecord> m_images;
};

QTEST_GUILESS_MAIN(TestReadiness)
#include "tst_readiness.moc"
