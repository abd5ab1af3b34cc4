// SPDX-License-Identifier: GPL-3.0-or-later
// Label's models and pages: filters and orders over many images, labeling by name, one by one, and what
// other pages send here.

#include "core/project/repositories/classrepository.h"
#include "core/project/repositories/imagerepository.h"
#include "tests/ui/windowdriver.h"
#include "ui/label/classchooser.h"
#include "ui/label/filterbar.h"
#include "ui/label/filterlistmodel.h"
#include "ui/label/imagegrid.h"
#include "ui/label/imagelistmodel.h"
#include "ui/label/imageviewer.h"
#include "ui/label/labelpage.h"
#include "ui/session/suggestionsession.h"
#include "ui/thumbnails/thumbnailprovider.h"

#include <QAbstractItemModelTester>
#include <QCryptographicHash>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <random>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr int manyImages = 100000;

// Images of every size, source and license; a third unlabeled.
std::vector<NewImage> variedImages(int count)
{
    std::vector<NewImage> images;
    std::mt19937 random(3);
    for (int i = 0; i < count; ++i) {
        NewImage image;
        image.path = u"/nowhere/folder%1/IMG_%2_%3.jpg"_s.arg(i % 7).arg(random() % 1000000).arg(i);
        image.sha256 = QCryptographicHash::hash(QByteArray::number(i), QCryptographicHash::Sha256);
        image.bytes = 1000 + int(random() % 100000);
        image.width = 50 + int(random() % 2000);
        image.height = 50 + int(random() % 2000);
        image.format = u"jpeg"_s;
        image.classId = i % 3;
        image.split = Split(i % 4 == 0 ? 2 : 1);
        image.takenAt = i % 2 ? qint64(random() % 1000000) * 1000000 : 0;
        image.from.provider = i % 5 == 0 ? u"commons"_s : QString();
        image.from.license = i % 5 == 0 ? u"CC BY 4.0"_s : QString();
        images.push_back(image);
    }
    return images;
}

struct Project100
{
    explicit Project100(int images)
        : project(*Project::create(folder.filePath(u"test.cairn"_s), {u"arena"_s, u"bell tower"_s}))
    {
        const auto database = project->connect();
        (void)ImageRepository(**database).add(variedImages(images));
        library = std::make_unique<Library>(*project, *Library::load(**database));
    }
    QTemporaryDir folder;
    std::unique_ptr<Project> project;
    std::unique_ptr<Library> library;
    ThumbnailProvider thumbnails;
};

LabelPage &labelPage(MainWindow &window)
{
    return static_cast<LabelPage &>(window.projectView()->page(StageId::Label));
}

} // namespace

class TestLabel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    void imageFilter();
    void orders();
    void randomEditsUnderFilterAndOrder();
    void hundredThousand();
    void chooserMatches();
    void classesAreEditedInTheList();
    void pageLabelsByNameAndFlags();
    void oneByOne();
    void oneByOneWithNothingLeft();
    void showsWhatOthersSend();
    void suggestions();

private:
    void open(Workspace &workspace, MainWindow &window, int images);
    QTemporaryDir m_directory;
    int m_projects = 0;
};

void TestLabel::imageFilter()
{
    Project100 fixture(60);
    ImageListModel model(*fixture.library, fixture.thumbnails);
    const auto count = [&](const std::function<bool(const ImageRecord &)> &accepts) {
        return int(std::ranges::count_if(fixture.library->images(), accepts));
    };
    ImageFilter imageFilter;
    imageFilter.text = u"FOLDER3"_s;
    model.setImageFilter(imageFilter);
    QCOMPARE(model.rowCount(),
             count([](const ImageRecord &image) { return image.path.contains(u"/folder3/"_s); }));
    imageFilter.text = u"nowhere"_s; // not the whole path
    model.setImageFilter(imageFilter);
    QCOMPARE(model.rowCount(), 0);

    imageFilter = {};
    imageFilter.provider = u"commons"_s;
    imageFilter.smallerThan = 400;
    model.setImageFilter(imageFilter);
    QCOMPARE(model.rowCount(), count([](const ImageRecord &image) {
                 return image.provider == u"commons" && std::min(image.width, image.height) < 400;
             }));
    imageFilter = {};
    imageFilter.license = QString();
    model.setImageFilter(imageFilter);
    QCOMPARE(model.rowCount(), 48);
    imageFilter = {};
    imageFilter.flagged = true;
    model.setImageFilter(imageFilter);
    QCOMPARE(model.rowCount(), 0);
    fixture.library->setFlagged({7, 3}, true); // come by themselves, to their places
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.imageId(0), 3);
    imageFilter = {};
    imageFilter.only = ImageSet{u"two"_s, {{9, 0}, {4, 1}}};
    model.setImageFilter(imageFilter);
    model.setOrder(ImageOrder::Given, false);
    QCOMPARE(model.imageId(0), 9);
    QCOMPARE(model.rowCount(), 2);
    imageFilter = {};
    imageFilter.agreement = ImageFilter::Agreement::Predicted; // nothing is predicted
    model.setImageFilter(imageFilter);
    QCOMPARE(model.rowCount(), 0);
    const ImagePrediction sure{1, 0.9};
    imageFilter.lowestConfidence = 0.8;
    imageFilter.agreement = ImageFilter::Agreement::Differs;
    ImageRecord image;
    QVERIFY(imageFilter.accepts(image, &sure));
    image.classId = 1;
    QVERIFY(!imageFilter.accepts(image, &sure));
}

void TestLabel::orders()
{
    Project100 fixture(200);
    ImageListModel model(*fixture.library, fixture.thumbnails);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const auto sorted = [&](const auto &key) {
        for (int row = 1; row < model.rowCount(); ++row) {
            if (key(*model.image(row)) < key(*model.image(row - 1)))
                return false;
        }
        return true;
    };
    model.setOrder(ImageOrder::Pixels, false);
    QVERIFY(sorted([](const ImageRecord &image) { return image.width * image.height; }));
    model.setOrder(ImageOrder::FileSize, true);
    QVERIFY(sorted([](const ImageRecord &image) { return -image.bytes; }));
    model.setOrder(ImageOrder::Name, false);
    QVERIFY(sorted([](const ImageRecord &image) { return image.path.section(u'/', -1).toLower(); }));
    model.setOrder(ImageOrder::Class, false);
    QVERIFY(sorted([](const ImageRecord &image) { return image.classId == 0 ? 99 : image.classId; }));
    model.setOrder(ImageOrder::Taken, false);
    QVERIFY(sorted([](const ImageRecord &image) { return image.takenAt ? image.takenAt : image.addedAt; }));
    QVERIFY(model.image(0)->takenAt != 0);
    model.setOrder(ImageOrder::Added, true);
    QCOMPARE(model.imageId(0), 200);
}

// Whatever is edited, a filtered and sorted model has exactly what a new one would have.
void TestLabel::randomEditsUnderFilterAndOrder()
{
    Project100 fixture(120);
    Library &library = *fixture.library;
    ImageListModel model(library, fixture.thumbnails);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setFilter({ImageScope::Kind::Unlabeled, 0});
    model.setOrder(ImageOrder::Name, true);
    std::mt19937 random(17);
    for (int step = 0; step < 150; ++step) {
        std::vector<qint64> ids;
        for (unsigned i = 0; i <= random() % 9; ++i)
            ids.push_back(1 + qint64(random() % 120));
        switch (random() % 5) {
        case 0:
            library.undo();
            break;
        case 1:
            library.setTrashed(ids, random() % 2 != 0);
            break;
        case 2:
            library.redo();
            break;
        default:
            library.setLabel(ids, qint64(random() % 3));
        }
        ImageListModel fresh(library, fixture.thumbnails);
        fresh.setFilter(model.filter());
        fresh.setOrder(ImageOrder::Name, true);
        QCOMPARE(model.rowCount(), fresh.rowCount());
        for (int row = 0; row < model.rowCount(); ++row) {
            QCOMPARE(model.imageId(row), fresh.imageId(row));
            QCOMPARE(model.rowOfImage(model.imageId(row)), row);
        }
    }
}

void TestLabel::hundredThousand()
{
    Project100 fixture(manyImages);
    ImageListModel model(*fixture.library, fixture.thumbnails);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset); // each is one pass over the images
    ImageFilter imageFilter;
    imageFilter.text = u"999"_s;
    model.setImageFilter(imageFilter);
    QCOMPARE(reset.count(), 1);
    imageFilter = {};
    imageFilter.provider = u"commons"_s;
    imageFilter.smallerThan = 448;
    model.setImageFilter(imageFilter);
    model.setImageFilter({});
    model.setOrder(ImageOrder::Name, false);
    model.setOrder(ImageOrder::Pixels, true);
    QCOMPARE(reset.count(), 5);
    QCOMPARE(model.rowCount(), manyImages);
    reset.clear();
    QSignalSpy data(&model, &QAbstractItemModel::dataChanged);
    fixture.library->setFlagged({5, 50000}, true);
    QCOMPARE(data.count(), 1);
    QCOMPARE(reset.count(), 0); // one edit: no new sorting
}

void TestLabel::chooserMatches()
{
    const std::vector<ClassRecord> classes{
        {1, u"Bell tower"_s, 0}, {2, u"Arena"_s, 1}, {3, u"Towers"_s, 2}, {4, u"Ärmel"_s, 3}};
    using Ids = std::vector<qint64>;
    QCOMPARE(ClassChooser::matches(classes, u"to"_s), (Ids{3, 1})); // beginnings first
    QCOMPARE(ClassChooser::matches(classes, u"ä"_s), Ids{4});
    QCOMPARE(ClassChooser::matches(classes, u"zzz"_s), Ids{});
    QCOMPARE(ClassChooser::matches(classes, {}), (Ids{1, 2, 3, 4}));
}

void TestLabel::classesAreEditedInTheList()
{
    Project100 fixture(12);
    Library &library = *fixture.library;
    FilterListModel model(library);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const int row = model.rowOf({ImageScope::Kind::Class, 1});
    QVERIFY(model.setData(model.index(row), u"Colosseum"_s));
    QCOMPARE(library.classById(1)->name, u"Colosseum"_s);
    library.undo();
    QCOMPARE(model.index(row).data().toString(), u"arena"_s);
    QVERIFY(library.setClassColor(1, u"#123456"_s));
    QCOMPARE(model.index(row).data(FilterListModel::ColorRole).value<QColor>(), QColor(0x123456));
    QVERIFY(library.setClassShortcut(1, u"q"_s));
    QCOMPARE(model.index(row).data(FilterListModel::KeyRole).toString(), u"Q"_s);
    QVERIFY(library.mergeClass(1, 2));
    QCOMPARE(model.rowOf({ImageScope::Kind::Class, 1}), -1);
    const int left = model.rowOf({ImageScope::Kind::Class, 2});
    QCOMPARE(model.index(left).data(FilterListModel::CountRole).toInt(), 8);
}

void TestLabel::open(Workspace &workspace, MainWindow &window, int images)
{
    const QString path = m_directory.filePath(u"label%1.cairn"_s.arg(++m_projects));
    {
        const auto project = Project::create(path, {u"arena"_s, u"bell tower"_s});
        const auto database = (*project)->connect();
        QVERIFY(ImageRepository(**database).add(variedImages(images)));
    }
    window.show();
    workspace.openProject(path);
    QVERIFY(waitForProject(workspace));
    window.projectView()->showStage(StageId::Label);
}

void TestLabel::pageLabelsByNameAndFlags()
{
    Workspace workspace(fakeEngineFactory());
    MainWindow window(workspace);
    open(workspace, window, 12);
    Library &library = workspace.session()->library();
    LabelPage &page = labelPage(window);
    page.grid().selectRow(0);
    const qint64 image = page.model().imageId(0);
    const auto chooser = [&window] { return window.findChild<ClassChooser *>(); };
    QTest::keyClick(&page.grid(), Qt::Key_B);
    QVERIFY(chooser());
    QCOMPARE(chooser()->findChild<QLineEdit *>()->text(), u"b"_s);
    QTest::keyClick(chooser()->findChild<QLineEdit *>(), Qt::Key_Return);
    QCOMPARE(library.image(image)->classId, 2);
    QCOMPARE(page.grid().currentIndex().row(), 1); // moved on

    // The panel at the right tells what became of it, and forgets it when it is shown no more.
    const auto tells = [&page](const QString &text) {
        const QList<QLabel *> labels = page.findChildren<QLabel *>();
        return std::ranges::any_of(
            labels, [&](const QLabel *label) { return label->isVisible() && label->text().contains(text); });
    };
    QVERIFY(!tells(u"details appear here"_s));
    page.grid().selectRow(0);
    QTRY_VERIFY(tells(u"none → bell tower"_s));
    QTRY_VERIFY(tells(u"CC BY 4.0"_s));
    const ImageScope::Kind before = page.model().filter().kind;
    page.setFilter({ImageScope::Kind::Trashed, 0});
    QVERIFY(!tells(u"none → bell tower"_s) && tells(u"details appear here"_s));
    page.setFilter({before, 0});
    page.grid().selectRow(1);

    // A name that no class has becomes a class.
    QTRY_VERIFY(!chooser());
    const qint64 second = page.model().imageId(1);
    QTest::keyClick(&page.grid(), Qt::Key_Return);
    QVERIFY(chooser());
    QTest::keyClicks(chooser()->findChild<QLineEdit *>(), u"Crypt"_s);
    QTest::keyClick(chooser()->findChild<QLineEdit *>(), Qt::Key_Return);
    QCOMPARE(library.classes().size(), 3U);
    QCOMPARE(library.image(second)->classId, library.classes().back().id);

    QTRY_VERIFY(!chooser());
    page.grid().selectRow(4);
    const qint64 flagged = page.model().imageId(4);
    QTest::keyClick(&page.grid(), Qt::Key_M, Qt::ShiftModifier);
    QVERIFY(library.image(flagged)->flagged);
    QCOMPARE(page.grid().currentIndex().row(), 4); // a flag does not move on
    QTest::keyClick(&page.grid(), Qt::Key_V, Qt::ShiftModifier);
    QCOMPARE(library.image(flagged)->split, Split::Valid);
    QTest::keyClick(&page.grid(), Qt::Key_M, Qt::ShiftModifier);
    QVERIFY(!library.image(flagged)->flagged);

    // Keys are letters where a name is typed.
    page.filters().focusSearch();
    QTest::keyClicks(page.filters().findChild<QLineEdit *>(), u"x0"_s);
    QCOMPARE(page.filters().findChild<QLineEdit *>()->text(), u"x0"_s);
    QCOMPARE(library.imageCount(), 12);
    QCOMPARE(page.model().rowCount(), 0);
    page.filters().clear();
    QCOMPARE(page.model().rowCount(), 12);
}

void TestLabel::oneByOne()
{
    Workspace workspace(fakeEngineFactory());
    MainWindow window(workspace);
    open(workspace, window, 9);
    ProjectSession &session = *workspace.session();
    Library &library = session.library();
    ImageViewer viewer(session, {1, 4, 7, 2}, 0, nullptr);
    viewer.show();
    QTRY_COMPARE(QApplication::activeWindow(), &viewer);
    QCOMPARE(viewer.labeled(), 1); // image 2
    QTest::keyClick(&viewer, Qt::Key_1);
    QCOMPARE(library.image(1)->classId, 1);
    QCOMPARE(viewer.imageId(), 4);
    QTest::keyClick(&viewer, Qt::Key_2);
    QTest::keyClick(&viewer, Qt::Key_M, Qt::ShiftModifier);
    QCOMPARE(viewer.imageId(), 7);
    QVERIFY(library.image(7)->flagged);
    QTest::keyClick(&viewer, Qt::Key_Backspace); // the flag
    QVERIFY(!library.image(7)->flagged);
    QTest::keyClick(&viewer, Qt::Key_Backspace); // the label before it
    QCOMPARE(viewer.imageId(), 4);
    QCOMPARE(library.image(4)->classId, 0);
    QTest::keyClick(&viewer, Qt::Key_Backspace);
    QTest::keyClick(&viewer, Qt::Key_Backspace); // nothing more was done here
    QCOMPARE(viewer.imageId(), 1);
    QCOMPARE(viewer.labeled(), 1);
    QVERIFY(!library.history().canUndo());
    QTest::keyClick(&viewer, Qt::Key_Left);
    QCOMPARE(viewer.imageId(), 1);
    QTest::keyClick(&viewer, Qt::Key_Escape);
    QVERIFY(!viewer.isVisible());
}

void TestLabel::oneByOneWithNothingLeft()
{
    Workspace workspace(fakeEngineFactory());
    MainWindow window(workspace);
    open(workspace, window, 9);
    LabelPage &page = labelPage(window);
    workspace.session()->library().setLabel({1, 2, 3, 4, 5, 6, 7, 8, 9}, 1);
    page.setFilter({ImageScope::Kind::Unlabeled, 0});
    QCOMPARE(page.model().rowCount(), 0);
    page.findChild<QPushButton *>(u"oneByOne"_s)->click();
    QVERIFY(!page.notices().text().isEmpty());
    page.notices().findChild<QPushButton *>()->click(); // what the notice offers
    QCOMPARE(window.projectView()->currentStage(), StageId::Train);
}

void TestLabel::showsWhatOthersSend()
{
    Workspace workspace(fakeEngineFactory());
    MainWindow window(workspace);
    open(workspace, window, 30);
    LabelPage &page = labelPage(window);
    page.setFilter({ImageScope::Kind::Class, 1});
    window.projectView()->showStage(StageId::Collect);
    window.projectView()->navigation().showImages({20, 3, 11}, u"3 blurry images"_s);
    QCOMPARE(window.projectView()->currentStage(), StageId::Label);
    QCOMPARE(page.model().rowCount(), 3);
    QCOMPARE(page.model().imageId(0), 20);
    QCOMPARE(page.model().imageId(2), 11);
    bool told = false;
    for (const QLabel *label : page.filters().findChildren<QLabel *>())
        told = told || (label->isVisible() && label->text() == u"3 blurry images");
    QVERIFY(told);
    page.filters().clear();
    QCOMPARE(page.model().rowCount(), 30);
    QCOMPARE(page.model().imageId(0), 1);
}

// A trained run looks at the images without a label; what it is sure of is accepted in one step.
void TestLabel::suggestions()
{
    const QTemporaryDir tree;
    for (int i = 0; i < 24; ++i) {
        const QString folder = i < 16 ? u"class%1/"_s.arg(i % 2) : QString();
        QDir(tree.path()).mkpath(folder.isEmpty() ? u"."_s : folder);
        QImage image(80, 80, QImage::Format_RGB32);
        image.fill(qRgb(i * 10, 255 - i * 10, i * 3));
        QVERIFY(image.save(tree.filePath(folder + u"%1.png"_s.arg(i))));
    }
    Workspace workspace(fakeEngineFactory());
    MainWindow window(workspace);
    window.show();
    workspace.createProject(m_directory.filePath(u"suggestions.cairn"_s));
    QVERIFY(waitForProject(workspace));
    ProjectSession &session = *workspace.session();
    Library &library = session.library();
    session.data().importPaths({tree.path()});
    QTRY_COMPARE_WITH_TIMEOUT(library.imageCount(), 24, 20000);
    QVERIFY(waitUntilIdle(workspace));
    SuggestionSession &suggestions = session.suggestions();
    QVERIFY(!suggestions.hasRun());
    QSignalSpy failed(&suggestions, &SuggestionSession::failed);
    QSignalSpy unanalyzed(&suggestions, &SuggestionSession::unanalyzed);
    qputenv("CAIRN_WEIGHTS_DIR", m_directory.filePath(u"no weights"_s).toLocal8Bit());
    suggestions.findSimilar(1, 5);
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, 20000); // with nothing to look with, looking is not offered
    QCOMPARE(unanalyzed.count(), 0);
    qunsetenv("CAIRN_WEIGHTS_DIR");
    session.data().split(0.25, 1);
    QVERIFY(waitUntilIdle(workspace));
    Result<TrainingConfig> config = withPreset({}, u"quick"_s, 2);
    config->weights = u"none"_s;
    session.training().start(*config);
    QTRY_VERIFY_WITH_TIMEOUT(suggestions.hasRun(), 20000);
    QVERIFY(waitUntilIdle(workspace));
    QVERIFY(suggestions.all().empty());
    suggestions.findMostUseful(3);
    QTRY_COMPARE_WITH_TIMEOUT(unanalyzed.count(), 1, 20000); // it has not looked yet
    suggestions.look();
    QTRY_COMPARE_WITH_TIMEOUT(suggestions.all().size(), std::size_t(8), 20000);
    QVERIFY(!suggestions.looking());
    // In the grid, beside those of the validation images.
    LabelPage &page = labelPage(window);
    page.setFilter({ImageScope::Kind::Unlabeled, 0});
    QCOMPARE(page.model().rowCount(), 8);
    for (int row = 0; row < 8; ++row)
        QVERIFY(page.model().index(row, 0).data(ImageListModel::ConfidenceRole).toDouble() > 0);
    suggestions.findMostUseful(3);
    QTRY_COMPARE(page.model().rowCount(), 3);
    suggestions.findSimilar(1, 5);
    QTRY_COMPARE(page.model().rowCount(), 6);
    QCOMPARE(page.model().imageId(0), 1); // the image itself comes first
    QVERIFY(suggestions.acceptableLabels(1.1).isEmpty());
    QCOMPARE(suggestions.acceptableLabels(0).size(), 8);
    const int steps = library.history().count();
    suggestions.accept(0);
    QCOMPARE(library.classCount(0), 0);
    QCOMPARE(library.history().count(), steps + 1);
    QVERIFY(suggestions.acceptableLabels(0).isEmpty());
    library.undo();
    QCOMPARE(library.classCount(0), 8);
    QCOMPARE(failed.count(), 1);
}

} // namespace cairn

QTEST_MAIN(cairn::TestLabel)
#include "tst_label.moc"
