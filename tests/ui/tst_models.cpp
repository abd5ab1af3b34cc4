// SPDX-License-Identifier: GPL-3.0-or-later
// Every item model of the window under Qt's own model tester, and what the grid costs with 100,000 rows.

#include "core/project/library.h"
#include "core/project/repositories/classrepository.h"
#include "core/project/repositories/imagerepository.h"
#include "tests/ui/windowdriver.h"
#include "ui/collect/accountmodel.h"
#include "ui/collect/classcountmodel.h"
#include "ui/collect/foldermodel.h"
#include "ui/export/exporthistory.h"
#include "ui/export/tryitmodel.h"
#include "ui/label/filterlistmodel.h"
#include "ui/label/imagegrid.h"
#include "ui/label/imagelistmodel.h"
#include "ui/review/confusedpairsmodel.h"
#include "ui/thumbnails/thumbnailprovider.h"
#include "ui/train/epochmodel.h"
#include "ui/train/networkmodel.h"
#include "ui/train/stagesmodel.h"
#include "ui/widgets/confusion/classmetricsmodel.h"

#include <QAbstractItemModelTester>
#include <QCryptographicHash>
#include <QIdentityProxyModel>
#include <QRandomGenerator>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

// A project on disk with `classes` classes and `images` images, of which every (classes + 1)th is unlabeled.
std::shared_ptr<const Project> makeProject(const QString &directory, int images, int classes)
{
    Result<std::unique_ptr<Project>> project = Project::create(directory);
    if (!project)
        return nullptr;
    const Result<std::unique_ptr<Database>> database = (*project)->connect();
    for (int i = 0; i < classes; ++i)
        (void)ClassRepository(**database).add(u"class %1"_s.arg(i));
    const std::vector<ClassRecord> added = *ClassRepository(**database).all();
    std::vector<NewImage> fresh;
    for (int i = 0; i < images; ++i) {
        const int label = i % (classes + 1);
        fresh.push_back({u"/nowhere/folder%1/%2.jpg"_s.arg(i % 7).arg(i),
                         QCryptographicHash::hash(QByteArray::number(i), QCryptographicHash::Sha256), 1000,
                         100, 100, u"jpeg"_s, label == 0 ? 0 : added[std::size_t(label - 1)].id,
                         i % 5 == 0 ? Split::Valid : Split::Train});
    }
    if (!ImageRepository(**database).add(fresh))
        return nullptr;
    return std::move(*project);
}

Library::Contents contentsOf(const Project &project)
{
    const Result<std::unique_ptr<Database>> database = project.connect();
    return *Library::load(**database);
}

// Counts what a view asks for.
class CountingProxy : public QIdentityProxyModel
{
public:
    QVariant data(const QModelIndex &index, int role) const override
    {
        ++calls;
        return QIdentityProxyModel::data(index, role);
    }
    mutable qint64 calls = 0;
};

} // namespace

class TestModels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    void libraryModelsFollowRandomEdits();
    void filterKeepsItsPlace();
    void gridOfHundredThousand();
    void gridKeepsItsColumns();
    void tables();
    void stages();
    void epochs();
    void tryIt();
    void exportHistoryTells();

private:
    QTemporaryDir m_directory;
};

void TestModels::libraryModelsFollowRandomEdits()
{
    const auto project = makeProject(m_directory.filePath(u"random.cairn"_s), 300, 3);
    QVERIFY(project);
    Library library(*project, contentsOf(*project));
    ThumbnailProvider thumbnails;
    ImageListModel all(library, thumbnails);
    ImageListModel unlabeled(library, thumbnails);
    unlabeled.setFilter({ImageScope::Kind::Unlabeled, 0});
    ImageListModel trash(library, thumbnails);
    trash.setFilter({ImageScope::Kind::Trashed, 0});
    FilterListModel filters(library);
    ClassCountModel counts(library);
    FolderModel folders(library, project->imagesDirectory());
    for (QAbstractItemModel *model :
         std::initializer_list<QAbstractItemModel *>{&all, &unlabeled, &trash, &filters, &counts, &folders})
        new QAbstractItemModelTester(model, QAbstractItemModelTester::FailureReportingMode::QtTest, model);

    QRandomGenerator random(7);
    for (int step = 0; step < 120; ++step) {
        std::vector<qint64> ids;
        for (int i = random.bounded(1, step % 40 == 0 ? 280 : 12); i > 0; --i)
            ids.push_back(random.bounded(1, 301));
        std::sort(ids.begin(), ids.end());
        ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
        switch (random.bounded(4)) {
        case 0:
            library.setTrashed(ids, random.bounded(2));
            break;
        case 1:
            library.undo();
            break;
        case 2:
            library.redo();
            break;
        default:
            library.setLabel(ids, random.bounded(4));
        }
        QCOMPARE(all.rowCount(), library.imageCount());
        QCOMPARE(unlabeled.rowCount(), library.classCount(0));
        QCOMPARE(trash.rowCount(), int(library.images().size()) - library.imageCount());
    }
}

void TestModels::filterKeepsItsPlace()
{
    const auto project = makeProject(m_directory.filePath(u"place.cairn"_s), 40, 1);
    QVERIFY(project);
    Library library(*project, contentsOf(*project));
    ThumbnailProvider thumbnails;
    ImageListModel model(library, thumbnails);
    model.setFilter({ImageScope::Kind::Class, 1});
    QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    const qint64 image = model.imageId(5);
    library.setLabel({image}, 0);
    QCOMPARE(removed.size(), 1);
    QCOMPARE(removed.first().at(1).toInt(), 5);
    library.undo();
    QCOMPARE(model.rowOfImage(image), 5);
    QCOMPARE(reset.size(), 0); // a view keeps its selection and its place
}

void TestModels::gridOfHundredThousand()
{
    const auto project = makeProject(m_directory.filePath(u"many.cairn"_s), 100000, 3);
    QVERIFY(project);
    Library library(*project, contentsOf(*project));
    ThumbnailProvider thumbnails;
    ImageListModel model(library, thumbnails);
    CountingProxy counting;
    counting.setSourceModel(&model);
    ImageGrid grid;
    grid.setTile({150, 170});
    grid.setModel(&counting);
    grid.resize(1000, 700);
    grid.show();
    QVERIFY(QTest::qWaitForWindowExposed(&grid));
    QTest::qWait(50); // on purpose: calls beyond the first paint would be counted too
    QVERIFY2(counting.calls < 5000, qPrintable(u"%1 data() calls to show the grid"_s.arg(counting.calls)));
    counting.calls = 0;
    grid.scrollTo(counting.index(50000, 0));
    QTest::qWait(50); // on purpose: calls beyond the first paint would be counted too
    QVERIFY2(counting.calls < 5000, qPrintable(u"%1 data() calls to scroll"_s.arg(counting.calls)));
    counting.calls = 0;
    library.setLabel({50001}, 2);
    QTest::qWait(50); // on purpose: calls beyond the first paint would be counted too
    QVERIFY2(counting.calls < 5000, qPrintable(u"%1 data() calls for one label"_s.arg(counting.calls)));
}

// Where one row more or less brings the scroll bar, or takes it away.
void TestModels::gridKeepsItsColumns()
{
    QStandardItemModel model;
    ImageGrid grid;
    grid.setTile({100, 100});
    grid.setModel(&model);
    grid.show();
    QVERIFY(QTest::qWaitForWindowExposed(&grid));
    for (int width = 200; width < 320; width += 5) {
        grid.resize(width, 310);
        for (int count = 1; count <= 10; ++count) {
            model.setRowCount(0);
            model.setRowCount(count);
            model.setColumnCount(1);
            QCoreApplication::processEvents();
            const int columns = std::max(1, grid.maximumViewportSize().width() / grid.gridSize().width());
            const auto row = [&](int item) {
                return (grid.visualRect(model.index(item, 0)).top() + grid.verticalScrollBar()->value())
                    / 100;
            };
            for (int item = 0; item < count; ++item)
                QCOMPARE(row(item), item / columns);
            const int below = (count + columns - 1) / columns * 100 - grid.viewport()->height();
            QVERIFY(grid.verticalScrollBar()->maximum() >= below); // all can be reached
        }
    }
}

void TestModels::tables()
{
    ConfusionMatrix matrix(3);
    matrix.add(0, 0, 8);
    matrix.add(0, 1, 2);
    matrix.add(2, 1, 5);
    const QStringList classes{u"a"_s, u"b"_s, u"c"_s};
    ConfusedPairsModel pairs;
    ClassMetricsModel metrics;
    AccountModel account;
    NetworkModel network;
    for (QAbstractItemModel *model :
         std::initializer_list<QAbstractItemModel *>{&pairs, &metrics, &account, &network})
        new QAbstractItemModelTester(model, QAbstractItemModelTester::FailureReportingMode::QtTest, model);
    pairs.setMatrix(matrix, classes);
    Evaluation evaluation;
    evaluation.confusion = matrix;
    metrics.setEvaluation(evaluation, classes);
    ImportReport report;
    report.duplicates.push_back({u"/x/copy.jpg"_s, u"/x/z.jpg"_s});
    report.conflicts.push_back({u"/x/wolf/h.jpg"_s, u"wolf"_s, u"/x/husky/h.jpg"_s, u"husky"_s});
    report.refused.push_back({u"/x/y.jpg"_s, u"It is damaged."_s});
    account.setReport(report);
    network.setSummary(summarize({Arch::ResNet34, {}, {}, 3, 224}), 32);
    QCOMPARE(pairs.rowCount(), 2);
    QCOMPARE(pairs.index(0, ConfusedPairsModel::Actual).data().toString(), u"c"_s);
    const QString recall = metrics.index(0, ClassMetricsModel::Recall).data().toString();
    QVERIFY2(recall.startsWith(u"0.80 ("_s), qPrintable(recall)); // and its interval
    QCOMPARE(metrics.index(1, ClassMetricsModel::Recall).data().toString(), u"–"_s); // no image of b
    QCOMPARE(account.rowCount(), 3);
    QCOMPARE(account.index(0, AccountModel::File).data().toString(), u"y.jpg"_s);
    QVERIFY(account.index(1, AccountModel::Reason).data().toString().contains(u"husky at /x/husky/h.jpg"_s));
    QCOMPARE(network.rowCount(), int(network.summary().stages.size()) + 1);
}

void TestModels::stages()
{
    StagesModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setStages(withPreset({}, u"lesson"_s)->stages);
    QSignalSpy edited(&model, &StagesModel::edited);
    QVERIFY(model.setData(model.index(0, StagesModel::Rate), u"slice(1e-5,1e-3)"_s));
    QVERIFY(!model.setData(model.index(0, StagesModel::Rate), u"fast"_s));
    QVERIFY(!model.setData(model.index(1, StagesModel::Epochs), 0));
    QVERIFY(model.setData(model.index(1, StagesModel::Epochs), 1));
    QCOMPARE(model.stages()[1].epochs, 1);
    QVERIFY(model.setData(model.index(1, StagesModel::FreezeTo), -2));
    QCOMPARE(model.stages()[1].freezeTo, -2);
    QVERIFY(!model.setData(model.index(1, StagesModel::FreezeTo), u"deep"_s));
    model.addStage();
    model.removeStage(0);
    model.removeStage(0);
    model.removeStage(0); // the last one stays
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(edited.size(), 6);
}

void TestModels::epochs()
{
    EpochModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    EpochMetrics epoch;
    epoch.errorRate = 0.25;
    epoch.best = true;
    model.append(epoch);
    epoch.epoch = 1;
    model.append(epoch);
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(0, EpochModel::ErrorRate).data().toString(), u"0.2500"_s);
    QVERIFY(!model.index(0, 0).data(Qt::FontRole).isValid()); // no longer the best
    QVERIFY(model.index(1, 0).data(Qt::FontRole).value<QFont>().bold());
    model.setEpochs({});
    QCOMPARE(model.rowCount(), 0);
}

void TestModels::tryIt()
{
    ThumbnailProvider thumbnails;
    TryItModel model(thumbnails);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setClasses({u"a"_s, u"b"_s, u"c"_s, u"d"_s});
    model.append(
        {{u"/x.jpg"_s, {0.1F, 0.2F, 0.6F, 0.1F}, 2, {}}, {u"/y.jpg"_s, {}, -1, u"It is damaged."_s}});
    const QStringList names = model.index(0, 0).data(TryItModel::NamesRole).toStringList();
    QCOMPARE(names.mid(0, 2), (QStringList{u"c"_s, u"b"_s}));
    QCOMPARE(names.size(), TryItModel::shownClasses);
    QVERIFY(model.index(1, 0).data(TryItModel::NamesRole).toStringList().isEmpty());
    QCOMPARE(model.unsureCount(), 0);
    model.setUnsureBelow(0.7);
    QVERIFY(model.index(0, 0).data(TryItModel::UnsureRole).toBool());
    QCOMPARE(model.unsureCount(), 1); // a file that cannot be read is not unsure
}

void TestModels::exportHistoryTells()
{
    ExportHistory model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setRecords({{1, 3, QDateTime::currentDateTime(), u"onnx"_s, u"/a/zoo.onnx"_s, 85'000'000,
                       QString(64, u'a'), 64, 1e-6, 0}});
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.index(0, ExportHistory::File).data().toString(), u"zoo.onnx"_s);
    QCOMPARE(model.index(0, ExportHistory::Run).data().toString(), u"Run 3"_s);
    QVERIFY(model.index(0, 0).data(Qt::ToolTipRole).toString().contains(QString(64, u'a')));
}

} // namespace cairn

QTEST_MAIN(cairn::TestModels)
#include "tst_models.moc"
