#include "core/runs/runs.h"
#include "tests/ui/windowdriver.h"
#include "ui/review/reviewpage.h"
#include "ui/train/configform.h"
#include "ui/train/trainpage.h"
#include "ui/widgets/confusionview.h"

#include <QAbstractItemModelTester>
#include <QDir>
#include <QLabel>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace cairn;
using namespace Qt::StringLiterals;

namespace {

/// The classes a, c and d; a and d are mixed up.
ConfusionMatrix threeClasses()
{
    ConfusionMatrix matrix(3);
    matrix.add(0, 0, 8);
    matrix.add(0, 2, 4);
    matrix.add(1, 1, 20);
    matrix.add(2, 2, 5);
    matrix.add(2, 0, 1);
    return matrix;
}

/// Noise, so that no two images are near duplicates.
QImage noise(quint32 seed)
{
    QImage image(64, 64, QImage::Format_RGB32);
    quint32 state = seed * 2654435761U + 1;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            image.setPixel(x, y, (state = state * 1664525U + 1013904223U) >> 8);
    }
    return image;
}

const QStringList names{u"a"_s, u"c"_s, u"d"_s};

} // namespace

class TestReview : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void matrixAsTable()
    {
        ConfusionModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setMatrix(threeClasses(), names);
        const auto text = [&](int row, int column) { return model.index(row, column).data().toString(); };
        QCOMPARE(text(0, 2), u"4"_s);
        model.setShown(ConfusionModel::Shown::RowShare);
        QCOMPARE(text(0, 2), u"33"_s);
        model.setShown(ConfusionModel::Shown::ColumnShare);
        QCOMPARE(text(0, 2), u"44"_s);
        model.setRightHidden(true);
        QVERIFY(text(1, 1).isEmpty() && model.index(1, 1).data(ConfusionModel::EmptyRole).toBool());
        QVERIFY(model.index(0, 2)
                    .data(Qt::AccessibleTextRole)
                    .toString()
                    .contains(u"4 of class a predicted as d"_s));
    }

    void ordersOfClasses()
    {
        ConfusionModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setMatrix(threeClasses(), names);
        model.setOrder(ConfusionModel::Order::Frequency);
        QCOMPARE(model.headerData(0, Qt::Vertical).toString(), u"c"_s);
        model.setOrder(ConfusionModel::Order::Confusion); // a and d side by side
        QCOMPARE(model.classAt(0), 0);
        QCOMPARE(model.classAt(1), 2);
        QCOMPARE(model.sectionOf(1), 2);
        QCOMPARE(model.index(0, 1).data().toString(), u"4"_s);
        QCOMPARE(model.text(), u"actual \\ predicted\ta\td\tc\na\t8\t4\t0\nd\t1\t5\t0\nc\t0\t0\t20\n"_s);
    }

    void differenceToAnotherRun()
    {
        ConfusionModel model;
        model.setMatrix(threeClasses(), names);
        ConfusionMatrix before = threeClasses();
        before.add(0, 2, 2);
        before.add(1, 1, -1);
        model.setBaseline(before);
        QCOMPARE(model.index(0, 2).data().toString(), u"−2"_s);
        QVERIFY(model.index(0, 2).data(ConfusionModel::RightRole).toBool()); // fewer mistakes: better
        QCOMPARE(model.index(1, 1).data().toString(), u"+1"_s);
        QVERIFY(model.index(2, 0).data(ConfusionModel::EmptyRole).toBool());
        model.setBaseline(ConfusionMatrix(2)); // of other classes
        QVERIFY(!model.hasBaseline());
    }

    void choosesByPointerAndKeys()
    {
        ConfusionView view;
        view.resize(400, 300);
        view.setMatrix(threeClasses(), names);
        view.show();
        QSignalSpy chosen(&view, &ConfusionView::cellChosen);
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.cellRect(0, 2).center());
        QCOMPARE(chosen.takeLast(), (QVariantList{0, 2}));
        QTest::keyClick(&view, Qt::Key_Down);
        QCOMPARE(chosen.takeLast(), (QVariantList{1, 2}));
        QTest::keyClick(&view, Qt::Key_Escape);
        QCOMPARE(chosen.takeLast(), (QVariantList{-1, -1}));
        QVERIFY(!view.hasChoice());
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.cellRect(1, 1).center());
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.cellRect(1, 1).center());
        QVERIFY(!view.hasChoice()); // the same cell again
    }

    /// An image that is away is neither right nor wrong, and is told.
    void countsWhatCouldNotBeRead()
    {
        QStandardPaths::setTestModeEnabled(true);
        const QTemporaryDir directory;
        quint32 seed = 0;
        for (const QString &name : {u"a"_s, u"b"_s}) {
            QVERIFY(QDir(directory.path()).mkpath(u"images/"_s + name));
            for (int i = 0; i < 8; ++i)
                QVERIFY(noise(++seed).save(u"%1/images/%2/%3.png"_s.arg(directory.path(), name).arg(i)));
        }
        Workspace workspace(fakeEngineFactory());
        MainWindow window(workspace);
        window.show();
        workspace.createProject(directory.filePath(u"away.cairn"_s));
        QVERIFY(waitForProject(workspace));
        ProjectSession &session = *workspace.session();
        session.importPaths({directory.filePath(u"images"_s)});
        QTRY_COMPARE_WITH_TIMEOUT(session.library().imageCount(), 16, 20000);
        session.split(0.25, 1);
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
        QTRY_COMPARE_WITH_TIMEOUT(session.usableRuns().size(), 1, 20000);
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
        QTRY_VERIFY_WITH_TIMEOUT(session.runList().unable(session.usableRuns().first().id), 20000);
        QVERIFY(waitUntilIdle(workspace));
        session.relocate(folder, elsewhere);
        const qint64 run = session.usableRuns().first().id;
        QTRY_VERIFY_WITH_TIMEOUT(storedEvaluation(session.project(), run), 10000);
        QCOMPARE(qint64(storedEvaluation(session.project(), run)->predictions.size()), qint64(count) - 1);
        QVERIFY(waitUntilIdle(workspace));
    }

    // A corrected label changes the counts, not what was chosen.
    void choiceOutlivesNewCounts()
    {
        ConfusionView view;
        view.resize(400, 300);
        view.setMatrix(threeClasses(), names);
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.cellRect(0, 2).center());
        QSignalSpy chosen(&view, &ConfusionView::cellChosen);
        ConfusionMatrix corrected = threeClasses();
        corrected.add(0, 2, -1);
        view.setMatrix(corrected, names);
        QVERIFY(view.hasChoice());
        QCOMPARE(chosen.count(), 0);
        view.setMatrix({}, {});
        QVERIFY(!view.hasChoice());
    }
};

QTEST_MAIN(TestReview)
#include "tst_review.moc"
