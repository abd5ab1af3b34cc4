// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/runs.h"
#include "tests/imaging/testimages.h"
#include "tests/project/projectfixture.h"
#include "tests/ui/windowdriver.h"
#include "ui/health/balancemodel.h"
#include "ui/health/findingmodel.h"
#include "ui/health/healthpanel.h"
#include "ui/health/relocatedialog.h"
#include "ui/label/filterbar.h"
#include "ui/label/imagelistmodel.h"
#include "ui/label/labelpage.h"
#include "ui/review/reviewpage.h"
#include "ui/session/healthsession.h"
#include "ui/session/navigation.h"
#include "ui/thumbnails/thumbnailprovider.h"
#include "ui/train/configform.h"
#include "ui/train/trainpage.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace cairn;
using namespace cairn::test;
using namespace Qt::StringLiterals;

namespace {

HealthReport reportWith(std::vector<HealthFinding> findings)
{
    HealthReport report;
    report.findings = std::move(findings);
    return report;
}

/// Two classes; "noise" is there twice, the copy smaller, on the other side of the split.
void makeImages(const QDir &folder)
{
    for (const QString &part : {u"train"_s, u"valid"_s}) {
        for (const QString &name : {u"a"_s, u"b"_s})
            QVERIFY(folder.mkpath(part + u'/' + name));
    }
    QVERIFY(noise(300, 260).save(folder.filePath(u"train/a/noise.png"_s)));
    QVERIFY(noise(300, 260)
                .scaled(240, 208, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
                .save(folder.filePath(u"valid/a/copy.png"_s)));
    QVERIFY(quarters(300, 260).save(folder.filePath(u"train/b/quarters.png"_s)));
    QVERIFY(quarters(260, 300).mirrored().save(folder.filePath(u"valid/b/turned.png"_s)));
}

/// Another one for each seed: no two are near duplicates.
QImage speckles(quint32 seed)
{
    QImage image(64, 64, QImage::Format_RGB32);
    quint32 state = seed * 2654435761U + 1;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            image.setPixel(x, y, (state = state * 1664525U + 1013904223U) >> 8);
    }
    return image;
}

} // namespace

class TestHealthPanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    void modelsAreSound()
    {
        FindingModel findings;
        BalanceModel balance;
        const QAbstractItemModelTester first(&findings,
                                             QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QAbstractItemModelTester second(&balance,
                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(findings.finding(0), nullptr);
        findings.setFindings(
            reportWith({{u"dark"_s, u"Dark"_s, u"Why."_s, {1, 2}}, {u"grey"_s, u"Gray"_s, {}, {}}}).findings);
        QCOMPARE(findings.rowCount(), 2);
        QCOMPARE(findings.index(0, FindingModel::Images).data().toString(), u"2"_s);
        QVERIFY(findings.index(1, 0).data(Qt::ForegroundRole).isValid()); // nothing found: muted
        QCOMPARE(findings.rowOf(u"grey"_s), 1);
        QCOMPARE(findings.rowOf(u"none"_s), -1);
        // The next check changes numbers, not rows.
        const QSignalSpy resets(&findings, &QAbstractItemModel::modelReset);
        findings.setFindings(
            reportWith({{u"dark"_s, u"Dark"_s, {}, {}}, {u"grey"_s, u"Gray"_s, {}, {7}}}).findings);
        QCOMPARE(resets.count(), 0);
        QCOMPARE(findings.index(1, FindingModel::Images).data().toString(), u"1"_s);
        findings.setFindings({});
        QCOMPARE(resets.count(), 1);

        balance.setClasses(
            {{1, u"Arena"_s, 30, 10, false, std::vector<qint64>(40)}, {0, u"Unlabeled"_s, 0, 0, true, {}}});
        QCOMPARE(balance.rowCount(), 2);
        QCOMPARE(balance.index(0, BalanceModel::Images).data().toString(), u"40"_s);
        QVERIFY(balance.index(1, 0).data(Qt::ToolTipRole).toString().contains(u"Collect more"));
        QCOMPARE(balance.classAt(2), nullptr);
    }

    void movedImagesAreFound()
    {
        const QTemporaryDir directory;
        const QString before = directory.filePath(u"before"_s);
        const QString after = directory.filePath(u"after"_s);
        makeImages(QDir(before));
        Workspace workspace(fakeEngineFactory([](FakeEngine &) {}));
        workspace.createProject(directory.filePath(u"moved.cairn"_s));
        QVERIFY(waitForProject(workspace));
        ProjectSession &session = *workspace.session();
        session.data().importPaths({before});
        QTRY_COMPARE_WITH_TIMEOUT(session.library().imageCount(), 4, 20000);
        QVERIFY(QDir().rename(before, after));
        QVERIFY(QFile::remove(after + u"/valid/b/turned.png"_s));
        Navigation navigation;
        HealthPanel panel(session, navigation);
        panel.show();
        QTRY_VERIFY_WITH_TIMEOUT(panel.report() && panel.report()->finding(u"unreadable"_s)->ids.size() == 4,
                                 20000);
        panel.choose(u"unreadable"_s);
        auto *locate = panel.findChild<QPushButton *>(u"findMovedImages"_s);
        QVERIFY(locate && locate->isVisibleTo(&panel));

        RelocateDialog dialog(session.data(), session.sharedProject(), session.jobs());
        auto *from = dialog.findChild<QComboBox *>();
        QTRY_COMPARE(from->currentText(), before); // it knows what is gone
        dialog.setFolders(before, after);
        dialog.relocate();
        QTRY_VERIFY2(dialog.outcome().startsWith(u"3 images"), qPrintable(dialog.outcome()));
        QTRY_COMPARE(
            std::ranges::count_if(session.library().images(),
                                  [&](const ImageRecord &image) { return image.path.startsWith(after); }),
            3);
        dialog.setFolders(directory.filePath(u"nothing"_s), after);
        dialog.relocate();
        QTRY_VERIFY2(dialog.outcome().startsWith(u"No image"), qPrintable(dialog.outcome()));
    }

    void numbersLeadToImages()
    {
        const QTemporaryDir directory;
        const QDir folder(directory.filePath(u"images"_s));
        makeImages(folder);
        Workspace workspace(fakeEngineFactory([](FakeEngine &) {}));
        MainWindow window(workspace);
        window.resize(1280, 800);
        window.show();
        workspace.createProject(directory.filePath(u"health.cairn"_s));
        QVERIFY(waitForProject(workspace));
        ProjectSession &session = *workspace.session();
        HealthPanel &panel = window.projectView()->health();
        QVERIFY(!panel.isVisible());
        window.projectView()->showHealth(true);
        QTRY_VERIFY(panel.report().has_value());
        QCOMPARE(panel.report()->images, 0);

        session.data().importPaths({folder.path()});
        QTRY_COMPARE_WITH_TIMEOUT(session.library().imageCount(), 4, 20000);
        QTRY_COMPARE_WITH_TIMEOUT(panel.report()->images, 4, 20000); // checked again by itself
        QTRY_COMPARE(window.projectView()->rail().health().status(), u"2 to review"_s);
        QCOMPARE(panel.report()->finding(u"leaks"_s)->ids.size(), 2U);

        window.projectView()->showStage(StageId::Collect);
        panel.choose(u"leaks"_s);
        panel.showChosen();
        QCOMPARE(window.projectView()->currentStage(), StageId::Label);
        const auto &grid = static_cast<LabelPage &>(window.projectView()->page(StageId::Label)).model();
        QTRY_COMPARE(grid.rowCount(), 2);

        panel.choose(u"near_duplicates"_s);
        panel.keepTheBest();
        QCOMPARE(session.library().imageCount(), 3);
        for (const ImageRecord &image : session.library().images())
            QCOMPARE(image.trashed, image.path.endsWith(u"copy.png"));
        session.library().undo();
        QCOMPARE(session.library().imageCount(), 4);

        window.projectView()->rail().health().click();
        QVERIFY(!panel.isVisible());
    }

    void duplicatesNarrowAndOrder()
    {
        const ProjectFixture fixture;
        const auto database = fixture.project->connect();
        QVERIFY(ImageRepository(**database).add(newImages(60)));
        Library library(*fixture.project, *Library::load(**database));
        ThumbnailProvider thumbnails;
        ImageListModel model(library, thumbnails);
        ImageFilter imageFilter;
        imageFilter.duplicateFilter
            = ImageFilter::DuplicateFilter::Duplicates; // not looked for yet: nothing is left out
        model.setImageFilter(imageFilter);
        QCOMPARE(model.rowCount(), 60);
        imageFilter.duplicates = ImageDuplicates::from({{{2, 8, 20}, 8}, {{5, 6}, 5}});
        model.setImageFilter(imageFilter);
        model.setOrder(ImageOrder::Duplicates, false);
        const auto shown = [&] {
            QList<qint64> ids;
            for (int row = 0; row < model.rowCount(); ++row)
                ids << model.imageId(row);
            return ids;
        };
        QCOMPARE(shown(), (QList<qint64>{8, 2, 20, 5, 6}));
        QCOMPARE(imageFilter.duplicates->of(20)->ofGroup, 3);
        imageFilter.duplicateFilter = ImageFilter::DuplicateFilter::Redundant;
        QVERIFY(imageFilter.leavesOut());
        model.setImageFilter(imageFilter);
        QCOMPARE(shown(), (QList<qint64>{2, 20, 6}));
        imageFilter.duplicateFilter = ImageFilter::DuplicateFilter::Any; // the order alone: the others follow
        QVERIFY(!imageFilter.leavesOut());
        model.setImageFilter(imageFilter);
        QCOMPARE(model.rowCount(), 60);
        QCOMPARE(shown().first(6), (QList<qint64>{8, 2, 20, 5, 6, 1}));
    }

    void labelShowsDuplicatesTogether()
    {
        const QTemporaryDir directory;
        const QDir folder(directory.filePath(u"images"_s));
        makeImages(folder);
        Workspace workspace(fakeEngineFactory([](FakeEngine &) {}));
        MainWindow window(workspace);
        window.resize(1280, 800);
        window.show();
        workspace.createProject(directory.filePath(u"duplicates.cairn"_s));
        QVERIFY(waitForProject(workspace));
        ProjectSession &session = *workspace.session();
        session.data().importPaths({folder.path()});
        QTRY_COMPARE_WITH_TIMEOUT(session.library().imageCount(), 4, 20000);
        QVERIFY(waitUntilIdle(workspace));
        window.projectView()->showStage(StageId::Label);
        auto &page = static_cast<LabelPage &>(window.projectView()->page(StageId::Label));
        page.filters().setFolded(false);
        auto *duplicateFilter = page.filters().findChild<QComboBox *>(u"duplicateFilter"_s);
        QVERIFY(duplicateFilter);
        QTest::keyClick(duplicateFilter, Qt::Key_Down); // "Near duplicates"
        QTRY_COMPARE_WITH_TIMEOUT(page.model().rowCount(), 2, 20000);
        QVERIFY(page.model().image(0)->path.endsWith(u"noise.png"_s)); // the larger one
        QVERIFY(page.model().image(1)->path.endsWith(u"copy.png"_s));
        QVERIFY(page.filters().needsDuplicates());

        auto *keep = page.filters().findChild<QPushButton *>(u"keepBest"_s);
        QVERIFY(keep && keep->isVisible());
        keep->click();
        QCOMPARE(session.library().imageCount(), 3);
        QCOMPARE(page.model().rowCount(),
                 1); // nothing jumps: the group is what it was when it was looked for
        QVERIFY(page.model().image(0)->path.endsWith(u"noise.png"_s));
        keep->click();
        QCOMPARE(session.library().imageCount(), 3); // and nothing more goes
        session.library().undo();
        QCOMPARE(page.model().rowCount(), 2);
        page.filters().clear();
        QCOMPARE(page.model().rowCount(), 4);
    }

    /// An image that is away is neither right nor wrong, and is told.
    void countsWhatCouldNotBeRead()
    {
        const QTemporaryDir directory;
        quint32 seed = 0;
        for (const QString &name : {u"a"_s, u"b"_s}) {
            QVERIFY(QDir(directory.path()).mkpath(u"images/"_s + name));
            for (int i = 0; i < 8; ++i)
                QVERIFY(speckles(++seed).save(u"%1/images/%2/%3.png"_s.arg(directory.path(), name).arg(i)));
        }
        Workspace workspace(fakeEngineFactory());
        MainWindow window(workspace);
        window.show();
        workspace.createProject(directory.filePath(u"away.cairn"_s));
        QVERIFY(waitForProject(workspace));
        ProjectSession &session = *workspace.session();
        session.data().importPaths({directory.filePath(u"images"_s)});
        QTRY_COMPARE_WITH_TIMEOUT(session.library().imageCount(), 16, 20000);
        session.data().split(0.25, 1);
        QVERIFY(waitUntilIdle(workspace));
        const auto &images = session.library().images();
        const auto valid = std::ranges::find(images, Split::Valid, &ImageRecord::split);
        QVERIFY(valid != images.end());
        const auto count = std::ranges::count(images, Split::Valid, &ImageRecord::split);
        QVERIFY(QFile::remove(valid->path));

        window.projectView()->showStage(StageId::Train);
        auto &training = static_cast<TrainPage &>(window.projectView()->page(StageId::Train));
        training.form().setConfig(*withPreset({}, u"from-scratch"_s, 1));
        training.startTraining();
        QTRY_COMPARE_WITH_TIMEOUT(session.runList().usable().size(), 1, 20000);
        window.projectView()->showStage(StageId::Review);
        auto &review = static_cast<ReviewPage &>(window.projectView()->page(StageId::Review));
        QTRY_VERIFY(session.review().evaluation().has_value());
        QCOMPARE(session.review().evaluation()->confusion.total(), qint64(count) - 1);
        const auto says = [&](const QString &text) {
            return std::ranges::any_of(review.findChildren<QLabel *>(),
                                       [&](const QLabel *label) { return label->text().contains(text); });
        };
        QTRY_VERIFY_WITH_TIMEOUT(says(u"; 1 more could not be read"_s), 20000);

        // They are all away, and the run is one that nobody has evaluated: found again, it is.
        const QString folder = directory.filePath(u"images"_s);
        const QString elsewhere = directory.filePath(u"elsewhere"_s);
        QVERIFY(QDir().rename(folder, elsewhere));
        const auto database = session.project().connect();
        QVERIFY((*database)->execute(u"DELETE FROM predictions"_s));
        session.runList().refresh();
        QTRY_VERIFY_WITH_TIMEOUT(session.runList().unable(session.runList().usable().first().id), 20000);
        QVERIFY(waitUntilIdle(workspace));
        session.data().relocate(folder, elsewhere);
        const qint64 run = session.runList().usable().first().id;
        QTRY_VERIFY_WITH_TIMEOUT(storedEvaluation(session.project(), run), 10000);
        QCOMPARE(qint64(storedEvaluation(session.project(), run)->predictions.size()), qint64(count) - 1);
        QVERIFY(waitUntilIdle(workspace));
    }
};

QTEST_MAIN(TestHealthPanel)
#include "tst_health_panel.moc"
