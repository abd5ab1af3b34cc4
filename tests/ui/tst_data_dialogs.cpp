// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/imaging/testimages.h"
#include "tests/ui/windowdriver.h"
#include "ui/interchange/exportdatadialog.h"
#include "ui/interchange/importdatadialog.h"
#include "ui/session/backgroundjobs.h"
#include "ui/widgets/page.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>
#include <QTreeWidget>

using namespace cairn;
using namespace cairn::test;
using namespace Qt::StringLiterals;

namespace {

void writeFile(const QString &path, const QByteArray &content = "x")
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
}

bool canAccept(const QDialog &dialog)
{
    for (QAbstractButton *button : dialog.findChild<QDialogButtonBox *>()->buttons()) {
        if (button->property("role") == u"primary"_s)
            return button->isEnabled();
    }
    return false;
}

} // namespace

/// Data sets in and out of the window.
class TestDataDialogs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    void exportAsksForAFreeFolder()
    {
        const QTemporaryDir directory;
        writeFile(directory.filePath(u"set/mine.txt"_s));
        ExportDataDialog dialog(directory.filePath(u"set"_s));
        QCOMPARE(dialog.folder(), directory.filePath(u"set-2"_s));
        QVERIFY(canAccept(dialog));
        QCOMPARE(dialog.choice().format, DataFormat::Folders);
        QCOMPARE(dialog.choice().placement, FilePlacement::Copy);
        auto *folder = dialog.findChild<QLineEdit *>();
        folder->setText(directory.filePath(u"set"_s));
        QVERIFY(!canAccept(dialog));
        folder->setText({});
        QVERIFY(!canAccept(dialog));
        folder->setText(directory.filePath(u"other"_s));
        QVERIFY(canAccept(dialog));
    }

    void importGuessesTheFormat()
    {
        const QTemporaryDir directory;
        BackgroundJobs jobs;
        ImportDataDialog dialog(jobs);
        QVERIFY(!canAccept(dialog));
        const std::pair<QString, DataFormat> files[] = {{u"a/table.csv"_s, DataFormat::Csv},
                                                        {u"b/project-1.json"_s, DataFormat::LabelStudio},
                                                        {u"c/labels.json"_s, DataFormat::FiftyOne}};
        for (const auto &[name, format] : files) {
            writeFile(directory.filePath(name));
            dialog.setPath(directory.filePath(name));
            QCOMPARE(dialog.source().format, format);
        }
        dialog.setPath(directory.filePath(u"c"_s));
        QCOMPARE(dialog.source().format, DataFormat::FiftyOne);
        dialog.setPath(directory.path());
        QCOMPARE(dialog.source().format, DataFormat::Folders);
        writeFile(directory.filePath(u"d/_classes.csv"_s));
        dialog.setPath(directory.filePath(u"d"_s));
        QCOMPARE(dialog.source().format, DataFormat::Csv);
    }

    /// As a user types: every letter is another place.
    void aTypedPathIsAsGoodAsAChosenOne()
    {
        const QTemporaryDir directory;
        writeFile(directory.filePath(u"set/cats/0.png"_s));
        writeFile(directory.filePath(u"set/table.csv"_s), "file,label\ncats/0.png,cat\n");
        BackgroundJobs jobs;
        ImportDataDialog dialog(jobs);
        QSignalSpy previewed(&dialog, &ImportDataDialog::previewed);
        auto *path = dialog.findChild<QLineEdit *>();
        QTest::keyClicks(path, directory.filePath(u"set"_s));
        QCOMPARE(dialog.source().format, DataFormat::Folders);
        QVERIFY(!canAccept(dialog)); // nobody has looked yet
        QTRY_VERIFY(canAccept(dialog));
        QTest::keyClicks(path, u"/table.csv"_s);
        QCOMPARE(dialog.source().format, DataFormat::Csv);
        QVERIFY(!canAccept(dialog)); // the look was at the folder
        QTRY_VERIFY(canAccept(dialog));
        QCOMPARE(dialog.findChild<QTableWidget *>()->rowCount(), 1);
    }

    void anOldLookAllowsNothing()
    {
        const QTemporaryDir directory;
        writeFile(directory.filePath(u"0.png"_s));
        writeFile(directory.filePath(u"t.csv"_s), "file,label\n0.png,cat\n");
        BackgroundJobs jobs;
        ImportDataDialog dialog(jobs);
        QSignalSpy previewed(&dialog, &ImportDataDialog::previewed);
        auto *path = dialog.findChild<QLineEdit *>();
        QTest::keyClicks(path, directory.filePath(u"t.csv"_s));
        QSignalSpy looking(&jobs, &BackgroundJobs::jobsChanged);
        QVERIFY(looking.wait());
        QTest::keyClick(path, Qt::Key_Backspace);
        QTRY_VERIFY(jobs.idle());
        QVERIFY(!canAccept(dialog));
        QTest::keyClicks(path, u"v"_s);
        QTest::keyClicks(path, u"x"_s); // before anybody looked
        QTest::keyClick(path, Qt::Key_Backspace);
        QTRY_VERIFY(canAccept(dialog));
        const qsizetype before = previewed.count();
        // Nor does a look with other choices.
        QComboBox *label = nullptr;
        for (QComboBox *box : dialog.findChildren<QComboBox *>())
            label = box->findData(u"label"_s) >= 0 ? box : label;
        QVERIFY(label);
        label->setCurrentIndex(label->findData(u"file"_s));
        QVERIFY(!canAccept(dialog));
        QTRY_COMPARE(previewed.count(), before + 1);
        QVERIFY(canAccept(dialog));
    }

    void choicesOfFolders()
    {
        const QTemporaryDir directory;
        for (const char *name : {"cats/100CANON/1", "cats/100CANON/2", "dogs/100CANON/3", "dogs/101CANON/4"})
            writeFile(directory.filePath(QString::fromLatin1(name) + u".png"_s));
        BackgroundJobs jobs;
        ImportDataDialog dialog(jobs);
        QSignalSpy previewed(&dialog, &ImportDataDialog::previewed);
        dialog.setPath(directory.path());
        QTRY_COMPARE(previewed.count(), 1);
        const auto boxes = dialog.findChildren<QComboBox *>();
        const auto level = std::ranges::find_if(
            boxes, [](QComboBox *box) { return box->itemText(0).contains(u"cats, dogs"_s); });
        QVERIFY(level != boxes.end());
        QCOMPARE((*level)->count(), 3);
        QCOMPARE(dialog.options().classLevel, 1);
        (*level)->setCurrentIndex(1);
        QCOMPARE(dialog.options().classLevel, 2);
        QCOMPARE(dialog.findChild<QTreeWidget *>()->topLevelItemCount(), 3);
    }

    void choicesOfTables()
    {
        const QTemporaryDir directory;
        writeFile(directory.filePath(u"0.png"_s));
        QFile table(directory.filePath(u"t.csv"_s));
        QVERIFY(table.open(QIODevice::WriteOnly));
        table.write("file,colour,shape\n0.png,red,round\n");
        table.close();
        BackgroundJobs jobs;
        ImportDataDialog dialog(jobs);
        QSignalSpy previewed(&dialog, &ImportDataDialog::previewed);
        dialog.setPath(table.fileName());
        QTRY_COMPARE(previewed.count(), 1);
        QVERIFY(dialog.findChild<QTableWidget *>()->rowCount() == 1);
        QComboBox *label = nullptr;
        for (QComboBox *box : dialog.findChildren<QComboBox *>())
            label = box->findData(u"shape"_s) >= 0 ? box : label; // the second one that lists the columns
        QVERIFY(label);
        label->setCurrentIndex(label->findData(u"shape"_s));
        QTRY_COMPARE(previewed.count(), 2);
        QCOMPARE(dialog.options().labelColumn, u"shape"_s);
    }

    void outAndInAgain()
    {
        const QTemporaryDir directory;
        QVERIFY(QDir(directory.path()).mkpath(u"images/a"_s) && QDir(directory.path()).mkpath(u"images/b"_s));
        QVERIFY(noise(80, 60).save(directory.filePath(u"images/a/1.png"_s)));
        QVERIFY(quarters(80, 60).save(directory.filePath(u"images/b/2.png"_s)));
        Workspace workspace(fakeEngineFactory());
        MainWindow window(workspace);
        window.show();
        workspace.createProject(directory.filePath(u"first.cairn"_s));
        QVERIFY(waitForProject(workspace));
        workspace.session()->data().importPaths({directory.filePath(u"images"_s)});
        QTRY_COMPARE_WITH_TIMEOUT(workspace.session()->library().imageCount(), 2, 20000);
        // What was just edited is in the export.
        ProjectSession &session = *workspace.session();
        QVERIFY(session.library().renameClass(session.library().classes()[0].id, u"renamed"_s));
        const QSignalSpy exported(&session.data(), &DataSession::exported);
        const QString target = directory.filePath(u"out"_s);
        session.data().exportData(target, {DataFormat::Csv, FilePlacement::Copy, false});
        QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 1, 20000);
        Page &page = window.projectView()->page(window.projectView()->currentStage());
        QVERIFY2(page.notices().text().contains(u"2 images"), qPrintable(page.notices().text()));

        const QSignalSpy failed(&session, &ProjectSession::errorOccurred);
        session.data().exportData(target, {});
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, 20000);
        QVERIFY(page.notices().text().contains(u"not empty"));

        workspace.createProject(directory.filePath(u"second.cairn"_s));
        QTRY_VERIFY(workspace.session() && workspace.session()->project().name() == u"second");
        workspace.session()->data().importData({target, DataFormat::Csv}, {});
        QTRY_COMPARE_WITH_TIMEOUT(workspace.session()->library().imageCount(), 2, 20000);
        QCOMPARE(workspace.session()->library().classes()[0].name, u"renamed"_s);
    }
};

QTEST_MAIN(TestDataDialogs)
#include "tst_data_dialogs.moc"
