// SPDX-License-Identifier: GPL-3.0-or-later
// Runs beside each other on the Train page: found by words, sorted, tagged, compared, epoch by epoch.

#include "tests/ui/windowdriver.h"
#include "ui/plots/plot.h"
#include "ui/plots/plottable.h"
#include "ui/train/configform.h"
#include "ui/train/epochmatrix.h"
#include "ui/train/runs/comparedialog.h"
#include "ui/train/runs/runfiltermodel.h"
#include "ui/train/runs/runlistmodel.h"
#include "ui/train/runs/runspanel.h"
#include "ui/train/runview.h"
#include "ui/train/trainpage.h"
#include "ui/widgets/confusion/classmetricsmodel.h"
#include "ui/widgets/confusion/confusionview.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QSlider>
#include <QTableView>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace cairn {

class TestComparison : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void runsAreFoundSortedAndTagged();
    void anyNumberOfRunsIsCompared();
    void epochsCanBeGoneBackThrough();
    void furtherCurvesAreDrawn();

private:
    void train(int epochs);
    TrainPage &page();
    QTableView &table() { return page().runsPanel().table(); }

    QTemporaryDir m_directory;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<MainWindow> m_window;
};

TrainPage &TestComparison::page()
{
    m_window->projectView()->showStage(StageId::Train);
    return static_cast<TrainPage &>(m_window->projectView()->page(StageId::Train));
}

void TestComparison::train(int epochs)
{
    const auto before = m_workspace->session()->runList().usable().size();
    Result<TrainingConfig> config = withPreset({}, u"quick"_s, epochs);
    config->weights = u"none"_s;
    page().form().setConfig(*config);
    page().startTraining();
    QTRY_COMPARE_WITH_TIMEOUT(m_workspace->session()->runList().usable().size(), before + 1, 60000);
    QVERIFY(waitUntilIdle(*m_workspace));
}

// A project with three runs of 4, 6 and 8 epochs.
void TestComparison::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    m_workspace = std::make_unique<Workspace>(fakeEngineFactory());
    m_window = std::make_unique<MainWindow>(*m_workspace);
    QVERIFY(openSplitProject(*m_workspace, *m_window, m_directory.filePath(u"p.cairn"_s),
                             drawTwoClasses(m_directory.filePath(u"images"_s), 8), 0.4));
    for (const int epochs : {4, 6, 8})
        train(epochs);
    QTRY_COMPARE(table().model()->rowCount(), 3);
}

void TestComparison::runsAreFoundSortedAndTagged()
{
    const QAbstractItemModelTester tester(table().model(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    const auto text
        = [&](int row, int column) { return table().model()->index(row, column).data().toString(); };
    QCOMPARE(text(0, RunListModel::Name), u"Run 3"_s); // newest first
    QVERIFY2(text(0, RunListModel::Error).contains(u'('), qPrintable(text(0, RunListModel::Error)));

    QVERIFY(table().model()->setData(table().model()->index(2, RunListModel::Tags), u"baseline, , slow"_s));
    QTRY_COMPARE(text(2, RunListModel::Tags), u"baseline, slow"_s);
    auto *filter = page().runsPanel().findChild<QLineEdit *>(u"runFilter"_s);
    filter->setText(u"base run"_s); // both words, in any column
    QCOMPARE(table().model()->rowCount(), 1);
    QCOMPARE(text(0, RunListModel::Name), u"Run 1"_s);
    filter->clear();
    QCOMPARE(table().model()->rowCount(), 3);

    QVERIFY(table().model()->setData(table().model()->index(0, RunListModel::Name), u"Run 10"_s));
    QTRY_COMPARE(text(0, RunListModel::Name), u"Run 10"_s);
    table().sortByColumn(RunListModel::Name, Qt::AscendingOrder);
    QCOMPARE(text(1, RunListModel::Name), u"Run 2"_s); // by number, not by letter
    QCOMPARE(text(2, RunListModel::Name), u"Run 10"_s);
    table().sortByColumn(-1, Qt::AscendingOrder);
    QCOMPARE(text(0, RunListModel::Name), u"Run 10"_s);
}

void TestComparison::anyNumberOfRunsIsCompared()
{
    RunsPanel &panel = page().runsPanel();
    table().selectAll();
    QSignalSpy wanted(&panel, &RunsPanel::comparisonWanted);
    auto *compare = panel.findChild<QAction *>(u"compareRuns"_s);
    QVERIFY(compare && compare->isEnabled());
    compare->trigger();
    QCOMPARE(wanted.size(), 1);
    auto *dialog = page().findChild<CompareDialog *>();
    QVERIFY(dialog);
    QTRY_VERIFY(dialog->isReady());
    const auto *errors = dialog->findChild<QTableWidget *>(u"comparedErrors"_s);
    QCOMPARE(errors->rowCount(), 2); // each of the others against the first
    QVERIFY(errors->item(0, 6)->text().contains(u"p ="_s));
    const auto *settings = dialog->findChild<QTableWidget *>(u"comparedSettings"_s);
    const int differing = settings->rowCount();
    QVERIFY(differing > 0);
    QCOMPARE(settings->columnCount(), 4);
    for (int row = 0; row < differing; ++row)
        QVERIFY(settings->item(row, 1)->text() != settings->item(row, 3)->text()
                || settings->item(row, 1)->text() != settings->item(row, 2)->text());
    dialog->findChild<QCheckBox *>()->setChecked(false);
    QVERIFY(settings->rowCount() > differing);
    const QList<Plot *> plots = dialog->findChildren<Plot *>();
    QCOMPARE(plots.size(), 3);
    for (const Plot *plot : plots) {
        const std::unique_ptr<PlotTable> points(plot->table(nullptr));
        if (plot->accessibleName() != u"Training loss")
            QCOMPARE(points->rowCount(), 4 + 6 + 8); // an epoch each
    }
    QSignalSpy gone(dialog, &QObject::destroyed);
    dialog->reject();
    QTRY_COMPARE(gone.size(), 1);
}

void TestComparison::epochsCanBeGoneBackThrough()
{
    EpochMatrix view;
    QList<EpochMetrics> epochs(2);
    for (int i = 0; i < 2; ++i) {
        epochs[i].epoch = i;
        epochs[i].confusion = ConfusionMatrix(2);
        epochs[i].confusion.add(0, 0, 5 + i);
        epochs[i].confusion.add(1, 0, 3 - i);
    }
    view.setEpochs(epochs, {u"green"_s, u"red"_s});
    const auto *matrix = view.findChild<ConfusionView *>();
    const auto *metrics = view.findChild<ClassMetricsModel *>();
    auto *slider = view.findChild<QSlider *>(u"epochSlider"_s);
    const auto count = [&] { return matrix->model()->index(0, 0).data().toString(); };
    QCOMPARE(count(), u"6"_s);
    slider->setValue(0);
    QCOMPARE(count(), u"5"_s);
    QVERIFY(metrics->index(0, ClassMetricsModel::Precision).data().toString().startsWith(u"0.6"_s));
    EpochMetrics next = epochs[1];
    next.epoch = 2;
    next.confusion.add(0, 0, 10);
    view.append(next);
    QCOMPARE(count(), u"5"_s); // where the user looks stays
    slider->setValue(slider->maximum());
    QCOMPARE(count(), u"16"_s);
    next.confusion.add(0, 0, 1);
    view.append(next);
    QCOMPARE(count(), u"17"_s); // the end is followed
    view.setEpochs({}, {});
    QVERIFY(!slider->isEnabled());
}

void TestComparison::furtherCurvesAreDrawn()
{
    RunHistory history;
    BatchMetrics batch;
    batch.imagesPerSecond = 40;
    history.append({BatchBin{batch, 1, 1, 1, 1}}); // a batch without a step has no norm
    batch.epoch = 0.5;
    batch.gradientNorm = 3;
    history.append({BatchBin{batch, 1, 1, 1, 1}});
    QCOMPARE(history.gradientNorm().y, QList<double>{3});
    QCOMPARE(history.imagesPerSecond().y, (QList<double>{40, 40}));
    history.cutAt(0.5);
    QVERIFY(history.gradientNorm().y.isEmpty());
}

} // namespace cairn

QTEST_MAIN(cairn::TestComparison)
#include "tst_comparison.moc"
