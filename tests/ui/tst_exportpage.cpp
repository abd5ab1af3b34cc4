// SPDX-License-Identifier: GPL-3.0-or-later
// A model from elsewhere is taken in, exported, and tried on images.

#include "tests/support/fulldisk.h"
#include "tests/ui/windowdriver.h"
#include "ui/export/exporthistory.h"
#include "ui/export/exportpage.h"
#include "ui/export/exportresult.h"
#include "ui/export/formatchoice.h"
#include "ui/export/tryitmodel.h"
#include "ui/export/tryitpanel.h"
#include "ui/train/runs/adoptdialog.h"
#include "ui/train/trainpage.h"

#include <QCheckBox>
#include <QDesktopServices>
#include <QDir>
#include <QImage>
#include <QLineEdit>
#include <QPushButton>
#include <QScopeGuard>
#include <QScrollArea>
#include <QScrollBar>
#include <QTableView>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;

namespace cairn {

class TestExportPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }
    void init();
    void cleanup();
    void aModelIsTakenInWithItsOwnClasses();
    void aModelThatDoesNotFitIsRefused();
    void theDialogSaysWhatItAsksFor();
    void theResultIsSeen();
    void heatmapsAreMadeWhenTheyAreWanted();
    void theTableIsSavedWhole();
    void foldersAreShown();
    void whereIsAsked();

public Q_SLOTS:
    void rememberFolder(const QUrl &url) { m_shownFolder = url.toLocalFile(); }

private:
    template <typename T>
    T &page(StageId stage)
    {
        m_window->projectView()->showStage(stage);
        return static_cast<T &>(m_window->projectView()->page(stage));
    }
    void adopt(const QString &classesFile = {});
    QString m_image;
    QString m_shownFolder; // by what would be the file manager

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<MainWindow> m_window;
    FakeEngine *m_engine = nullptr; // lives in the engine's thread, from its first job on
    std::optional<Error> m_failure; // of an engine that is made
};

void TestExportPage::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    const QString images = m_folder->filePath(u"images"_s);
    for (const QString &name : {u"green"_s, u"red"_s}) {
        QVERIFY(QDir().mkpath(images + u'/' + name));
        for (int i = 0; i < 6; ++i) {
            QImage image(64, 48, QImage::Format_RGB32);
            image.fill(QColor(name).darker(100 + i * 4));
            m_image = u"%1/%2/%3.png"_s.arg(images, name).arg(i);
            QVERIFY(image.save(m_image));
        }
    }
    m_workspace = std::make_unique<Workspace>(fakeEngineFactory([this](FakeEngine &engine) {
        m_engine = &engine;
        engine.failure = m_failure;
    }));
    m_window = std::make_unique<MainWindow>(*m_workspace);
    m_window->resize(1180, 720);
    m_window->show();
    m_workspace->createProject(m_folder->filePath(u"p.cairn"_s));
    QVERIFY(waitForProject(*m_workspace));
    m_workspace->session()->data().importPaths({images});
    QVERIFY(waitUntilIdle(*m_workspace));
    m_workspace->session()->data().split(0.3, 1);
    QVERIFY(waitUntilIdle(*m_workspace));
}

void TestExportPage::cleanup()
{
    m_window.reset();
    m_workspace.reset();
    m_folder.reset();
}

void TestExportPage::adopt(const QString &classesFile)
{
    TrainingConfig config;
    config.weights = m_folder->filePath(u"learner.pth"_s);
    page<TrainPage>(StageId::Train).adopt(config, classesFile);
    QVERIFY(waitUntilIdle(*m_workspace));
}

void TestExportPage::aModelIsTakenInWithItsOwnClasses()
{
    adopt();
    QTRY_COMPARE(m_workspace->session()->runList().usable().size(), 1);
    QCOMPARE(m_workspace->session()->runList().usable().front().classes, QStringList({u"green"_s, u"red"_s}));
    QFile names(m_folder->filePath(u"names.txt"_s));
    QVERIFY(names.open(QIODevice::WriteOnly));
    names.write("tench\nred\ncrane\ncrane\n");
    names.close();
    adopt(names.fileName());
    QTRY_COMPARE(m_workspace->session()->runList().usable().size(), 2);
    QCOMPARE(m_workspace->session()->runList().usable().front().classes,
             QStringList({u"tench"_s, u"red"_s, u"crane"_s, u"crane (2)"_s}));
}

void TestExportPage::aModelThatDoesNotFitIsRefused()
{
    m_failure = Error{ErrorCode::InvalidInput, u"It has no head that fits."_s};
    adopt();
    QCOMPARE(page<TrainPage>(StageId::Train).notices().text(), u"It has no head that fits."_s);
    QVERIFY(m_workspace->session()->runList().all().empty());
    m_failure.reset();
}

void TestExportPage::theDialogSaysWhatItAsksFor()
{
    TrainingConfig start;
    start.arch = Arch::ResNet50;
    start.head.kind = HeadConfig::Kind::Plain;
    start.imageSize = 160;
    AdoptDialog dialog(start);
    const auto fields = dialog.findChildren<QLineEdit *>();
    const auto field
        = [&](const QString &name) { return *std::ranges::find(fields, name, &QWidget::accessibleName); };
    const auto *accept = dialog.findChild<QPushButton *>(u"importModel"_s);
    QVERIFY(accept && !accept->isEnabled());
    field(u"Weights"_s)->setText(u"/a/learner.pth"_s);
    QVERIFY(accept->isEnabled());
    const TrainingConfig config = dialog.config();
    QCOMPARE(config.weights, u"/a/learner.pth"_s);
    QCOMPARE(config.arch, Arch::ResNet50);
    QCOMPARE(config.head.kind, HeadConfig::Kind::Plain);
    QCOMPARE(config.imageSize, 160);
    QVERIFY(dialog.classesFile().isEmpty());
    field(u"Classes"_s)->setText(u"/a/names.txt"_s);
    QCOMPARE(dialog.classesFile(), u"/a/names.txt"_s);
}

// Below the formats there is no room for it in a low window.
void TestExportPage::theResultIsSeen()
{
    adopt();
    QTRY_COMPARE(m_workspace->session()->runList().usable().size(), 1);
    auto &exporting = page<ExportPage>(StageId::Export);
    m_window->resize(1180, 560);
    exporting.format().choose(ExportKind::TorchScript);
    exporting.setTarget(m_folder->filePath(u"model.pt"_s));
    exporting.exportModel();
    QVERIFY(waitUntilIdle(*m_workspace));
    const auto *result = exporting.findChild<ExportResult *>();
    QTRY_VERIFY(result->isVisible());
    const auto *area = exporting.findChild<QScrollArea *>();
    const auto below = [&] {
        return result->mapTo(area->viewport(), QPoint(0, result->height())).y() - area->viewport()->height();
    };
    QTRY_VERIFY(area->verticalScrollBar()->value() > 0);
    QTRY_VERIFY(below() <= 0);
}

void TestExportPage::heatmapsAreMadeWhenTheyAreWanted()
{
    adopt();
    QTRY_COMPARE(m_workspace->session()->runList().usable().size(), 1);
    auto &exporting = page<ExportPage>(StageId::Export);
    exporting.tryIt().classify({m_image, m_folder->filePath(u"none.png"_s)});
    QVERIFY(waitUntilIdle(*m_workspace));
    QCOMPARE(exporting.tryIt().findChild<TryItModel *>()->rowCount(), 2);
    QCOMPARE(m_engine->explained.load(), 0);
    exporting.tryIt().findChild<QCheckBox *>()->click();
    QTRY_COMPARE(m_engine->explained.load(), 1); // of what could be read
}

void TestExportPage::theTableIsSavedWhole()
{
    adopt();
    QTRY_COMPARE(m_workspace->session()->runList().usable().size(), 1);
    auto &exporting = page<ExportPage>(StageId::Export);
    exporting.tryIt().classify({m_image, m_folder->filePath(u"none.png"_s)});
    QVERIFY(waitUntilIdle(*m_workspace));
    const QString table = m_folder->filePath(u"said.csv"_s);
    exporting.tryIt().saveTable(table);
    QTRY_VERIFY(exporting.notices().text().contains(table));
    QFile file(table);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray said = file.readAll();
    QCOMPARE(said.count('\n'), 3);
    QVERIFY(said.startsWith("file,label,probability,green,red,error\n"));
    exporting.notices().clear();
    const FullDisk disk(20);
    exporting.tryIt().saveTable(table);
    QTRY_VERIFY(exporting.notices().text().contains(u"cannot be written"_s));
    file.seek(0);
    QCOMPARE(file.readAll(), said);
    QCOMPARE(QFileInfo(table).size(), said.size());
}

void TestExportPage::foldersAreShown()
{
    QDesktopServices::setUrlHandler(u"file"_s, this, "rememberFolder");
    const auto noHandler = qScopeGuard([] { QDesktopServices::unsetUrlHandler(u"file"_s); });
    adopt();
    QTRY_COMPARE(m_workspace->session()->runList().usable().size(), 1);
    auto &exporting = page<ExportPage>(StageId::Export);
    const QString into = m_folder->filePath(u"into"_s);
    QVERIFY(QDir().mkpath(into));
    exporting.format().choose(ExportKind::TorchScript);
    exporting.setTarget(into + u"/model.pt"_s);
    exporting.exportModel();
    QVERIFY(waitUntilIdle(*m_workspace));
    exporting.findChild<QPushButton *>(u"openExportFolder"_s)->click();
    QCOMPARE(m_shownFolder, into);
    m_shownFolder.clear();
    QTRY_COMPARE(exporting.history().rowCount(), 1);
    auto *history = exporting.findChild<QTableView *>();
    Q_EMIT history->activated(history->model()->index(0, 0));
    QCOMPARE(m_shownFolder, into);
    m_shownFolder.clear();
    QVERIFY(QDir(into).removeRecursively());
    Q_EMIT history->activated(history->model()->index(0, 0));
    QVERIFY(m_shownFolder.isEmpty());
    QVERIFY2(exporting.notices().text().contains(u"no longer exists"_s),
             qPrintable(exporting.notices().text()));
}

void TestExportPage::whereIsAsked()
{
    adopt();
    QTRY_COMPARE(m_workspace->session()->runList().usable().size(), 1);
    auto &exporting = page<ExportPage>(StageId::Export);
    const auto *start = exporting.findChild<QPushButton *>(u"exportAndCheck"_s);
    QVERIFY(start && start->isEnabled());
    exporting.setTarget(u"  "_s);
    QVERIFY(!start->isEnabled());
    exporting.setTarget(m_folder->filePath(u"model"_s));
    QVERIFY(start->isEnabled());
}

} // namespace cairn

QTEST_MAIN(cairn::TestExportPage)
#include "tst_exportpage.moc"
