// SPDX-License-Identifier: GPL-3.0-or-later
// The whole way by clicks and keys, with a fake engine: new project, import, label, find the rate, train,
// review, export.

#include "core/project/repositories/runrepository.h"
#include "tests/ui/windowdriver.h"
#include "ui/export/exportpage.h"
#include "ui/export/formatchoice.h"
#include "ui/export/tryitmodel.h"
#include "ui/export/tryitpanel.h"
#include "ui/label/imagegrid.h"
#include "ui/label/imagelistmodel.h"
#include "ui/label/labelpage.h"
#include "ui/plots/plot.h"
#include "ui/plots/plottable.h"
#include "ui/review/reviewpage.h"
#include "ui/session/ratefindersession.h"
#include "ui/train/configform.h"
#include "ui/train/epochmodel.h"
#include "ui/train/ratefinderpanel.h"
#include "ui/train/runs/resumeoffer.h"
#include "ui/train/runview.h"
#include "ui/train/trainpage.h"
#include "ui/widgets/confusion/confusionview.h"

#include <QFile>
#include <QImage>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace cairn {

class TestWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void wholeWay();
    void labelsByKeysAndUndoes();
    void staysLiveUnderTwentyThousandBatchesASecond();
    void closesDuringTraining();
    void resumesAnEndedRun();
    void saysWhatKeepsItFromTraining();
    void editsDuringAnImportSurvive();
    void opensNothingWithASentence();

private:
    /// A tree of plain colored images, one folder a class.
    QString makeTree(const QTemporaryDir &directory, int perClass) const;
    template <typename P>
    static P &page(MainWindow &window, StageId stage)
    {
        return static_cast<P &>(window.projectView()->page(stage));
    }
};

void TestWindow::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    QTest::failOnWarning(QRegularExpression(u"QObject|Timers|thread|QWidget"_s));
}

QString TestWindow::makeTree(const QTemporaryDir &directory, int perClass) const
{
    const QString root = directory.filePath(u"images"_s);
    const std::pair<QString, QColor> classes[] = {{u"green"_s, Qt::green}, {u"red"_s, Qt::red}};
    for (const auto &[name, color] : classes) {
        QDir().mkpath(root + u'/' + name);
        for (int i = 0; i < perClass; ++i) {
            QImage image(64, 64, QImage::Format_RGB32);
            image.fill(color.darker(100 + i * 4));
            image.save(u"%1/%2/%3.png"_s.arg(root, name).arg(i, 3, 10, QChar(u'0')));
        }
    }
    QImage loose(64, 64, QImage::Format_RGB32);
    for (int i = 0; i < 4; ++i) {
        loose.fill(QColor(10, 20, 60 + 40 * i));
        loose.save(u"%1/loose%2.png"_s.arg(root).arg(i));
    }
    QFile broken(root + u"/red/broken.jpg"_s);
    if (broken.open(QIODevice::WriteOnly))
        broken.write("not an image");
    return root;
}

void TestWindow::wholeWay()
{
    const QTemporaryDir directory;
    const QString tree = makeTree(directory, 20);
    Workspace workspace(fakeEngineFactory([](FakeEngine &engine) { engine.finalErrorRate = 0.3; }));
    MainWindow window(workspace);
    window.resize(1280, 800);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));

    workspace.createProject(directory.filePath(u"colours.cairn"_s));
    QVERIFY(waitForProject(workspace));
    ProjectSession &session = *workspace.session();
    QCOMPARE(window.projectView()->currentStage(), StageId::Collect);

    session.data().importPaths({tree});
    QTRY_COMPARE_WITH_TIMEOUT(session.library().imageCount(), 44, 20000);
    QCOMPARE(session.data().lastImport()->imported, 44);
    QCOMPARE(session.data().lastImport()->refused.size(), std::size_t(1));
    QCOMPARE(session.library().classCount(0), 4);
    QTRY_VERIFY(window.projectView()->rail().status(StageId::Label).contains(u'4'));

    // Label the four loose images: in the unlabeled list each key takes one away and the next is selected.
    QTest::keyClick(&window, Qt::Key_2, Qt::ControlModifier);
    QTRY_COMPARE(window.projectView()->currentStage(), StageId::Label);
    LabelPage &labeling = page<LabelPage>(window, StageId::Label);
    labeling.setFilter({ImageScope::Kind::Unlabeled, 0});
    QCOMPARE(labeling.model().rowCount(), 4);
    labeling.grid().selectRow(0);
    for (int left = 3; left >= 0; --left) {
        QTest::keyClick(&labeling.grid(), Qt::Key_1);
        QCOMPARE(labeling.model().rowCount(), left);
    }
    QCOMPARE(session.library().classCount(0), 0);

    session.data().split(0.25, 1);
    QVERIFY(waitUntilIdle(workspace));
    QVERIFY(session.library().isSplit());
    window.projectView()->showStage(StageId::Train);
    TrainPage &training = page<TrainPage>(window, StageId::Train);
    Result<TrainingConfig> config = withPreset({}, u"quick"_s, 3);
    config->weights = u"none"_s;
    training.form().setConfig(*config);
    training.findRate();
    QVERIFY(session.rateFinder().active());
    QVERIFY(waitUntilIdle(workspace));
    QVERIFY(session.rateFinder().result().has_value());
    // The end of the sweep, where the loss flies away, is not drawn.
    const Plot *curve = training.findChild<RateFinderPanel *>()->findChild<Plot *>();
    const std::unique_ptr<PlotTable> drawn(curve->table(nullptr));
    QCOMPARE(drawn->rowCount(), int(session.rateFinder().points().size()) - skippedAtEnd);
    training.form().setLearningRate(0.004);
    QCOMPARE(training.form().config().stages.last().rate.high, 0.004);

    training.startTraining();
    QVERIFY(session.training().active());
    QTRY_COMPARE_WITH_TIMEOUT(session.runList().usable().size(), 1, 20000);
    QCOMPARE(session.training().history().epochs().size(), 3);

    // Review: a cell of the matrix filters the list; a correction changes the matrix at once, undo takes it
    // back.
    QTest::keyClick(&window, Qt::Key_4, Qt::ControlModifier);
    ReviewPage &review = page<ReviewPage>(window, StageId::Review);
    QTRY_VERIFY(session.review().evaluation().has_value());
    const int mistakes = session.review().mistakes();
    QVERIFY(mistakes > 0);
    QCOMPARE(review.list().rowCount(), mistakes);
    const ConfusionMatrix::Confusion pair = session.review().evaluation()->confusion.mostConfused().front();
    const QRect cell = review.confusion().cellRect(pair.actual, pair.predicted);
    QTest::mouseClick(review.confusion().viewport(), Qt::LeftButton, {}, cell.center());
    QCOMPARE(review.list().rowCount(), int(pair.count));
    review.grid().selectRow(0);
    QTest::keyClick(&review.grid(), Qt::Key_1 + pair.predicted);
    QCOMPARE(session.review().mistakes(), mistakes - 1);
    QCOMPARE(review.list().rowCount(), int(pair.count) - 1);
    session.library().undo();
    QCOMPARE(session.review().mistakes(), mistakes);

    // Export, and try it.
    window.projectView()->showStage(StageId::Export);
    ExportPage &exporting = page<ExportPage>(window, StageId::Export);
    exporting.format().choose(ExportKind::TorchScript);
    const QString target = directory.filePath(u"model.pt"_s);
    exporting.setTarget(target);
    exporting.exportModel();
    QVERIFY(waitUntilIdle(workspace));
    QVERIFY(QFile::exists(target));
    exporting.tryIt().classify({tree + u"/loose0.png"_s, tree + u"/red/broken.jpg"_s});
    QVERIFY(waitUntilIdle(workspace));
    QCOMPARE(exporting.tryIt().findChild<TryItModel *>()->rowCount(), 2);
}

void TestWindow::labelsByKeysAndUndoes()
{
    const QTemporaryDir directory;
    Workspace workspace(fakeEngineFactory());
    MainWindow window(workspace);
    window.show();
    workspace.createProject(directory.filePath(u"keys.cairn"_s));
    QVERIFY(waitForProject(workspace));
    ProjectSession &session = *workspace.session();
    session.data().importPaths({makeTree(directory, 5)});
    QTRY_COMPARE_WITH_TIMEOUT(session.library().imageCount(), 14, 20000);
    Library &library = session.library();
    window.projectView()->showStage(StageId::Label);
    LabelPage &labeling = page<LabelPage>(window, StageId::Label);
    labeling.setFilter({});
    labeling.grid().selectAll();
    QTest::keyClick(&labeling.grid(), Qt::Key_2);
    QCOMPARE(library.classCount(library.classes()[1].id), 14);
    QTest::keyClick(&window, Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(library.classCount(library.classes()[1].id), 5);
    QTest::keyClick(&window, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(library.classCount(library.classes()[1].id), 14);

    labeling.grid().selectRow(3);
    const qint64 trashed = labeling.model().imageId(3);
    QTest::keyClick(&labeling.grid(), Qt::Key_Delete);
    QCOMPARE(labeling.model().rowCount(), 13);
    QCOMPARE(labeling.model().rowOfImage(trashed), -1);
    QCOMPARE(labeling.grid().currentIndex().row(), 3); // moved on to the next
    library.undo();
    QCOMPARE(labeling.model().rowOfImage(trashed), 3);

    // All of it is on disk after closing.
    workspace.closeProject();
    workspace.openProject(directory.filePath(u"keys.cairn"_s));
    QVERIFY(waitForProject(workspace));
    const Library &again = workspace.session()->library();
    QCOMPARE(again.classCount(again.classes()[1].id), 14);
}

void TestWindow::staysLiveUnderTwentyThousandBatchesASecond()
{
    const QTemporaryDir directory;
    Workspace workspace(fakeEngineFactory([](FakeEngine &engine) { engine.stepsPerEpoch = 20000; }));
    MainWindow window(workspace);
    window.resize(1280, 800);
    window.show();
    workspace.createProject(directory.filePath(u"flood.cairn"_s));
    QVERIFY(waitForProject(workspace));
    ProjectSession &session = *workspace.session();
    session.data().importPaths({makeTree(directory, 6)});
    QTRY_COMPARE_WITH_TIMEOUT(session.library().imageCount(), 16, 20000);
    session.data().split(0.3, 1);
    QVERIFY(waitUntilIdle(workspace));
    window.projectView()->showStage(StageId::Train);
    TrainPage &training = page<TrainPage>(window, StageId::Train);
    Result<TrainingConfig> config = withPreset({}, u"quick"_s, 12);
    config->weights = u"none"_s;
    training.form().setConfig(*config);

    // A heartbeat in the GUI's own event loop: its longest gap is how long the window did not answer.
    QElapsedTimer beat;
    qint64 longest = 0;
    QTimer heart;
    connect(&heart, &QTimer::timeout, this, [&] { longest = std::max(longest, beat.restart()); });
    const int replotsBefore = training.runView().replots();
    const QSignalSpy drains(&session.training(), &TrainingSession::batchesArrived);
    const QSignalSpy epochs(&session.training(), &TrainingSession::epochFinished);
    QElapsedTimer clock;
    clock.start();
    beat.start();
    heart.start(5);
    training.startTraining();
    QVERIFY(session.training().active());
    QTRY_COMPARE_WITH_TIMEOUT(session.runList().usable().size(), 1, 60000);
    heart.stop();
    const double seconds = double(clock.elapsed()) / 1000;
    const int replots = training.runView().replots() - replotsBefore;
    const double rate = 240000 / seconds;
    qInfo("%.0f batches/s for %.1f s: longest gap %lld ms, %.1f replots/s of three plots", rate, seconds,
          longest, replots / seconds);
    QCOMPARE(session.training().history().batches(), 240000); // folded, never lost
    // The buffer is emptied by the timer, and at the end of an epoch and of the run, however many batches
    // there were.
    QVERIFY2(drains.size() * 50 < 240000, "batches arrive one by one");
    // Each draws two of the plots anew; beginning, ending and laying out take a few more.
    QVERIFY2(replots <= 2 * (drains.size() + epochs.size()) + 15, "more replots than what arrived asks for");
}

void TestWindow::closesDuringTraining()
{
    const QTemporaryDir directory;
    const QString project = directory.filePath(u"close.cairn"_s);
    {
        Workspace workspace(fakeEngineFactory([](FakeEngine &engine) {
            engine.batchTime = std::chrono::milliseconds(5);
            engine.stepsPerEpoch = 20;
        }));
        MainWindow window(workspace);
        window.show();
        workspace.createProject(project);
        QVERIFY(waitForProject(workspace));
        ProjectSession &session = *workspace.session();
        session.data().importPaths({makeTree(directory, 6)});
        QTRY_COMPARE_WITH_TIMEOUT(session.library().imageCount(), 16, 20000);
        session.data().split(0.3, 1);
        QVERIFY(waitUntilIdle(workspace));
        TrainPage &training = page<TrainPage>(window, StageId::Train);
        Result<TrainingConfig> config = withPreset({}, u"quick"_s, 1000);
        config->weights = u"none"_s;
        training.form().setConfig(*config);
        window.projectView()->showStage(StageId::Train);
        training.startTraining();
        QTRY_VERIFY(session.training().history().epochs().size() >= 1);

        // It asks once; the answer is "Stop and quit".
        int questions = 0;
        QTimer answer;
        connect(&answer, &QTimer::timeout, this, [&] {
            if (auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget())) {
                ++questions;
                box->buttons().first()->click();
            }
        });
        answer.start(20);
        window.close();
        QTRY_VERIFY(!window.isVisible());
        QCOMPARE(questions, 1);
    }
    Workspace again(fakeEngineFactory());
    again.openProject(project);
    QVERIFY(waitForProject(again));
    QTRY_COMPARE(again.session()->runList().all().size(), std::size_t(1));
    QCOMPARE(again.session()->runList().all().front().state, RunState::Cancelled);
    QVERIFY(again.session()->runList().all().front().epochs >= 1);
    QCOMPARE(again.session()->runList().usable().size(), 1);

    // A stopped run was not evaluated; that is done now, without being asked.
    MainWindow window(again);
    window.show();
    window.projectView()->showStage(StageId::Review);
    ReviewPage &review = page<ReviewPage>(window, StageId::Review);
    QTRY_VERIFY(again.session()->review().evaluation().has_value());
    QVERIFY(!review.notices().isVisible());

    // Train offers to go on with it.
    window.projectView()->showStage(StageId::Train);
    QTRY_VERIFY(page<TrainPage>(window, StageId::Train).resumeOffer().isVisible());

    // A run that a killed program left is found as running; opening the project knows better.
    RunRecord killed = again.session()->runList().all().front();
    again.closeProject();
    QVERIFY(waitUntilIdle(again));
    {
        const Result<std::unique_ptr<Project>> left = Project::open(project);
        QVERIFY(left);
        const Result<std::unique_ptr<Database>> database = (*left)->connect();
        QVERIFY(database);
        killed.state = RunState::Running;
        QVERIFY(RunRepository(**database).update(killed));
    }
    again.openProject(project);
    QVERIFY(waitForProject(again));
    window.projectView()->showStage(StageId::Train);
    ResumeOffer &offer = page<TrainPage>(window, StageId::Train).resumeOffer();
    QTRY_VERIFY(offer.isVisible());
    QCOMPARE(offer.text(), u"Run 1 was interrupted after %1 of 1000 epochs."_s.arg(killed.epochs));
}

void TestWindow::resumesAnEndedRun()
{
    const QTemporaryDir directory;
    Workspace workspace(
        fakeEngineFactory([](FakeEngine &engine) { engine.batchTime = std::chrono::milliseconds(2); }));
    MainWindow window(workspace);
    window.show();
    workspace.createProject(directory.filePath(u"resume.cairn"_s));
    QVERIFY(waitForProject(workspace));
    ProjectSession &session = *workspace.session();
    session.data().importPaths({makeTree(directory, 6)});
    QTRY_COMPARE_WITH_TIMEOUT(session.library().imageCount(), 16, 20000);
    session.data().split(0.3, 1);
    QVERIFY(waitUntilIdle(workspace));
    window.projectView()->showStage(StageId::Train);
    TrainPage &training = page<TrainPage>(window, StageId::Train);
    ResumeOffer &offer = training.resumeOffer();
    QVERIFY(!offer.isVisible());
    Result<TrainingConfig> config = withPreset({}, u"quick"_s, 30);
    config->weights = u"none"_s;
    training.form().setConfig(*config);
    training.startTraining();
    QTRY_VERIFY(session.training().history().epochs().size() >= 2);
    QVERIFY(!offer.isVisible());
    session.training().stop();
    QVERIFY(waitUntilIdle(workspace));

    // It says where the run stopped, and cannot be taken while the engine is busy.
    QTRY_VERIFY(offer.isVisible());
    const int before = session.runList().all().front().epochs;
    QVERIFY(before >= 2 && before < 30);
    QCOMPARE(offer.text(), u"Run 1 was stopped after %1 of 30 epochs."_s.arg(before));
    QCOMPARE(offer.button().text(), u"Resume Run 1"_s);
    QVERIFY(!offer.button().toolTip().isEmpty());
    training.findRate();
    QVERIFY(!offer.button().isEnabled());
    QVERIFY(waitUntilIdle(workspace));
    QVERIFY(offer.button().isEnabled());
    training.findChild<QTabWidget *>()->setCurrentIndex(0);

    // It goes on as the same run with its own settings, whatever the form says by now.
    config = withPreset({}, u"quick"_s, 7);
    config->weights = u"none"_s;
    training.form().setConfig(*config);
    QTest::mouseClick(&offer.button(), Qt::LeftButton);
    QVERIFY(session.training().active());
    QVERIFY(!offer.isVisible());
    QVERIFY(waitUntilIdle(workspace));
    QCOMPARE(session.runList().all().size(), std::size_t(1));
    QTRY_COMPARE(session.runList().all().front().state, RunState::Completed);
    QCOMPARE(session.runList().all().front().epochs, 30);
    const RunHistory &history = session.training().history();
    QCOMPARE(history.epochs().size(), 30);
    for (int i = 0; i < 30; ++i)
        QCOMPARE(history.epochs()[i].epoch, i);
    QCOMPARE(history.batches(), (30 - before) * 10);
    QVERIFY(history.smoothedLoss().x.first() <= 1.0); // from the beginning
    QVERIFY(std::is_sorted(history.smoothedLoss().x.cbegin(), history.smoothedLoss().x.cend()));
    QCOMPARE(training.runView().findChild<EpochModel *>()->rowCount(), 30);
    QVERIFY(!offer.isVisible()); // complete
}

void TestWindow::saysWhatKeepsItFromTraining()
{
    const QTemporaryDir directory;
    Workspace workspace(fakeEngineFactory());
    MainWindow window(workspace);
    window.show();
    workspace.createProject(directory.filePath(u"empty.cairn"_s));
    QVERIFY(waitForProject(workspace));
    window.projectView()->showStage(StageId::Train);
    TrainPage &training = page<TrainPage>(window, StageId::Train);
    QTRY_VERIFY(training.notices().isVisible());
    training.startTraining();
    QVERIFY(!workspace.session()->training().active());
    const QList<QPushButton *> buttons = training.notices().findChildren<QPushButton *>();
    QTest::mouseClick(buttons.first(), Qt::LeftButton);
    QCOMPARE(window.projectView()->currentStage(), StageId::Collect);
}

void TestWindow::editsDuringAnImportSurvive()
{
    const QTemporaryDir directory;
    const QTemporaryDir more;
    Workspace workspace(fakeEngineFactory());
    workspace.createProject(directory.filePath(u"edits.cairn"_s));
    QVERIFY(waitForProject(workspace));
    ProjectSession &session = *workspace.session();
    session.data().importPaths({makeTree(directory, 3)});
    QTRY_COMPARE_WITH_TIMEOUT(session.library().imageCount(), 10, 20000);
    const qint64 image = session.library().images().front().id;
    const qint64 other = session.library().classes()[1].id;

    QImage extra(80, 80, QImage::Format_RGB32);
    extra.fill(Qt::magenta);
    extra.save(more.filePath(u"extra.png"_s));
    QSignalSpy reset(&session.library(), &Library::imagesReset);
    session.data().importPaths({more.path()});
    // Edit at every turn of the event loop until what was imported is here.
    while (reset.isEmpty()) {
        const int row = session.library().rowOf(image);
        session.library().setLabel({image},
                                   session.library().images()[std::size_t(row)].classId == other ? 0 : other);
        if (session.library().history().count() > 40)
            break;
        (void)reset.wait(5);
    }
    session.library().setLabel({image}, other);
    QTRY_COMPARE_WITH_TIMEOUT(session.library().imageCount(), 11, 20000);
    const int row = session.library().rowOf(image);
    QCOMPARE(session.library().images()[std::size_t(row)].classId, other);
}

void TestWindow::opensNothingWithASentence()
{
    const QTemporaryDir directory;
    Workspace workspace(fakeEngineFactory());
    QSignalSpy failed(&workspace, &Workspace::openFailed);
    workspace.openProject(directory.filePath(u"missing.cairn"_s));
    QTRY_COMPARE(failed.size(), 1);
    QVERIFY(!failed.first().first().value<Error>().message.isEmpty());
    QVERIFY(!workspace.session());
}

} // namespace cairn

QTEST_MAIN(cairn::TestWindow)
#include "tst_window.moc"
