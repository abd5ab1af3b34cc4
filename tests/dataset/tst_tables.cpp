// SPDX-License-Identifier: GPL-3.0-or-later
// Tables of labels as other programs and other computers write them.
#include "core/dataset/interchange.h"
#include "core/dataset/labeltable.h"
#include "core/project/repositories/classrepository.h"
#include "core/project/repositories/imagerepository.h"
#include "tests/project/projectfixture.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QStringEncoder>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace cairn;
using namespace cairn::test;

class TestTables : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ProjectFixture> m_fixture;
    std::unique_ptr<Database> m_database;

    QString paint(const QString &name, int number) const
    {
        QImage image(40, 32, QImage::Format_RGB32);
        image.fill(QColor(number % 256, 80, 99));
        image.setPixel(number % 40, 7, 0xffffff);
        const QString path = m_folder->filePath(name);
        QDir().mkpath(QFileInfo(path).path());
        return image.save(path, "png") ? path : QString();
    }
    QString write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(m_folder->filePath(name));
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() ? file.fileName()
                                                                                    : QString();
    }
    Result<ImportReport> import(const QByteArray &table)
    {
        return importData(*m_database, {write(u"t.csv"_s, table), DataFormat::Csv}, {});
    }
    /// Of the images, sorted.
    QStringList classes() const
    {
        QHash<qint64, QString> names;
        for (const ClassRecord &record : *ClassRepository(*m_database).all())
            names.insert(record.id, record.name);
        QStringList used;
        for (const ImageRecord &image : *ImageRepository(*m_database).all())
            used << names.value(image.classId);
        used.sort();
        return used;
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_fixture = std::make_unique<ProjectFixture>();
        m_database = *m_fixture->project->connect();
    }
    void cleanup()
    {
        m_database.reset();
        m_fixture.reset();
    }

    /// macOS names files with decomposed letters, what is typed into a table is composed; and the reverse.
    void accentsComposedOrNot()
    {
        const QString name = u"img/\u00fcber.png"_s;
        const QString other = u"img/caf\u00e9.png"_s;
        paint(name.normalized(QString::NormalizationForm_D), 1);
        paint(other, 2);
        const auto report = import("file,label\n" + name.toUtf8() + ",x\n"
                                   + other.normalized(QString::NormalizationForm_D).toUtf8() + ",y\n");
        QVERIFY(report && report->addsUp());
        QCOMPARE(report->imported, 2);
        QCOMPARE(classes(), QStringList({u"x"_s, u"y"_s}));
    }

    void slashesOfBothKinds()
    {
        for (int i = 0; i < 4; ++i)
            paint(u"img/%1.png"_s.arg(i), i);
        const auto report
            = import("file,label\n.\\img/0.png,a\nimg\\1.png,a\n./img\\2.png,a\nD:\\set/img\\3.png,a\n");
        QVERIFY(report && report->addsUp());
        QCOMPARE(report->imported, 4);
    }

    void utf16WithoutItsMark_data()
    {
        QTest::addColumn<int>("encoding");
        QTest::newRow("little end first") << int(QStringConverter::Utf16LE);
        QTest::newRow("big end first") << int(QStringConverter::Utf16BE);
    }
    void utf16WithoutItsMark()
    {
        QFETCH(int, encoding);
        paint(u"0.png"_s, 0);
        QStringEncoder encode{QStringConverter::Encoding(encoding)};
        const auto report = import(encode(u"file;label\r\n0.png;\u00c4pfel\r\n"_s));
        QVERIFY2(report, report ? "" : qPrintable(report.error().message));
        QCOMPARE(report->imported, 1);
        QCOMPARE(classes(), QStringList{u"\u00c4pfel"_s});
        QVERIFY(report->notices.join(u' ').contains(u"UTF-16"));
    }

    void whatIsNoText()
    {
        paint(u"0.png"_s, 0);
        for (const char *start : {"\x1f\x8b\x08", "PK\x03\x04", "\xd0\xcf\x11\xe0"}) {
            const auto report = import(QByteArray(start) + "file,label\n0.png,a\n");
            QVERIFY(!report);
            QCOMPARE(report.error().code, ErrorCode::Corrupt);
            QVERIFY(report.error().message.contains(u"unpack"));
        }
    }

    /// Which of them is meant nobody knows; where they agree it does not matter.
    void columnsOfTheSameName()
    {
        paint(u"0.png"_s, 0);
        const auto report = import("file,label,label\n0.png,cat,dog\n");
        QVERIFY(!report);
        QCOMPARE(report.error().code, ErrorCode::InvalidInput);
        QVERIFY(report.error().message.contains(u"“label”"));
        QVERIFY(ImageRepository(*m_database).all()->empty());
        QVERIFY(import("file,label,label\n0.png,cat,cat\n"));
        QCOMPARE(classes(), QStringList{u"cat"_s});
    }

    /// Or every image that it names would lose its label.
    void aTableWithoutLabelsLabelsNothing()
    {
        paint(u"cat/0.png"_s, 0);
        QVERIFY(importFolder(*m_database, m_folder->path()));
        const auto images = *ImageRepository(*m_database).all();
        QCOMPARE(images.size(), 1U);
        const auto table = readLabelTable(write(u"l.csv"_s, "file\ncat/0.png\n"), images);
        QVERIFY(!table);
        QCOMPARE(table.error().code, ErrorCode::InvalidInput);
    }

    /// Its file is called by the hash of its content; people know the name that it came with.
    void aCopyIsFoundByItsOwnName()
    {
        ImageRecord copy;
        copy.id = 7;
        copy.path = u"/p.cairn/images/ab/abcd.jpg"_s;
        copy.name = u"Old tower.jpg"_s;
        const ImageLookup lookup({copy}, u"/p.cairn"_s);
        QVERIFY(lookup.find(u"Old tower.jpg"_s));
        QCOMPARE(*lookup.find(u"Old tower.jpg"_s), 7);
        QCOMPARE(*lookup.find(u"abcd.jpg"_s), 7);
        QVERIFY(!lookup.find(u"New tower.jpg"_s));
    }
};

QTEST_GUILESS_MAIN(TestTables)
#include "tst_tables.moc"
