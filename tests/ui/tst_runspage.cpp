// What the Train page shows of runs that were, also after the project was closed.

#include "tests/ui/windowdriver.h"
#include "ui/review/reviewpage.h"
#include "ui/review/runmenu.h"
#include "ui/train/configform.h"
#include "ui/train/resumeoffer.h"
#include "ui/train/runlistmodel.h"
#include "ui/train/runspanel.h"
#include "ui/train/runview.h"
#include "ui/train/trainpage.h"

#include <QDir>
#include <QImage>
#include <QLabel>
#include <QMenu>
#include <QTableView>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;

namespace cairn {

class TestRunsPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }
    void theLastRunIsThereAfterARestart();
    void aRunThatGoesOnRuns();
    void theTestErrorIsSaidWhenAsked();
    void reviewFollowsANameAndItsUndo();
    void workThatWaitsSaysForWhat();

private:
    /// A project of twelve images, split, with these settings in the form.
    void open(Workspace &workspace, MainWindow &window, const QTemporaryDir &directory);
};

static QString makeTree(const QTemporaryDir &directory)
{
    const QString root = directory.filePath(u"images"_s);
    for (const QString &name : {u"green"_s, u"red"_s}) {
        QDir().mkpath(root + u'/' + name);
        for (int i = 0; i < 6; ++i) {
            QImage image(64, 64, QImage::Format_RGB32);
            image.fill(QColor(name).darker(100 + i * 4));
            image.save(u"%1/%2/%3.png"_s.arg(root, name).arg(i));
        }
    }
    return root;
}

static TrainPage &trainPage(MainWindow &window)
{
    window.projectView()->showStage(StageId::Train);
    return static_cast<TrainPage &>(window.projectView()->page(StageId::Train));
}

void TestRunsPage::theLastRunIsThereAfterARestart()
{
    const QTemporaryDir directory;
    const QString project = directory.filePath(u"p.cairn"_s);
    qint64 trained = 0;
    {
        Workspace workspace(fakeEngineFactory());
        MainWindow window(workspace);
        window.show();
        workspace.createProject(project);
        QVERIFY(waitForProject(workspace));
        workspace.session()->importPaths({makeTree(directory)});
        QVERIFY(waitUntilIdle(workspace));
        workspace.session()->split(0.3, 1);
        QVERIFY(waitUntilIdle(workspace));
        Result<TrainingConfig> config = withPreset({}, u"quick"_s, 3);
        config->weights = u"none"_s;
        config->imageSize = 96;
        TrainPage &page = trainPage(window);
        page.form().setConfig(*config);
        page.startTraining();
        QTRY_COMPARE_WITH_TIMEOUT(workspace.session()->usableRuns().size(), 1, 60000);
        trained = workspace.session()->usableRuns().front().id;
        QVERIFY(waitUntilIdle(workspace));
        QVERIFY(window.close());
    }
    Workspace workspace(fakeEngineFactory());
    MainWindow window(workspace);
    window.show();
    workspace.openProject(project);
    QVERIFY(waitForProject(workspace));
    TrainPage &page = trainPage(window);
    const auto *runs = page.findChild<RunsPanel *>();
    QVERIFY(runs);
    QTRY_VERIFY(runs->selected());
    QCOMPARE(runs->selected()->id, trained);
    QTRY_VERIFY(page.runView().isVisible());
    QCOMPARE(page.form().config().imageSize, 96);
}

void TestRunsPage::open(Workspace &workspace, MainWindow &window, const QTemporaryDir &directory)
{
    window.show();
    workspace.createProject(directory.filePath(u"p.cairn"_s));
    QVERIFY(waitForProject(workspace));
    workspace.session()->importPaths({makeTree(directory)});
    QVERIFY(waitUntilIdle(workspace));
    workspace.session()->split(0.3, 1);
    QVERIFY(waitUntilIdle(workspace));
    Result<TrainingConfig> config = withPreset({}, u"quick"_s, 30);
    config->weights = u"none"_s;
    trainPage(window).form().setConfig(*config);
}

void TestRunsPage::aRunThatGoesOnRuns()
{
    const QTemporaryDir directory;
    Workspace workspace(
        fakeEngineFactory([](FakeEngine &engine) { engine.batchTime = std::chrono::milliseconds(5); }));
    MainWindow window(workspace);
    open(workspace, window, directory);
    TrainPage &page = trainPage(window);
    ProjectSession &session = *workspace.session();
    const auto state = [&] {
        const auto *table = page.runsPanel().findChild<QTableView *>();
        return table->model()->index(0, RunListModel::State).data().toString();
    };
    page.startTraining();
    QTRY_COMPARE(state(), u"running"_s); // it is in the list before it ends
    QTRY_VERIFY(session.training().history().epochs().size() >= 1);
    session.training().stop();
    QTRY_COMPARE(state(), u"stopped"_s);
    QVERIFY(waitUntilIdle(workspace));
    QVERIFY(session.review().evaluation().has_value() || session.runList().current().has_value());
    QTRY_VERIFY(page.resumeOffer().isVisible());
    QTest::mouseClick(&page.resumeOffer().button(), Qt::LeftButton);
    QTRY_COMPARE(state(), u"running"_s);
    session.training().stop();
    QVERIFY(waitUntilIdle(workspace));
    QTRY_VERIFY(state() != u"running"_s);
}

void TestRunsPage::theTestErrorIsSaidWhenAsked()
{
    const QTemporaryDir directory;
    Workspace workspace(fakeEngineFactory());
    MainWindow window(workspace);
    open(workspace, window, directory);
    trainPage(window).startTraining();
    QTRY_COMPARE_WITH_TIMEOUT(workspace.session()->usableRuns().size(), 1, 60000);
    QVERIFY(waitUntilIdle(workspace));
    window.projectView()->showStage(StageId::Review);
    auto &review = static_cast<ReviewPage &>(window.projectView()->page(StageId::Review));
    QTRY_VERIFY(workspace.session()->review().evaluation());
    const auto *menu = review.findChild<RunMenu *>();
    QVERIFY(menu && menu->isVisible());
    const auto entry = [menu](const QString &text) {
        Q_EMIT menu->menu()->aboutToShow();
        const QList<QAction *> actions = menu->menu()->actions();
        const auto found = std::ranges::find_if(
            actions, [&](const QAction *action) { return action->text().remove(u'&').startsWith(text); });
        return found == actions.end() ? nullptr : *found;
    };
    QVERIFY(entry(u"Evaluate"_s) && !entry(u"Evaluate"_s)->isEnabled()); // there are no test images
    // Two of them are kept apart now; the run has not learnt from validation images.
    Library &library = workspace.session()->library();
    std::vector<qint64> test;
    for (const ImageRecord &image : library.images()) {
        if (image.split == Split::Valid && test.size() < 2)
            test.push_back(image.id);
    }
    library.setSplit(test, Split::Test);
    QVERIFY(entry(u"Evaluate"_s)->isEnabled());
    entry(u"Evaluate"_s)->trigger();
    QTRY_VERIFY2(review.notices().text().contains(u"of 2 test images"_s),
                 qPrintable(review.notices().text()));
    entry(u"Copy settings"_s)->trigger();
    QCOMPARE(window.projectView()->currentStage(), StageId::Train);
    QVERIFY(trainPage(window).notices().text().contains(u"settings of"_s));
    entry(u"Reproduce"_s)->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(workspace.session()->usableRuns().size(), 2, 60000);
}

void TestRunsPage::reviewFollowsANameAndItsUndo()
{
    const QTemporaryDir directory;
    Workspace workspace(fakeEngineFactory());
    MainWindow window(workspace);
    open(workspace, window, directory);
    trainPage(window).startTraining();
    QTRY_COMPARE_WITH_TIMEOUT(workspace.session()->usableRuns().size(), 1, 60000);
    QVERIFY(waitUntilIdle(workspace));
    const ReviewSession &review = workspace.session()->review();
    QTRY_VERIFY(review.evaluation());
    const qint64 judged = review.evaluation()->confusion.total();
    const qint64 right = review.evaluation()->confusion.correct();
    QVERIFY(judged > 0 && review.classes().contains(u"red"_s));
    Library &library = workspace.session()->library();
    const auto red = std::ranges::find(library.classes(), u"red"_s, &ClassRecord::name);
    QVERIFY(library.renameClass(red->id, u"crimson"_s));
    QVERIFY(review.classes().contains(u"crimson"_s));
    QCOMPARE(review.evaluation()->confusion.total(), judged); // its images are still judged
    QCOMPARE(review.evaluation()->confusion.correct(), right);
    library.undo();
    QVERIFY(review.classes().contains(u"red"_s) && !review.classes().contains(u"crimson"_s));
    QCOMPARE(review.evaluation()->confusion.correct(), right);
}

void TestRunsPage::workThatWaitsSaysForWhat()
{
    const QTemporaryDir directory;
    Workspace workspace(
        fakeEngineFactory([](FakeEngine &engine) { engine.batchTime = std::chrono::milliseconds(20); }));
    MainWindow window(workspace);
    open(workspace, window, directory);
    workspace.session()->rateFinder().start(trainPage(window).form().config());
    workspace.session()->suggestions().look();
    const auto says = [&window](const QString &text) {
        const QList<QLabel *> labels = window.findChildren<QLabel *>();
        return std::ranges::any_of(labels, [&](const QLabel *label) { return label->text().contains(text); });
    };
    QTRY_VERIFY(says(u"waiting for: Finding the learning rate"_s));
    const int width = window.width();
    QVERIFY(window.minimumSizeHint().width() <= 1000);
    workspace.session()->rateFinder().stop();
    QVERIFY(waitUntilIdle(workspace));
    QCOMPARE(window.width(), width);
    QVERIFY(!says(u"Sweeping"_s));
}

} // namespace cairn

QTEST_MAIN(cairn::TestRunsPage)
#include "tst_runspage.moc"
