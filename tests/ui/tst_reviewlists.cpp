// SPDX-License-Identifier: GPL-3.0-or-later
// Review's lists narrowed and sorted, what its figures say of probabilities, and the full view.

#include "tests/ui/windowdriver.h"
#include "ui/label/imageviewer.h"
#include "ui/plots/plot.h"
#include "ui/plots/plottable.h"
#include "ui/review/certaintypanel.h"
#include "ui/review/reviewfiltermenu.h"
#include "ui/review/reviewlistmodel.h"
#include "ui/review/reviewpage.h"
#include "ui/review/thresholdpanel.h"
#include "ui/session/heatmapsession.h"
#include "ui/session/labelissuesession.h"
#include "ui/train/configform.h"
#include "ui/train/trainpage.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/zoomview.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;

namespace cairn {

class TestReviewLists : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void listsAreSorted();
    void listsAreNarrowed();
    void uncheckedLabelsOfferTheCheck();
    void twoClassesHaveAThreshold();
    void coverageIsDrawn();
    void theFullViewZooms();

private:
    ReviewPage &page();
    ReviewListModel &list() { return *page().findChild<ReviewListModel *>(); }

    QTemporaryDir m_directory;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<MainWindow> m_window;
};

ReviewPage &TestReviewLists::page()
{
    m_window->projectView()->showStage(StageId::Review);
    return static_cast<ReviewPage &>(m_window->projectView()->page(StageId::Review));
}

void TestReviewLists::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    m_workspace = std::make_unique<Workspace>(
        fakeEngineFactory([](FakeEngine &engine) { engine.finalErrorRate = 0.3; }));
    m_window = std::make_unique<MainWindow>(*m_workspace);
    QVERIFY(openSplitProject(*m_workspace, *m_window, m_directory.filePath(u"p.cairn"_s),
                             drawTwoClasses(m_directory.filePath(u"images"_s), 20, {400, 300}), 0.5));
    Result<TrainingConfig> config = withPreset({}, u"quick"_s, 3);
    config->weights = u"none"_s;
    m_window->projectView()->showStage(StageId::Train);
    auto &train = static_cast<TrainPage &>(m_window->projectView()->page(StageId::Train));
    train.form().setConfig(*config);
    train.startTraining();
    QTRY_COMPARE_WITH_TIMEOUT(m_workspace->session()->runList().usable().size(), 1, 60000);
    QVERIFY(waitUntilIdle(*m_workspace));
    QTRY_VERIFY(m_workspace->session()->review().evaluation());
}

void TestReviewLists::listsAreSorted()
{
    ReviewListModel &model = list();
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    ReviewListModel::Filter filter;
    filter.mistakesOnly = false;
    model.setFilter(filter);
    const int all = model.rowCount();
    QVERIFY(all >= 18);
    const auto numbers = [&model](int role) {
        std::vector<double> values;
        for (int row = 0; row < model.rowCount(); ++row)
            values.push_back(model.index(row).data(role).toDouble());
        return values;
    };
    QVERIFY(std::ranges::is_sorted(numbers(ReviewListModel::LossRole), std::greater()));
    filter.order = ReviewListModel::Order::Actual;
    model.setFilter(filter);
    QVERIFY(std::ranges::is_sorted(numbers(ReviewListModel::ActualProbabilityRole)));
    filter.reversed = true;
    model.setFilter(filter);
    QVERIFY(std::ranges::is_sorted(numbers(ReviewListModel::ActualProbabilityRole), std::greater()));
    filter = {};
    filter.mistakesOnly = false;
    filter.order = ReviewListModel::Order::FileName;
    model.setFilter(filter);
    QStringList names;
    for (int row = 0; row < model.rowCount(); ++row)
        names << m_workspace->session()->library().image(model.imageId(row))->fileName();
    QCOMPARE(names.size(), all);
    const auto place = [&names](const QString &a, const QString &b) { // where both are in the split
        return names.indexOf(a) < 0 || names.indexOf(b) < 0 || names.indexOf(a) < names.indexOf(b);
    };
    for (int i = 0; i + 1 < 20; ++i)
        QVERIFY(place(u"red %1.png"_s.arg(i), u"red %1.png"_s.arg(i + 1))); // by number
}

void TestReviewLists::listsAreNarrowed()
{
    ReviewListModel &model = list();
    ReviewListModel::Filter filter;
    filter.mistakesOnly = false;
    model.setFilter(filter);
    const int all = model.rowCount();
    filter.unsureBelow = 0.7;
    model.setFilter(filter);
    const int unsure = model.rowCount();
    for (int row = 0; row < unsure; ++row)
        QVERIFY(model.index(row).data(ReviewListModel::ProbabilityRole).toDouble() < 0.7);
    filter.unsureBelow = 1;
    filter.surerThan = 0.7;
    model.setFilter(filter);
    QCOMPARE(model.rowCount() + unsure, all);
    filter.surerThan = 0;
    filter.provider = u"commons"_s; // all are the user's own
    model.setFilter(filter);
    QCOMPARE(model.rowCount(), 0);
    const auto *menu = page().findChild<ReviewFilterMenu *>();
    QVERIFY2(menu->summary().contains(u"Wikimedia Commons"_s), qPrintable(menu->summary()));
    filter.provider = QString(u""_s);
    model.setFilter(filter);
    QCOMPARE(model.rowCount(), all);
    model.setFilter({});
    QVERIFY(menu->summary().isEmpty());
}

// "No images" would say that all labels are right.
void TestReviewLists::uncheckedLabelsOfferTheCheck()
{
    const LabelIssueSession &issues = m_workspace->session()->labelIssues();
    QVERIFY(!issues.review());
    ReviewListModel::Filter filter;
    filter.kind = ReviewListModel::Kind::LabelIssues;
    list().setFilter(filter);
    const auto *nothing = page().findChild<EmptyState *>(u"emptyList"_s);
    QVERIFY(nothing->isVisibleTo(&page()));
    auto *check = nothing->findChild<QPushButton *>(u"emptyAction"_s);
    QVERIFY(check->isVisibleTo(&page()));
    check->click();
    QVERIFY(issues.busy());
    QVERIFY(!check->isVisibleTo(&page())); // until it is known
    QVERIFY(waitUntilIdle(*m_workspace));
    list().setFilter({});
    QVERIFY(!check->isVisibleTo(&page()));
}

void TestReviewLists::twoClassesHaveAThreshold()
{
    const auto *certainty = page().findChild<CertaintyPanel *>();
    auto *view = certainty->findChild<QComboBox *>(u"plotChoice"_s);
    QCOMPARE(view->count(), 4);
    ThresholdPanel panel;
    // Four images, two of class 1; from 0.6 on one right one is told as class 1 and no wrong one.
    LabeledProbabilities said;
    said.classes = 2;
    const auto add = [&said](int label, float positive) {
        said.add(label, std::vector<float>{1 - positive, positive});
    };
    add(1, 0.9F);
    add(0, 0.55F);
    add(1, 0.4F);
    add(0, 0.1F);
    panel.setProbabilities(said, {u"no"_s, u"yes"_s});
    panel.findChild<QComboBox *>(u"positiveClass"_s)->setCurrentIndex(1);
    auto *slider = panel.findChild<QSlider *>(u"classThreshold"_s);
    const auto says = [&panel](const QString &text) {
        const QList<QLabel *> labels = panel.findChildren<QLabel *>();
        return std::ranges::any_of(labels, [&](const QLabel *label) { return label->text().contains(text); });
    };
    slider->setValue(60);
    QVERIFY(says(u"precision 100 %, recall 50 %, false positives 0 %"_s)
            || says(u"precision 100.0 %, recall 50.0 %, false positives 0.0 %"_s));
    slider->setValue(30);
    QVERIFY(says(u"recall 100"_s) && says(u"precision 66.7"_s));
}

void TestReviewLists::coverageIsDrawn()
{
    const auto *certainty = page().findChild<CertaintyPanel *>();
    const auto plot = [&](const QString &name) -> Plot * {
        const QList<Plot *> plots = certainty->findChildren<Plot *>();
        const auto found
            = std::ranges::find_if(plots, [&](const Plot *one) { return one->accessibleName() == name; });
        return found == plots.end() ? nullptr : *found;
    };
    const std::unique_ptr<PlotTable> coverage(plot(u"Coverage and error"_s)->table(nullptr));
    QVERIFY(coverage->rowCount() > 1);
    const std::unique_ptr<PlotTable> reliability(plot(u"Reliability"_s)->table(nullptr));
    double shares = 0; // of all bins
    for (int row = 0; row < reliability->rowCount(); ++row) {
        if (reliability->index(row, 0).data().toString() == u"share of images")
            shares += reliability->index(row, 2).data().toDouble();
    }
    QVERIFY2(std::abs(shares - 1) < 1e-3, qPrintable(QString::number(shares)));
}

void TestReviewLists::theFullViewZooms()
{
    ProjectSession &session = *m_workspace->session();
    const qint64 id = session.library().images().front().id;
    ImageViewer viewer(session, {id}, 0, nullptr);
    viewer.show();
    QVERIFY(QTest::qWaitForWindowActive(&viewer));
    auto *view = viewer.findChild<ZoomView *>();
    QVERIFY(view && view->isFitted());
    QTest::keyClick(&viewer, Qt::Key_1, Qt::ControlModifier);
    QCOMPARE(view->scale(), 1.0); // of a 400 × 300 image in a larger view
    QTest::keyClick(&viewer, Qt::Key_Plus);
    QVERIFY(view->scale() > 1.2);
    QTest::keyClick(&viewer, Qt::Key_Minus);
    QCOMPARE(view->scale(), 1.0);
    QTest::keyClick(&viewer, Qt::Key_0, Qt::ControlModifier);
    QVERIFY(view->isFitted());
    QCOMPARE(session.library().image(id)->classId, session.library().images().front().classId);
    QVERIFY(!session.heatmaps().shown());
    QTest::keyClick(&viewer, Qt::Key_H, Qt::ShiftModifier);
    QVERIFY(session.heatmaps().shown());
    QTest::keyClick(&viewer, Qt::Key_H, Qt::ShiftModifier);
    QVERIFY(!session.heatmaps().shown());
}

} // namespace cairn

QTEST_MAIN(cairn::TestReviewLists)
#include "tst_reviewlists.moc"
