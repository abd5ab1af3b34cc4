// SPDX-License-Identifier: GPL-3.0-or-later
// The rules of rules.h on this tree.

#include "tests/lint/rules.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

using namespace cairn::lint;

class TestLint : public QObject
{
    Q_OBJECT

    const QDir m_root{QStringLiteral(CAIRN_SOURCE_DIR)};
    QList<SourceFile> m_files;

    static QString read(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    }
    QString readFromRoot(const QString &path) const { return read(m_root.absoluteFilePath(path)); }

    static bool isText(const QString &name)
    {
        static const QStringList binaries{QStringLiteral(".png"),        QStringLiteral(".jpg"),
                                          QStringLiteral(".gz"),         QStringLiteral(".npy"),
                                          QStringLiteral(".bin"),        QStringLiteral(".pt"),
                                          QStringLiteral(".safetensors")};
        return std::none_of(binaries.begin(), binaries.end(),
                            [&](const QString &suffix) { return name.endsWith(suffix); });
    }

    void apply(QStringList (*rule)(const SourceFile &))
    {
        QStringList complaints;
        for (const SourceFile &file : std::as_const(m_files))
            complaints += rule(file);
        QVERIFY2(complaints.isEmpty(), qPrintable(QLatin1Char('\n') + complaints.join(QLatin1Char('\n'))));
    }

private Q_SLOTS:
    void initTestCase()
    {
        const QStringList folders{QStringLiteral(".ci"),  QStringLiteral("app"),
                                  QStringLiteral("core"), QStringLiteral("packaging"),
                                  QStringLiteral("ui"),   QStringLiteral("resources"),
                                  QStringLiteral("tests")};
        for (const QString &folder : folders) {
            QDirIterator tree(m_root.absoluteFilePath(folder), QDir::Files, QDirIterator::Subdirectories);
            while (tree.hasNext()) {
                const QString path = tree.next();
                if (isText(path))
                    m_files << SourceFile{m_root.relativeFilePath(path), read(path)};
            }
        }
        const QFileInfoList rootFiles = m_root.entryInfoList(QDir::Files | QDir::Hidden);
        for (const QFileInfo &file : rootFiles) {
            if (file.fileName() != QLatin1String(".git") && isText(file.fileName()))
                m_files << SourceFile{file.fileName(), read(file.absoluteFilePath())};
        }
        QVERIFY(m_files.size() > 100); // it looked in the right place
    }

    void roomsIncludeWhatTheyMay() { apply(forbiddenIncludes); }
    void noForbiddenWords() { apply(forbiddenWords); }
    void testsDoNotSleep() { apply(sleepingTests); }
    void filesAreOpenedInTwoPlaces() { apply(openingByName); }
    void textIsNotTakenForHtml() { apply(guessedHtml); }
    void nothingIsLeftUnfinished() { apply(unfinishedWork); }
    void noFoldersOfOneMachine() { apply(machinePaths); }
    void filesAreInShape() { apply(shape); }
    void filesSayTheirLicense() { apply(license); }
    void wordsAreThoseInUse() { apply(obsoleteWords); }
    void filesAreFormatted()
    {
        const QString program = QStandardPaths::findExecutable(QStringLiteral("clang-format-14"));
        if (program.isEmpty())
            QSKIP("clang-format-14 is not installed");
        QStringList arguments{QStringLiteral("--dry-run"), QStringLiteral("--Werror"),
                              QStringLiteral("--ferror-limit=1")};
        for (const SourceFile &file : std::as_const(m_files)) {
            const bool source
                = file.path.endsWith(QLatin1String(".cpp")) || file.path.endsWith(QLatin1String(".h"));
            if (source && !file.path.startsWith(QLatin1String("tests/fuzz/corpus")))
                arguments << file.path;
        }
        QProcess format;
        format.setWorkingDirectory(m_root.path());
        format.start(program, arguments);
        QVERIFY(format.waitForFinished(120'000));
        QVERIFY2(format.exitCode() == 0, format.readAllStandardError().left(2000).constData());
    }

    void everyTypeIsDefinedOnce()
    {
        const QStringList complaints = typesDefinedTwice(m_files);
        QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join(QLatin1Char('\n'))));
    }

    void everyTestIsRegistered()
    {
        QStringList complaints;
        int tests = 0;
        for (const SourceFile &file : std::as_const(m_files)) {
            const QString name = file.path.section(QLatin1Char('/'), -1);
            if (!name.startsWith(QLatin1String("tst_")) || !name.endsWith(QLatin1String(".cpp")))
                continue;
            ++tests;
            complaints += unregisteredTest(
                file,
                readFromRoot(file.path.section(QLatin1Char('/'), 0, -2) + QStringLiteral("/CMakeLists.txt")));
        }
        QVERIFY(tests > 5);
        QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join(QLatin1Char('\n'))));
    }

    void versionsAgree()
    {
        const QString version = cmakeVersion(readFromRoot(QStringLiteral("CMakeLists.txt")));
        QVERIFY(!version.isEmpty());
        const QStringList metainfos = QDir(m_root.absoluteFilePath(QStringLiteral("packaging")))
                                          .entryList({QStringLiteral("*.metainfo.xml")});
        QCOMPARE(metainfos.size(), 1);
        QCOMPARE(metainfoVersion(readFromRoot(QStringLiteral("packaging/") + metainfos.first())), version);
        QCOMPARE(changelogVersion(readFromRoot(QStringLiteral("CHANGELOG.md"))), version);
    }

    void onlyTheEngineNeedsTorch()
    {
        const QString readelf = QStandardPaths::findExecutable(QStringLiteral("readelf"));
        QVERIFY2(!readelf.isEmpty(), "readelf is missing; it comes with every compiler (binutils)");
        const QDir build(QStringLiteral(CAIRN_BUILD_DIR));
        QStringList complaints;
        int read = 0;
        for (const char *name : {"lib/libcairn_core.so", "bin/cairn", "bin/cairn-cli"}) {
            const QString binary = build.absoluteFilePath(QString::fromLatin1(name));
            if (!QFile::exists(binary))
                continue;
            QProcess process;
            process.start(readelf, {QStringLiteral("-d"), binary});
            QVERIFY(process.waitForFinished());
            const QString text = QString::fromLatin1(process.readAllStandardOutput());
            QVERIFY(text.contains(QLatin1String("NEEDED")));
            complaints += torchNeeded(QString::fromLatin1(name), text);
            ++read;
        }
        QVERIFY2(read > 0, "none of the programs is built");
        QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join(QLatin1Char('\n'))));
    }
};

QTEST_GUILESS_MAIN(TestLint)
#include "tst_lint.moc"
