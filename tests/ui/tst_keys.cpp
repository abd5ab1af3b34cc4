// SPDX-License-Identifier: GPL-3.0-or-later
// What keys and menus do on the Label page, by the user's own actions: rename, take back, label many at once.

#include "core/project/repositories/imagerepository.h"
#include "tests/ui/windowdriver.h"
#include "ui/label/classpanel.h"
#include "ui/label/filterlistmodel.h"
#include "ui/label/imagegrid.h"
#include "ui/label/imagelistmodel.h"
#include "ui/label/labelpage.h"
#include "ui/style/classmark.h"
#include "ui/widgets/notice.h"

#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace cairn {

class TestKeys : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }
    void init();
    void cleanup();

    void renameAndTakeItBack();
    void closingEndsARename();
    void otherClassesStayAsTheyAre();
    void aBatchCanBeTakenBack();
    void theFirstTabShowsWhereTheGridIs();
    void mnemonicsAreUnique();
    void theEditMenuLabels();

private:
    LabelPage &page() { return static_cast<LabelPage &>(m_window->projectView()->page(StageId::Label)); }
    Library &library() { return m_workspace->session()->library(); }
    bool shows(const QString &text);

    QTemporaryDir m_directory;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<MainWindow> m_window;
    int m_projects = 0;
};

// Twelve images without a label, three classes.
void TestKeys::init()
{
    const QString path = m_directory.filePath(u"keys%1.cairn"_s.arg(++m_projects));
    {
        const auto project = Project::create(path, {u"ash"_s, u"beech"_s, u"cedar"_s});
        const auto database = (*project)->connect();
        std::vector<NewImage> images(12);
        for (int i = 0; i < 12; ++i) {
            images[std::size_t(i)].path = u"/nowhere/%1.jpg"_s.arg(i);
            images[std::size_t(i)].sha256 = QByteArray(32, char('a' + i));
            images[std::size_t(i)].width = images[std::size_t(i)].height = 64;
            images[std::size_t(i)].format = u"jpeg"_s;
        }
        QVERIFY(ImageRepository(**database).add(images));
    }
    m_workspace = std::make_unique<Workspace>(fakeEngineFactory());
    m_window = std::make_unique<MainWindow>(*m_workspace);
    m_window->resize(1280, 800);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_workspace->openProject(path);
    QVERIFY(waitForProject(*m_workspace));
    m_window->projectView()->showStage(StageId::Label);
}

void TestKeys::cleanup()
{
    QVERIFY(waitUntilIdle(*m_workspace));
    m_window.reset();
    m_workspace.reset();
}

bool TestKeys::shows(const QString &text)
{
    const QList<QLabel *> labels = page().findChildren<QLabel *>();
    return std::ranges::any_of(
        labels, [&](const QLabel *label) { return label->isVisible() && label->text().contains(text); });
}

void TestKeys::renameAndTakeItBack()
{
    library().setLabel({page().model().imageId(0)}, 1);
    page().grid().selectRow(0);
    QVERIFY(shows(u"ash"_s)); // the preview's class
    auto *classes = page().findChild<ClassPanel *>()->findChild<QListView *>();
    auto *model = qobject_cast<FilterListModel *>(classes->model());
    const int row = model->rowOf({ImageScope::Kind::Class, 1});
    classes->setFocus();
    classes->setCurrentIndex(model->index(row));
    page().grid().selectRow(0);
    QTest::keyClick(classes, Qt::Key_F2);
    auto *editor = classes->findChild<QLineEdit *>();
    QVERIFY(editor);
    editor->selectAll();
    QTest::keyClicks(editor, u"alder"_s);
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_COMPARE(library().classById(1)->name, u"alder"_s);
    QTRY_COMPARE(QApplication::focusWidget(), &page().grid());
    QVERIFY(shows(u"alder"_s));
    QCOMPARE(page().model().index(0).data(ImageListModel::ClassNameRole).toString(), u"alder"_s);

    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(library().classById(1)->name, u"ash"_s);
    QVERIFY(shows(u"ash"_s) && !shows(u"alder"_s));
    QCOMPARE(page().model().index(0).data(ImageListModel::ClassNameRole).toString(), u"ash"_s);
}

void TestKeys::closingEndsARename()
{
    auto *classes = page().findChild<ClassPanel *>()->findChild<QListView *>();
    classes->setFocus();
    classes->setCurrentIndex(classes->model()->index(2, 0));
    QTest::keyClick(classes, Qt::Key_F2);
    auto *editor = classes->findChild<QLineEdit *>();
    QVERIFY(editor);
    QTest::keyClicks(editor, u"x"_s);
    m_window.reset(); // with the editor still open
}

void TestKeys::otherClassesStayAsTheyAre()
{
    const auto look = [this](qint64 id) {
        const ClassRecord &record = *library().classById(id);
        return std::tuple(library().keyOf(record), classColor(record).rgb(), classStyle(record));
    };
    const auto second = look(2);
    const auto third = look(3);
    QVERIFY(library().removeClass(1));
    QCOMPARE(look(2), second);
    QCOMPARE(look(3), third);
    library().undo();
    QCOMPARE(look(2), second);
    QCOMPARE(look(3), third);
    QVERIFY(library().classById(3)->shortcut.isEmpty()); // as it was
    QVERIFY(library().mergeClass(2, 1));
    QCOMPARE(look(3), third);
    page().grid().selectRow(0);
    const qint64 image = page().model().imageId(0);
    QTest::keyClick(&page().grid(), Qt::Key_3);
    QCOMPARE(library().image(image)->classId, 3);
    const qint64 added = *library().addClass(u"date"_s); // a key that nobody has
    QCOMPARE(library().keyOf(*library().classById(added)), u"2"_s);
}

void TestKeys::aBatchCanBeTakenBack()
{
    page().setFilter({ImageScope::Kind::Unlabeled, 0});
    QTest::keyClick(&page().grid(), Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(page().grid().selectedRows().size(), 12);
    QTest::keyClick(&page().grid(), Qt::Key_2);
    QCOMPARE(library().classCount(2), 12);
    QVERIFY2(page().notices().text().contains(u"12 labeled “beech”"_s), qPrintable(page().notices().text()));
    auto *undo = page().notices().findChild<QPushButton *>();
    QCOMPARE(undo->text(), u"Undo"_s);
    QTest::mouseClick(undo, Qt::LeftButton);
    QCOMPARE(library().classCount(0), 12);
    QCOMPARE(page().grid().selectedRows().size(), 12); // what is back is selected
    QVERIFY(page().notices().text().isEmpty());

    page().grid().selectRows({2, 3, 7});
    QTest::keyClick(&page().grid(), Qt::Key_1);
    QVERIFY(!page().notices().text().isEmpty());
    page().grid().selectRow(0);
    QTest::keyClick(&page().grid(), Qt::Key_3); // the next edit: that button would undo another one
    QVERIFY2(page().notices().text().isEmpty(), qPrintable(page().notices().text()));
    const qint64 last = library().images().front().id;
    QTest::keyClick(&page().grid(), Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(library().image(last)->classId, 0);
    QCOMPARE(page().grid().selectedRows().size(), 1);
    QTest::keyClick(&page().grid(), Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(page().grid().selectedRows().size(), 3);
}

void TestKeys::theFirstTabShowsWhereTheGridIs()
{
    page().grid().clearSelection();
    page().grid().selectionModel()->clearCurrentIndex();
    page().grid().clearFocus();
    const QImage before = page().grid().grab().toImage();
    page().grid().setFocus(Qt::TabFocusReason);
    QCOMPARE(page().grid().selectedRows(), QList<int>{0});
    QVERIFY(page().grid().grab().toImage() != before);
}

void TestKeys::mnemonicsAreUnique()
{
    const auto check = [](const QMenu &menu, const QString &name) {
        QHash<QChar, QString> seen;
        for (const QAction *action : menu.actions()) {
            const QString text = QString(action->text()).remove(u"&&"_s);
            const qsizetype mark = text.indexOf(u'&');
            if (mark < 0 || mark + 1 >= text.size())
                continue;
            const QChar letter = text[mark + 1].toLower();
            QVERIFY2(!seen.contains(letter),
                     qPrintable(u"%1: “%2” and “%3”"_s.arg(name, text, seen.value(letter))));
            seen.insert(letter, text);
        }
    };
    // Every page puts entries of its own into Edit; what has no fixed place in the window pops up.
    int menus = 0;
    for (int stage = 0; stage < stageCount; ++stage) {
        m_window->projectView()->showStage(StageId(stage));
        for (const QAction *entry : m_window->menuBar()->actions()) {
            Q_EMIT entry->menu()->aboutToShow();
            check(*entry->menu(), entry->text());
        }
        for (QMenu *menu : m_window->findChildren<QMenu *>()) {
            Q_EMIT menu->aboutToShow();
            check(*menu, menu->title());
            ++menus;
        }
    }
    QVERIFY(menus > 40);
    m_window->projectView()->showStage(StageId::Label);
    page().grid().selectRow(0);
    auto *classes = page().findChild<ClassPanel *>()->findChild<QListView *>();
    const QModelIndex aClass = classes->model()->index(2, 0);
    for (auto [view, place] :
         {std::pair<QAbstractItemView *, QPoint>(
              &page().grid(), page().grid().visualRect(page().grid().currentIndex()).center()),
          std::pair<QAbstractItemView *, QPoint>(classes, classes->visualRect(aClass).center())}) {
        bool popped = false;
        QTimer::singleShot(0, this, [&] {
            if (auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget())) {
                popped = true;
                check(*menu, view->accessibleName());
                menu->close();
            }
        });
        Q_EMIT view->customContextMenuRequested(place);
        QVERIFY(popped);
    }
}

void TestKeys::theEditMenuLabels()
{
    QMenu *edit = m_window->menuBar()->actions()[1]->menu();
    const auto entry = [&](const QString &text) {
        Q_EMIT edit->aboutToShow();
        const QList<QAction *> actions = edit->actions();
        const auto found = std::ranges::find_if(actions, [&](const QAction *action) {
            return QString(action->text()).remove(u'&').startsWith(text);
        });
        return found == actions.end() ? nullptr : *found;
    };
    page().grid().selectRow(1);
    const qint64 image = page().model().imageId(1);
    QVERIFY(entry(u"beech"_s));
    entry(u"beech"_s)->trigger();
    QCOMPARE(library().image(image)->classId, 2);
    page().grid().selectRow(1);
    entry(u"Toggle flag"_s)->trigger();
    QVERIFY(library().image(image)->flagged);
    entry(u"Select all"_s)->trigger();
    QCOMPARE(page().grid().selectedRows().size(), 12);
    entry(u"Find"_s)->trigger();
    QVERIFY(qobject_cast<QLineEdit *>(QApplication::focusWidget()));
    page().takeFocus();
    page().grid().selectRow(1);
    entry(u"Move to trash, or restore"_s)->trigger();
    QVERIFY(library().image(image)->trashed);
    // The keys that the menu shows still have one owner each.
    page().grid().selectRow(0);
    const qint64 first = page().model().imageId(0);
    QTest::keyClick(&page().grid(), Qt::Key_1);
    QCOMPARE(library().image(first)->classId, 1);
}

} // namespace cairn

QTEST_MAIN(cairn::TestKeys)
#include "tst_keys.moc"
