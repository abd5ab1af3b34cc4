// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/folder.h"
#include "tests/runs/runsfixture.h"
#include "tests/support/fulldisk.h"

using namespace cairn;

/// Exports that cannot be: nothing of them is left, and what was at their place is as it was.
class TestFailedExport : public RunsFixture
{
    Q_OBJECT

    qint64 m_run = 0;
    QString m_into;

    QString target(ExportKind kind) const
    {
        return m_into + (kind == ExportKind::Bundle ? u"/model"_s : u"/model.file"_s);
    }

    std::size_t historySize() { return ExportRepository(*m_database).all()->size(); }

private Q_SLOTS:
    void init()
    {
        open();
        const Result<RunRecord> run = train();
        QVERIFY(run);
        m_run = run->id;
        m_into = m_folder->filePath(u"into"_s);
        QVERIFY(QDir().mkpath(m_into));
    }
    void cleanup() { close(); }

    void whatDiffersLeavesNothing()
    {
        m_engine->failure = Error{ErrorCode::Corrupt, u"The exported model differs."_s};
        for (const ExportKind kind : allExportKinds()) {
            const auto report = exportTo(m_run, kind, target(kind));
            QVERIFY(!report);
            QCOMPARE(report.error().message, u"The exported model differs."_s);
            QVERIFY(QDir(m_into).isEmpty());
        }
        QCOMPARE(historySize(), std::size_t(0));
    }

    void aFailedBundleLeavesTheOneThatWas()
    {
        QVERIFY(exportTo(m_run, ExportKind::Bundle, target(ExportKind::Bundle)));
        const QByteArray sums = readFile(target(ExportKind::Bundle) + u"/SHA256SUMS"_s);
        m_engine->failure = Error{ErrorCode::Corrupt, u"The exported model differs."_s};
        QVERIFY(!exportTo(m_run, ExportKind::Bundle, target(ExportKind::Bundle)));
        QCOMPARE(QDir(m_into).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), QStringList{u"model"_s});
        QCOMPARE(readFile(target(ExportKind::Bundle) + u"/SHA256SUMS"_s), sums);
        QCOMPARE(historySize(), std::size_t(1));
    }

    void aFullDiskLeavesNothing()
    {
        for (const QString &name :
             {u"model"_s, u"model.zip"_s}) { // texts and models; models alone: tst_export
            const FullDisk disk(10);
            const auto report = exportTo(m_run, ExportKind::Bundle, m_into + u'/' + name);
            QVERIFY(!report);
            QCOMPARE(report.error().code, ErrorCode::WriteFailed);
            QVERIFY(QDir(m_into).isEmpty());
        }
        const FullDisk disk(10'000); // the models fit, the zip does not
        QCOMPARE(exportTo(m_run, ExportKind::Bundle, target(ExportKind::Bundle) + u".zip"_s).error().code,
                 ErrorCode::WriteFailed);
        QVERIFY(QDir(m_into).isEmpty());
    }

    void textsThatCannotBePlacedTakeTheModelBack()
    {
        const auto entries = [this] {
            return QDir(m_into).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
        };
        for (const ExportKind kind : {ExportKind::TorchScript, ExportKind::Weights}) {
            const QString suffix = kind == ExportKind::Weights ? u".model.py"_s : u".labels.txt"_s;
            const QString model = target(kind);
            QVERIFY(QDir().mkpath(model + suffix + u"/mine"_s));
            auto report = exportTo(m_run, kind, model);
            QVERIFY(!report);
            QCOMPARE(report.error().code, ErrorCode::WriteFailed);
            QVERIFY2(report.error().message.contains(suffix), qPrintable(report.error().message));
            QCOMPARE(entries(), QStringList{u"model.file"_s + suffix});
            for (const QString &old : {QString(), u".labels.txt"_s}) {
                if (old != suffix)
                    QVERIFY(replaceFile(model + old, "what was there"));
            }
            const QStringList before = entries();
            QVERIFY(!exportTo(m_run, kind, model));
            QCOMPARE(entries(), before);
            QCOMPARE(readFile(model), "what was there"_ba);
            QVERIFY(QFileInfo(model + suffix + u"/mine"_s).isDir());
            QVERIFY(removeTree(m_into) && QDir().mkpath(m_into));
        }
        QCOMPARE(historySize(), std::size_t(0));
    }

    void linksAreReplacedAndNotFollowed()
    {
        const QString elsewhere = m_folder->filePath(u"elsewhere"_s);
        const QString folder = m_folder->filePath(u"a bundle"_s);
        QVERIFY(replaceFile(elsewhere, "not to be written to"));
        QVERIFY(exportTo(m_run, ExportKind::Bundle, folder));
        const QByteArray sums = readFile(folder + u"/SHA256SUMS"_s);
        for (const ExportKind kind : allExportKinds()) {
            const bool bundle = kind == ExportKind::Bundle;
            QVERIFY(QFile::link(bundle ? folder : elsewhere, target(kind)));
            const auto report = exportTo(m_run, kind, target(kind));
            QVERIFY2(report, report ? "" : qPrintable(report.error().message));
            for (const QString &file : report->files)
                QVERIFY(!QFileInfo(file).isSymLink() && QFileInfo::exists(file));
            QVERIFY(removeTree(m_into) && QDir().mkpath(m_into));
        }
        QCOMPARE(readFile(elsewhere), "not to be written to"_ba);
        QCOMPARE(readFile(folder + u"/SHA256SUMS"_s), sums);
    }

    void placesThatTakeNoFiles()
    {
        for (const ExportKind kind : allExportKinds()) {
            const auto report = exportTo(m_run, kind, u"/proc/model"_s);
            QVERIFY(!report);
            QCOMPARE(report.error().code, ErrorCode::WriteFailed);
            QVERIFY2(report.error().message.contains(u"/proc"_s), qPrintable(report.error().message));
        }
    }

    void runsThatAreNotDone()
    {
        RunRecord run = *runs().find(m_run);
        run.state = RunState::Running;
        QVERIFY(runs().update(run));
        const auto report = exportTo(m_run, ExportKind::Onnx, target(ExportKind::Onnx));
        QCOMPARE(report.error().code, ErrorCode::InvalidInput);
        QVERIFY(report.error().message.contains(u"still training"_s));
        QVERIFY(QDir(m_into).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestFailedExport)
#include "tst_failedexport.moc"
