// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/archive.h"
#include "core/dataset/interchange.h"
#include "core/dataset/labeltable.h"
#include "core/dataset/quarantine.h"
#include "core/project/repositories/classrepository.h"
#include "tests/support/fulldisk.h"

#include <QBuffer>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>

#include <archive.h>
#include <archive_entry.h>

#include <clocale>
#include <numeric>
#include <random>

using namespace Qt::StringLiterals;
using namespace cairn;

namespace {

QByteArray drawnPng(int number)
{
    QImage image(80, 70, QImage::Format_RGB32);
    image.fill(qRgb(number * 40 % 256, number * 90 % 256, 60));
    QByteArray bytes;
    QBuffer buffer(&bytes);
    image.save(&buffer, "png");
    return bytes;
}

struct Entry
{
    QByteArray name;
    QByteArray bytes = {};
    unsigned type = AE_IFREG;
    QByteArray link = {};
};

enum class Kind { Zip, EncryptedZip, TarGz, TarXz };

void pack(const QString &file, Kind kind, const QList<Entry> &entries)
{
    archive *writer = archive_write_new();
    const bool zip = kind == Kind::Zip || kind == Kind::EncryptedZip;
    zip ? archive_write_set_format_zip(writer) : archive_write_set_format_pax_restricted(writer);
    if (kind == Kind::TarGz)
        archive_write_add_filter_gzip(writer);
    if (kind == Kind::TarXz)
        archive_write_add_filter_xz(writer);
    if (kind == Kind::EncryptedZip) {
        archive_write_set_options(writer, "zip:encryption=traditional");
        archive_write_set_passphrase(writer, "secret");
    }
    QCOMPARE(archive_write_open_filename(writer, QFile::encodeName(file).constData()), ARCHIVE_OK);
    for (const Entry &entry : entries) {
        archive_entry *header = archive_entry_new();
        archive_entry_set_pathname(header, entry.name.constData());
        archive_entry_set_filetype(header, entry.type);
        archive_entry_set_perm(header, 0644);
        archive_entry_set_size(header, entry.bytes.size());
        if (entry.type == AE_IFLNK)
            archive_entry_set_symlink(header, entry.link.constData());
        else if (!entry.link.isEmpty())
            archive_entry_set_hardlink(header, entry.link.constData());
        archive_write_header(writer, header);
        archive_write_data(writer, entry.bytes.constData(), std::size_t(entry.bytes.size()));
        archive_entry_free(header);
    }
    archive_write_close(writer);
    archive_write_free(writer);
}

QStringList filesBelow(const QString &folder)
{
    QStringList files;
    QDirIterator tree(folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
    while (tree.hasNext())
        files << QDir(folder).relativeFilePath(tree.next());
    files.sort();
    return files;
}

} // namespace

class TestArchive : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Project> m_project;
    std::unique_ptr<Database> m_database;

    QString archiveFile() const { return m_folder->filePath(u"images.bin"_s); }
    QString target() const
    {
        const QString path = m_folder->filePath(u"out"_s);
        QDir().mkpath(path);
        return path;
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        auto project = Project::create(m_folder->filePath(u"p.cairn"_s));
        QVERIFY(project);
        m_project = *std::move(project);
        auto database = m_project->connect();
        QVERIFY(database);
        m_database = *std::move(database);
    }
    void cleanup()
    {
        m_database.reset();
        m_project.reset();
    }

    // By the names that they had, not by their content's hashes; two of one name do not meet.
    void copiesAreExportedAndFoundByTheirNames()
    {
        pack(archiveFile(), Kind::Zip,
             {{"oak/Old tree.png", drawnPng(1)},
              {"oak/sub/Old tree.png", drawnPng(2)},
              {"oak/in truth a png.jpg", drawnPng(3)}});
        QVERIFY(importPaths(*m_database, {archiveFile()}));
        const QString folder = m_folder->filePath(u"exported"_s);
        QVERIFY(exportData(*m_database, folder, {}));
        QCOMPARE(filesBelow(folder).filter(u"oak/"_s),
                 (QStringList{u"oak/Old tree-2.png"_s, u"oak/Old tree.png"_s, u"oak/in truth a png.png"_s}));
        const auto images = *ImageRepository(*m_database).all();
        const ImageLookup lookup(images, m_folder->path());
        const auto third = lookup.find(u"in truth a png.jpg"_s);
        QVERIFY(third);
        const auto named = std::ranges::find(images, u"in truth a png.jpg"_s, &ImageRecord::fileName);
        QVERIFY(named != images.end());
        QCOMPARE(*third, named->id);
        QCOMPARE(*lookup.find(images[0].path), images[0].id);
        QCOMPARE(lookup.find(u"Old tree.png"_s).error().code, ErrorCode::InvalidInput); // two are
    }

    // What is still in a buffer when the file ends must not be taken for written.
    void aFullDiskIsNoDamage()
    {
        const QByteArray bytes = drawnPng(1) + QByteArray(8000, 'x');
        pack(archiveFile(), Kind::TarGz, {{"cat/1.png", bytes}, {"cat/2.png", drawnPng(2)}});
        {
            const FullDisk disk(4096);
            const auto report = importPaths(*m_database, {archiveFile()});
            QVERIFY(!report);
            QCOMPARE(report.error().code, ErrorCode::WriteFailed);
            QVERIFY2(report.error().message.contains(u"not enough disk space"_s),
                     qPrintable(report.error().message));
        }
        QCOMPARE(QuarantineRepository(*m_database).all()->size(), 0u);
        QCOMPARE(QDir(m_project->directory()).entryList({u"unpacking*"_s}, QDir::Dirs), QStringList());
        QCOMPARE(importPaths(*m_database, {archiveFile()})->imported, 2);
    }

    void imports_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("zip") << int(Kind::Zip);
        QTest::newRow("tar.gz") << int(Kind::TarGz);
        QTest::newRow("tar.xz") << int(Kind::TarXz);
    }
    void imports()
    {
        QFETCH(int, kind);
        pack(archiveFile(), Kind(kind),
             {{"set/train/cat/1.png", drawnPng(1)},
              {"set/train/dog/1.png", drawnPng(2)},
              {"set/valid/cat/2.png", drawnPng(3)},
              {"set/valid/cat/3.png", drawnPng(1)},
              {"set/valid/cat/notes.txt", "hello"},
              {"set/.hidden/x.png", drawnPng(4)},
              {"__MACOSX/set/x.png", drawnPng(5)}});
        QVERIFY(isArchive(archiveFile()));
        const auto report = importPaths(*m_database, {archiveFile()});
        QVERIFY2(report, report ? "" : qPrintable(report.error().message));
        QCOMPARE(report->imported, 3);
        QCOMPARE(qint64(report->duplicates.size()), 1);
        QCOMPARE(report->refused.size(), 1u);
        QCOMPARE(report->refused.front().file, archiveFile() + u"/set/valid/cat/notes.txt"_s);
        const auto images = ImageRepository(*m_database).all();
        const auto classes = ClassRepository(*m_database).all();
        QVERIFY(images && classes);
        QCOMPARE(classes->size(), 2u);
        for (const ImageRecord &image : *images) {
            QVERIFY(image.path.startsWith(m_project->imagesDirectory()));
            QVERIFY(QFile::exists(image.path));
            QVERIFY(image.split != Split::None);
        }
        // The refused file is kept; nothing else is left behind.
        const auto refused = QuarantineRepository(*m_database).all();
        QCOMPARE(refused->size(), 1u);
        QVERIFY(refused->front().file.startsWith(m_project->directory() + u"/quarantine/"_s));
        QCOMPARE(QDir(m_project->directory()).entryList({u"unpacking*"_s}, QDir::Dirs).size(), 0);
        // The same again: nothing comes twice, refused files neither.
        QCOMPARE(qint64(importPaths(*m_database, {archiveFile()})->duplicates.size()), 4);
        QCOMPARE(QuarantineRepository(*m_database).all()->size(), 1u);
    }

    void hostilePathsStayInside()
    {
        pack(archiveFile(), Kind::TarGz,
             {{"../evil.png", drawnPng(1)},
              {"a/../../evil.png", drawnPng(1)},
              {"/etc/evil.png", drawnPng(1)},
              {"C:\\evil.png", drawnPng(1)},
              {"a\\..\\..\\evil.png", drawnPng(1)},
              {QByteArray(300, 'n') + ".png", drawnPng(1)},
              {QByteArray("d/").repeated(40) + "deep.png", drawnPng(1)},
              {"link.png", {}, AE_IFLNK, "/etc/passwd"},
              {"folder", {}, AE_IFLNK, "/tmp"},
              {"folder/through.png", drawnPng(1)},
              {"hard.png", {}, AE_IFREG, "/etc/passwd"},
              {"device", {}, AE_IFCHR},
              {"pipe", {}, AE_IFIFO},
              {"fine/good.png", drawnPng(2)},
              {"fine/good.png", drawnPng(3)}});
        const auto unpacked = unpackArchive(archiveFile(), target());
        QVERIFY2(unpacked, unpacked ? "" : qPrintable(unpacked.error().message));
        QCOMPARE(filesBelow(target()),
                 (QStringList{u"fine/2-good.png"_s, u"fine/good.png"_s, u"folder/through.png"_s}));
        QVERIFY(!QFileInfo(target() + u"/folder"_s).isSymLink());
        QCOMPARE(unpacked->refused.size(), 12u);
        QVERIFY(!QFile::exists(m_folder->filePath(u"evil.png"_s)));
    }

    void bombsAreDefused()
    {
        pack(archiveFile(), Kind::TarGz,
             {{"a.png", QByteArray(3'000'000, '\0')}, {"b.png", QByteArray(3'000'000, '\0')}});
        ArchiveLimits limits;
        limits.ratioFrom = 1'000'000;
        const auto unpacked = unpackArchive(archiveFile(), target(), limits);
        QVERIFY(unpacked);
        QCOMPARE(unpacked->refused.size(), 1u);
        QVERIFY(unpacked->refused.front().reason.contains(u"far more"_s));
        QCOMPARE(unpacked->refused.front().file, archiveFile() + u"/a.png"_s);
        QCOMPARE(filesBelow(target()), QStringList());

        limits = {};
        limits.bytes = 4'000'000;
        QCOMPARE(unpackArchive(archiveFile(), target(), limits)->refused.size(), 1u);
        QCOMPARE(filesBelow(target()), QStringList{u"a.png"_s});
    }

    void oldEncodings()
    {
        pack(archiveFile(), Kind::TarGz,
             {{"\xb9\xb7/0.png", drawnPng(0)},
              {"\xb9\xb7/1.png", drawnPng(1)},
              {"\xc2\xed/2.png", drawnPng(2)}});
        const auto report = importPaths(*m_database, {archiveFile()});
        QVERIFY(report && report->addsUp());
        QCOMPARE(report->imported, 3);
        const auto classes = ClassRepository(*m_database).all();
        QCOMPARE(classes->size(), 2u);
        QCOMPARE(classes->at(0).name, u"狗"_s);
        QCOMPARE(classes->at(1).name, u"马"_s);
        QVERIFY(!report->notices.filter(u"GB18030"_s).isEmpty());
    }

    void bytesThatAreNoText()
    {
        pack(archiveFile(), Kind::TarGz, {{"caf\x82/0.png", drawnPng(0)}, {"caf\x83/1.png", drawnPng(1)}});
        {
            const auto report = importPaths(*m_database, {archiveFile()});
            QVERIFY(report && report->addsUp());
            QVERIFY(!report->notices.filter(u"not UTF-8"_s).isEmpty());
        }
        QStringList names;
        for (const ClassRecord &record : *ClassRepository(*m_database).all())
            names << record.name;
        names.sort();
        QCOMPARE(names,
                 (QStringList{u"caf%82"_s, u"caf%83"_s})); // one replacement character would make one class
        ArchiveLimits limits;
        limits.encoding = u"CP437"_s;
        QVERIFY(unpackArchive(archiveFile(), target(), limits));
        QCOMPARE(filesBelow(target()), (QStringList{u"cafâ/1.png"_s, u"café/0.png"_s}));
    }

    /// A tar's header whose name is empty, as a broken writer leaves it.
    void anEntryWithoutANameIsRefused()
    {
        pack(archiveFile(), Kind::TarGz, {{"a.png", drawnPng(0)}});
        QByteArray header(512, '\0');
        const auto put = [&](qsizetype at, const QByteArray &text) { header.replace(at, text.size(), text); };
        put(100, "0000644");
        put(124, "00000000004");
        put(136, "00000000000");
        put(148, "        ");
        put(156, "0");
        put(257, QByteArray("ustar\00000", 8));
        const int sum = std::accumulate(header.cbegin(), header.cend(), 0);
        put(148, QByteArray::number(sum, 8).rightJustified(6, '0') + QByteArray("\0 ", 2));
        QFile tar(archiveFile());
        QVERIFY(tar.open(QIODevice::WriteOnly));
        tar.write(header + QByteArray("text").leftJustified(512, '\0') + QByteArray(1024, '\0'));
        tar.close();
        const auto report = importPaths(*m_database, {archiveFile()});
        QVERIFY2(report, report ? "" : qPrintable(report.error().message));
        QVERIFY(report->addsUp());
        QCOMPARE(report->seen, 1);
        QCOMPARE(report->refused.size(), 1U);
        QVERIFY(report->refused[0].file.endsWith(u"entry 1"));
    }

    void anyLocale()
    {
        pack(archiveFile(), Kind::Zip, {{"Größe/bär.png", drawnPng(1)}, {"plain/1.png", drawnPng(2)}});
        const QByteArray before = setlocale(LC_CTYPE, nullptr);
        setlocale(LC_CTYPE, "C");
        const auto report = importPaths(*m_database, {archiveFile()});
        setlocale(LC_CTYPE, before.constData());
        QVERIFY(report && report->addsUp());
        QCOMPARE(report->imported, 2);
        QCOMPARE(ClassRepository(*m_database).all()->at(0).name, u"Größe"_s);
    }

    /// The ratio is that of the archive's own size.
    void largeOnesAreNoBombs()
    {
        QByteArray noise(3'000'000, Qt::Uninitialized);
        quint32 seed = 1;
        for (char &byte : noise)
            byte = char((seed = seed * 1664525 + 1013904223) >> 24);
        pack(archiveFile(), Kind::TarGz, {{"a.png", noise}, {"b.png", drawnPng(1)}});
        ArchiveLimits limits;
        limits.ratioFrom = 1'000'000;
        const auto unpacked = unpackArchive(archiveFile(), target(), limits);
        QVERIFY(unpacked);
        QCOMPARE(unpacked->refused.size(), 0u);
        QCOMPARE(filesBelow(target()).size(), 2);
    }

    void tooManyFiles()
    {
        QList<Entry> entries;
        for (int i = 0; i < 30; ++i)
            entries << Entry{"f/" + QByteArray::number(i) + ".png", "x"};
        pack(archiveFile(), Kind::Zip, entries);
        ArchiveLimits limits;
        limits.entries = 10;
        const auto unpacked = unpackArchive(archiveFile(), target(), limits);
        QVERIFY(unpacked);
        QCOMPARE(unpacked->refused.size(), 1u);
        QCOMPARE(filesBelow(target()).size(), 10);
    }

    void encryptedOnesAreSaid()
    {
        pack(archiveFile(), Kind::EncryptedZip, {{"a.png", drawnPng(1)}});
        const auto unpacked = unpackArchive(archiveFile(), target());
        QVERIFY(unpacked);
        QCOMPARE(unpacked->refused.size(), 1u);
        QVERIFY2(unpacked->refused.front().reason.contains(u"encrypted"_s),
                 qPrintable(unpacked->refused.front().reason));
    }

    void damagedOnesGiveWhatTheyHave()
    {
        QList<Entry> entries;
        for (int i = 0; i < 20; ++i) {
            QByteArray noise(20'000, Qt::Uninitialized);
            for (int k = 0; k < noise.size(); ++k)
                noise[k] = char((k * 7919 + i * 104729) >> 3 ^ k * k);
            entries << Entry{"f/" + QByteArray::number(i) + ".png", noise};
        }
        pack(archiveFile(), Kind::TarGz, entries);
        QFile file(archiveFile());
        QVERIFY(file.resize(file.size() / 2));
        const auto unpacked = unpackArchive(archiveFile(), target());
        QVERIFY(unpacked);
        QVERIFY(!unpacked->refused.empty());
        const auto files = filesBelow(target());
        QVERIFY(!files.isEmpty() && files.size() < 20);
    }

    void whatIsNoArchive()
    {
        QFile file(archiveFile());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("PK\x03\x04 not really");
        file.close();
        QVERIFY(isArchive(archiveFile()));
        const auto report = importPaths(*m_database, {archiveFile()});
        QVERIFY(!report);
        QCOMPARE(report.error().code, ErrorCode::Corrupt);
        QVERIFY(!isArchive(m_folder->filePath(u"missing"_s)));
        QCOMPARE(unpackArchive(m_folder->filePath(u"missing"_s), target()).error().code, ErrorCode::NotFound);
    }

    void aCancelledImportLeavesNothingBehind()
    {
        pack(archiveFile(), Kind::Zip, {{"a.png", drawnPng(1)}, {"b.png", drawnPng(2)}});
        CancelSource source;
        source.cancel();
        QVERIFY(!importArchive(*m_database, archiveFile(), {}, {}, source.token()));
        QCOMPARE(QDir(m_project->directory()).entryList({u"unpacking*"_s}, QDir::Dirs).size(), 0);
    }

    // A file of the user's that was refused is noted where it lies, and leaves the list once it is good.
    void refusedFilesOfFoldersAreNoted()
    {
        const QString folder = m_folder->filePath(u"mine"_s);
        QDir().mkpath(folder + u"/cat"_s);
        const auto write = [&](const QByteArray &bytes) {
            QFile file(folder + u"/cat/1.png"_s);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(bytes);
        };
        write(drawnPng(1).first(60));
        QVERIFY(importPaths(*m_database, {folder}));
        auto refused = QuarantineRepository(*m_database).all();
        QCOMPARE(refused->size(), 1u);
        QCOMPARE(refused->front().file, folder + u"/cat/1.png"_s);
        QVERIFY(!restoreFromQuarantine(*m_database, refused->front()));
        QVERIFY(QFile::exists(folder + u"/cat/1.png"_s));
        write(drawnPng(1));
        QVERIFY(importPaths(*m_database, {folder}));
        QCOMPARE(QuarantineRepository(*m_database).all()->size(), 0u);
        write(drawnPng(2).first(60));
        QVERIFY(importPaths(*m_database, {folder}));
        QVERIFY(forgetQuarantined(*m_database, QuarantineRepository(*m_database).all()->front()));
        QVERIFY(QFile::exists(folder + u"/cat/1.png"_s));
    }

    void refusedFilesAreKeptWithinBounds()
    {
        QByteArray noise(500'000, '\0'); // so much that the archive is not refused for what it unpacks to
        std::mt19937 random(1);
        for (char &byte : noise)
            byte = char(random());
        const QByteArray large = noise + QByteArray(75'000'000, '\0');
        pack(archiveFile(), Kind::TarGz,
             {{"cat/1.jpg", large},
              {"cat/2.jpg", large},
              {"cat/3.jpg", large + "3"},
              {"cat/4.jpg", large + "4"}});
        const auto report = importPaths(*m_database, {archiveFile()});
        QVERIFY(report);
        QCOMPARE(report->refused.size(), 4u);
        QVERIFY2(report->notices.join(u' ').contains(u"1 refused file was not copied"),
                 qPrintable(report->notices.join(u' ')));
        qint64 kept = 0;
        for (const QFileInfo &file :
             QDir(m_project->directory() + u"/quarantine"_s).entryInfoList(QDir::Files))
            kept += file.size();
        QVERIFY(kept > 0 && kept <= 256LL << 20);
    }

    /// A stranger's project may call its own database refused.
    void onlyTheQuarantineIsEmptied()
    {
        QuarantineRecord record;
        record.file = m_database->directory() + u"/project.sqlite"_s;
        record.reason = u"planted"_s;
        QVERIFY(QuarantineRepository(*m_database).add({record}));
        QVERIFY(forgetQuarantined(*m_database, QuarantineRepository(*m_database).all()->front()));
        QVERIFY(QFile::exists(record.file));
        QVERIFY(QuarantineRepository(*m_database).all()->empty());
    }
};

QTEST_GUILESS_MAIN(TestArchive)
#include "tst_archive.moc"
