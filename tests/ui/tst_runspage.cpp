// SPDX-License-Identifier: GPL-3.0-or-later
// What the Train page shows of runs that were, also after the project was closed.

#include "tests/ui/windowdriver.h"
#include "ui/export/exportpage.h"
#include "ui/export/tryitpanel.h"
#include "ui/plots/plot.h"
#include "ui/review/reviewpage.h"
#include "ui/review/runmenu.h"
#include "ui/session/ratefindersession.h"
#include "ui/session/suggestionsession.h"
#include "ui/train/configform.h"
#include "ui/train/leftoutnote.h"
#include "ui/train/ratefinderpanel.h"
#include "ui/train/runs/resumeoffer.h"
#include "ui/train/runs/runlistmodel.h"
#include "ui/train/runs/runspanel.h"
#include "ui/train/runview.h"
#include "ui/train/trainpage.h"
#include "ui/widgets/waitnote.h"

#include <QDir>
#include <QFileDialog>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTimer>

#include <cmath>

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
    void exportAndTryItSayForWhatTheyWait();
    void theFormSaysThatItIsForTheNextRun();
    void theCurveMarksTheRateInTheForm();
    void theButtonsOfAFailedStartHelp();
    void theTimeLeftStandsStillInAPause();
    void theNoteSaysWhatIsLeftOut();

private:
    /// A project of twelve images, split, with these settings in the form.
    void open(Workspace &workspace, MainWindow &window, const QTemporaryDir &directory);
};

static QString makeTree(const QTemporaryDir &directory)
{
    return drawTwoClasses(directory.filePath(u"images"_s), 6);
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
        QVERIFY(openSplitProject(workspace, window, project, makeTree(directory), 0.3));
        Result<TrainingConfig> config = withPreset({}, u"quick"_s, 3);
        config->weights = u"none"_s;
        config->imageSize = 96;
        TrainPage &page = trainPage(window);
        page.form().setConfig(*config);
        page.startTraining();
        QTRY_COMPARE_WITH_TIMEOUT(workspace.session()->runList().usable().size(), 1, 60000);
        trained = workspace.session()->runList().usable().front().id;
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
    QVERIFY(openSplitProject(workspace, window, directory.filePath(u"p.cairn"_s), makeTree(directory), 0.3));
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
    QTRY_COMPARE_WITH_TIMEOUT(workspace.session()->runList().usable().size(), 1, 60000);
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
    QTRY_COMPARE_WITH_TIMEOUT(workspace.session()->runList().usable().size(), 2, 60000);
}

void TestRunsPage::reviewFollowsANameAndItsUndo()
{
    const QTemporaryDir directory;
    Workspace workspace(fakeEngineFactory());
    MainWindow window(workspace);
    open(workspace, window, directory);
    trainPage(window).startTraining();
    QTRY_COMPARE_WITH_TIMEOUT(workspace.session()->runList().usable().size(), 1, 60000);
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

void TestRunsPage::exportAndTryItSayForWhatTheyWait()
{
    const QTemporaryDir directory;
    FakeEngine *fake = nullptr;
    Workspace workspace(fakeEngineFactory([&fake](FakeEngine &engine) { fake = &engine; }));
    MainWindow window(workspace);
    open(workspace, window, directory);
    trainPage(window).startTraining();
    QTRY_COMPARE_WITH_TIMEOUT(workspace.session()->runList().usable().size(), 1, 60000);
    QVERIFY(waitUntilIdle(workspace));
    fake->batchTime = std::chrono::milliseconds(20);
    workspace.session()->rateFinder().start(trainPage(window).form().config());
    window.projectView()->showStage(StageId::Export);
    auto &page = static_cast<ExportPage &>(window.projectView()->page(StageId::Export));
    page.setTarget(directory.filePath(u"model.pt"_s));
    page.exportModel();
    page.tryIt().classify({makeTree(directory) + u"/red/red 0.png"_s});
    const QList<WaitNote *> notes = page.findChildren<WaitNote *>();
    QCOMPARE(notes.size(), 2);
    for (const WaitNote *note : notes) {
        QTRY_VERIFY(note->isVisibleTo(&window));
        QVERIFY2(note->text().contains(u"Finding the learning rate"_s), qPrintable(note->text()));
    }
    workspace.session()->rateFinder().stop();
    for (const WaitNote *note : notes)
        QTRY_VERIFY(!note->isVisibleTo(&window));
    QVERIFY(waitUntilIdle(workspace));
    QVERIFY(QFile::exists(directory.filePath(u"model.pt"_s)));
}

void TestRunsPage::theFormSaysThatItIsForTheNextRun()
{
    const QTemporaryDir directory;
    Workspace workspace(
        fakeEngineFactory([](FakeEngine &engine) { engine.batchTime = std::chrono::milliseconds(5); }));
    MainWindow window(workspace);
    open(workspace, window, directory);
    TrainPage &page = trainPage(window);
    const auto says = [&page] {
        const QList<QLabel *> labels = page.form().findChildren<QLabel *>();
        return std::ranges::any_of(labels, [](const QLabel *label) {
            return label->isVisible() && label->text().contains(u"apply to the next run"_s);
        });
    };
    QVERIFY(!says());
    page.startTraining();
    QTRY_VERIFY(says());
    workspace.session()->training().stop();
    QVERIFY(waitUntilIdle(workspace));
    QVERIFY(!says());
}

void TestRunsPage::theCurveMarksTheRateInTheForm()
{
    const QTemporaryDir directory;
    Workspace workspace(
        fakeEngineFactory([](FakeEngine &engine) { engine.batchTime = std::chrono::milliseconds(5); }));
    MainWindow window(workspace);
    open(workspace, window, directory);
    TrainPage &page = trainPage(window);
    page.form().setLearningRate(0.004);
    RateFinderSession &finder = workspace.session()->rateFinder();
    const Plot &curve = *page.findChild<RateFinderPanel *>()->findChild<Plot *>();
    const auto marked = [&curve](const QString &rate) {
        return std::ranges::any_of(
            curve.markers(), [&](const auto &marker) { return marker.second == u"current  "_s + rate; });
    };
    page.findRate();
    QTRY_VERIFY(finder.points().size() > 5);
    QTRY_VERIFY(marked(u"0.004"_s)); // as soon as there is a curve
    finder.stop();
    QVERIFY(waitUntilIdle(workspace));
    QVERIFY(!finder.result());
    page.form().setLearningRate(0.002);
    QVERIFY(marked(u"0.002"_s) && !marked(u"0.004"_s)); // of a sweep that was stopped, too
    page.findRate();
    QTRY_VERIFY(finder.result());
    QVERIFY(waitUntilIdle(workspace));
    QVERIFY(marked(u"0.002"_s));
}

void TestRunsPage::theButtonsOfAFailedStartHelp()
{
    const QTemporaryDir directory;
    qputenv("CAIRN_WEIGHTS_URL", "http://127.0.0.1:1/"); // nobody answers
    qputenv("CAIRN_WEIGHTS_DIR", directory.filePath(u"weights"_s).toLocal8Bit());
    const auto restore = qScopeGuard([] {
        qunsetenv("CAIRN_WEIGHTS_URL");
        qunsetenv("CAIRN_WEIGHTS_DIR");
    });
    Workspace workspace(fakeEngineFactory());
    MainWindow window(workspace);
    open(workspace, window, directory);
    TrainPage &page = trainPage(window);
    ProjectSession &session = *workspace.session();
    TrainingConfig config = page.form().config();
    config.weights = u"imagenet"_s;
    page.form().setConfig(config);
    const auto button = [&page](const QString &text) {
        const QList<QPushButton *> buttons = page.notices().findChildren<QPushButton *>();
        const auto found = std::ranges::find_if(buttons, [&](const QPushButton *one) {
            return one->isVisible() && one->text() == text; // earlier notices are deleted later
        });
        return found == buttons.end() ? nullptr : *found;
    };
    const auto fails = [&] {
        QVERIFY(
            QTest::qWaitFor([&] { return !session.training().active() && button(u"Try again"_s); }, 60000));
        QVERIFY(button(u"Choose a file…"_s) && button(u"Train from scratch"_s));
        QVERIFY(session.runList().all().empty()); // it left none
    };
    QSignalSpy failures(&session.training(), &TrainingSession::failed);
    page.startTraining();
    fails();
    QTest::mouseClick(button(u"Try again"_s), Qt::LeftButton);
    QTRY_COMPARE(failures.size(), 2); // it was tried
    fails();

    QFile broken(directory.filePath(u"mine.pth"_s));
    QVERIFY(broken.open(QIODevice::WriteOnly));
    broken.close();
    QTimer::singleShot(300, &page, [&] {
        auto *dialog = qobject_cast<QFileDialog *>(QApplication::activeModalWidget());
        QVERIFY(dialog);
        dialog->findChild<QLineEdit *>()->setText(broken.fileName());
        static_cast<QDialog *>(dialog)->accept();
    });
    QTest::mouseClick(button(u"Choose a file…"_s), Qt::LeftButton);
    QTRY_COMPARE(page.form().config().weights, broken.fileName());
    config.weights = u"imagenet"_s;
    page.form().setConfig(config);
    page.startTraining();
    fails();
    QTest::mouseClick(button(u"Train from scratch"_s), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(session.runList().usable().size(), 1, 60000);
    QCOMPARE(page.form().config().weights, u"none"_s);
    QCOMPARE(page.form().config().preset, u"from-scratch"_s);
    QVERIFY(waitUntilIdle(workspace));
}

void TestRunsPage::theTimeLeftStandsStillInAPause()
{
    const QTemporaryDir directory;
    Workspace workspace(
        fakeEngineFactory([](FakeEngine &engine) { engine.batchTime = std::chrono::milliseconds(5); }));
    MainWindow window(workspace);
    open(workspace, window, directory);
    trainPage(window).startTraining();
    TrainingSession &training = workspace.session()->training();
    QTRY_VERIFY(std::isfinite(training.secondsLeft()));
    training.setPaused(true);
    QTest::qWait(200); // on purpose: the batch in hand ends yet, and is told
    const double left = training.secondsLeft();
    QTest::qWait(100); // on purpose: a clock that goes on shows here
    QCOMPARE(training.secondsLeft(), left);
    training.stop();
    QVERIFY(waitUntilIdle(workspace));
}

void TestRunsPage::theNoteSaysWhatIsLeftOut()
{
    const QTemporaryDir directory;
    Workspace workspace(fakeEngineFactory());
    MainWindow window(workspace);
    open(workspace, window, directory);
    TrainPage &page = trainPage(window);
    Library &library = workspace.session()->library();
    auto &note = *page.findChild<LeftOutNote *>();
    QTRY_VERIFY(!note.isVisible()); // all take part
    const auto some = [&library](Split split, std::size_t count) {
        std::vector<qint64> ids;
        for (const ImageRecord &image : library.images()) {
            if (image.split == split && image.classId != 0 && ids.size() < count)
                ids.push_back(image.id);
        }
        return ids;
    };
    library.setLabel(some(Split::Train, 2), 0);
    QTRY_COMPARE(note.text(), u"The next run will leave out 2 unlabeled images."_s);
    QTest::mouseClick(&note.button(), Qt::LeftButton);
    QCOMPARE(window.projectView()->currentStage(), StageId::Label);
    trainPage(window);
    library.setSplit(some(Split::Valid, 1), Split::Test);
    library.setSplit(some(Split::Train, 1), Split::None);
    QTRY_COMPARE(note.text(),
                 u"The next run will leave out 1 labeled image without a split, 2 unlabeled images "
                 "and 1 test image."_s);
    QCOMPARE(note.button().text(), u"Add to the split"_s);
    QTest::mouseClick(&note.button(), Qt::LeftButton);
    QTRY_COMPARE(note.text(), u"The next run will leave out 2 unlabeled images and 1 test image."_s);

    // What keeps a training from starting comes first.
    const qint64 red = std::ranges::find(library.classes(), u"red"_s, &ClassRecord::name)->id;
    std::vector<qint64> all;
    for (const ImageRecord &image : library.images()) {
        if (image.classId == red && image.split == Split::Train)
            all.push_back(image.id);
    }
    library.setSplit(all, Split::Valid);
    QTRY_VERIFY2(note.text().startsWith(u"Training cannot start: “red” has validation images"_s),
                 qPrintable(note.text()));
    QTest::mouseClick(&note.button(), Qt::LeftButton);
    QTRY_VERIFY(!note.text().contains(u"Training cannot"_s));
    QCOMPARE(library.splitCount(Split::Train, red), 1);
}

} // namespace cairn

QTEST_MAIN(cairn::TestRunsPage)
#include "tst_runspage.moc"
