// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/confusion/confusionview.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
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
        model.setOrder(ConfusionModel::Order::Name);
        QCOMPARE(model.classAt(2), 2);
    }

    void filterKeepsWhatIsMixedUp()
    {
        ConfusionModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setMatrix(threeClasses(), names);
        model.setFilter(u"A"_s);
        QCOMPARE(model.rowCount(), 2); // a, and d which it is mixed up with
        QCOMPARE(model.sectionOf(1), -1);
        model.setFilter(u"nothing"_s);
        QCOMPARE(model.rowCount(), 0);
        model.setFilter({});
        QCOMPARE(model.rowCount(), 3);
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
