// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/repositories/classrepository.h"
#include "core/project/repositories/imagerepository.h"
#include "core/sample/sampleproject.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QImageReader>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace cairn;

namespace {

constexpr int perClass = 25;

struct Content
{
    std::vector<ClassRecord> classes;
    std::vector<ImageRecord> images;
};

Content read(const Project &project)
{
    const auto database = project.connect();
    return {*ClassRepository(**database).all(), *ImageRepository(**database).all()};
}

QByteArray fileContent(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestSampleProject : public QObject
{
    Q_OBJECT

    QTemporaryDir m_directory;
    std::unique_ptr<Project> m_project;
    Content m_content;
    std::vector<Progress> m_progress;

private Q_SLOTS:
    void initTestCase()
    {
        auto project
            = createSampleProject(m_directory.filePath(QStringLiteral("sample.cairn")), perClass, 3,
                                  [this](const Progress &progress) { m_progress.push_back(progress); });
        QVERIFY2(project, project ? "" : qPrintable(project.error().message));
        m_project = *std::move(project);
        m_content = read(*m_project);
    }

    void hasThreeClassesOfImages()
    {
        QCOMPARE(m_content.classes.size(), std::size_t(3));
        for (const Landmark landmark : {Landmark::Arena, Landmark::ClockTower, Landmark::LatticeTower})
            QCOMPARE(m_content.classes[std::size_t(landmark)].name, landmarkName(landmark));
        QCOMPARE(m_content.images.size(), std::size_t(3 * perClass));
    }

    void imagesAreJpegFilesNamedByContent()
    {
        bool portrait = false;
        bool landscape = false;
        for (const ImageRecord &image : m_content.images) {
            QVERIFY(image.path.startsWith(m_project->imagesDirectory()));
            const QByteArray hash
                = QCryptographicHash::hash(fileContent(image.path), QCryptographicHash::Sha256).toHex();
            QVERIFY(image.path.endsWith(QString::fromLatin1(hash.left(2) + '/' + hash + ".jpg")));
            QImageReader reader(image.path);
            QCOMPARE(reader.size(), QSize(image.width, image.height));
            QVERIFY(qMin(image.width, image.height) >= 240 && qMax(image.width, image.height) <= 480);
            portrait = portrait || image.height > image.width;
            landscape = landscape || image.width > image.height;
        }
        QVERIFY(portrait && landscape);
    }

    void isSplitFourToOne()
    {
        int valid = 0;
        for (const ImageRecord &image : m_content.images) {
            QVERIFY(image.split != Split::None);
            valid += image.split == Split::Valid ? 1 : 0;
        }
        QVERIFY(std::abs(valid - 15) <= 1);
    }

    // The classes take turns in the order of drawing, which is the order of the ids.
    void fourPercentOfTheLabelsAreWrong()
    {
        int wrong = 0;
        for (std::size_t i = 0; i < m_content.images.size(); ++i)
            wrong += m_content.images[i].classId != m_content.classes[i % 3].id ? 1 : 0;
        QCOMPARE(wrong, 3);
    }

    void saysThatItIsDrawn()
    {
        const auto database = m_project->connect();
        QSqlQuery query((*database)->handle());
        QVERIFY(query.exec(QStringLiteral("SELECT value FROM settings WHERE key = 'description'"))
                && query.next());
        QVERIFY(query.value(0).toString().contains(QStringLiteral("drawn sample")));
    }

    void progressRisesToTheEnd()
    {
        QVERIFY(m_progress.size() >= 2);
        for (std::size_t i = 1; i < m_progress.size(); ++i)
            QVERIFY(m_progress[i].done > m_progress[i - 1].done);
        QCOMPARE(m_progress.back().done, qint64(3 * perClass));
        QCOMPARE(m_progress.back().total, qint64(3 * perClass));
    }

    void sameSeedSameProject()
    {
        QTemporaryDir directory;
        const auto again = createSampleProject(directory.filePath(QStringLiteral("again")), perClass, 3);
        QVERIFY(again);
        const Content content = read(**again);
        QCOMPARE(content.images.size(), m_content.images.size());
        for (std::size_t i = 0; i < content.images.size(); ++i) {
            QCOMPARE(QFileInfo(content.images[i].path).fileName(),
                     QFileInfo(m_content.images[i].path).fileName());
            QCOMPARE(content.images[i].classId, m_content.images[i].classId);
            QCOMPARE(content.images[i].split, m_content.images[i].split);
        }
    }

    void cancellingLeavesNothing()
    {
        QTemporaryDir directory;
        CancelSource source;
        const auto result = createSampleProject(
            directory.filePath(QStringLiteral("stopped")), 1000, 1,
            [&](const Progress &) { source.cancel(); }, source.token());
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Cancelled);
        QVERIFY(QDir(directory.path()).isEmpty());
    }

    void refusesWhatMakesNoSense()
    {
        QTemporaryDir directory;
        QCOMPARE(createSampleProject(directory.filePath(QStringLiteral("a")), 1).error().code,
                 ErrorCode::InvalidInput);
        QVERIFY(QDir(directory.path()).isEmpty());
        QVERIFY(QDir(directory.path()).mkpath(QStringLiteral("full.cairn/x")));
        QCOMPARE(createSampleProject(directory.filePath(QStringLiteral("full.cairn")), 2).error().code,
                 ErrorCode::AlreadyExists);
        QVERIFY(QFileInfo::exists(directory.filePath(QStringLiteral("full.cairn/x"))));
    }
};

QTEST_GUILESS_MAIN(TestSampleProject)
#include "tst_sampleproject.moc"
