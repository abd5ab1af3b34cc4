// SPDX-License-Identifier: GPL-3.0-or-later
// The Collect page against a server of ours: search, fetch, refuse, restore, paste; and its item models.

#include "core/acquire/useragent.h"
#include "tests/acquire/providersamples.h"
#include "tests/acquire/site.h"
#include "tests/ui/windowdriver.h"
#include "ui/collect/collectpage.h"
#include "ui/collect/contactdialog.h"
#include "ui/collect/downloadmodel.h"
#include "ui/collect/foundmodel.h"
#include "ui/collect/foundpanel.h"
#include "ui/collect/quarantinemodel.h"
#include "ui/collect/searchform.h"
#include "ui/label/imagegrid.h"
#include "ui/session/collectsession.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTemporaryDir>

#include <atomic>

using namespace Qt::StringLiterals;
using namespace cairn;

namespace {

/// An image with structure of its own, so that no two look nearly the same.
QByteArray distinct(int number)
{
    QImage image(120, 100, QImage::Format_RGB32);
    image.fill(Qt::white);
    quint32 state = quint32(number) * 2654435761u + 1;
    for (int i = 0; i < 60; ++i) {
        state = state * 1664525u + 1013904223u;
        const int x = int(state >> 8) % 100;
        const int y = int(state >> 16) % 80;
        for (int k = 0; k < 20 * 20; ++k)
            image.setPixel(x + k % 20, y + k / 20, state & 0x80 ? qRgb(0, 0, 0) : qRgb(255, 255, 255));
    }
    QByteArray bytes;
    QBuffer buffer(&bytes);
    image.save(&buffer, "png");
    return bytes;
}

} // namespace

class TestCollect : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<MainWindow> m_window;

    void open(bool create)
    {
        m_window.reset();
        m_workspace = std::make_unique<Workspace>(fakeEngineFactory());
        m_window = std::make_unique<MainWindow>(*m_workspace);
        m_window->show();
        const QString path = m_folder->filePath(u"p.cairn"_s);
        create ? m_workspace->createProject(path) : m_workspace->openProject(path);
        QVERIFY(waitForProject(*m_workspace));
    }
    ProjectSession &session() const { return *m_workspace->session(); }
    CollectPage &page() const
    {
        return static_cast<CollectPage &>(m_window->projectView()->page(StageId::Collect));
    }
    QPushButton *button(const QString &name) const { return page().findChild<QPushButton *>(name); }
    QTableView *table(const QString &name) const { return page().findChild<QTableView *>(name); }

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        qputenv("CAIRN_PACE", "0");
        QTest::failOnWarning(QRegularExpression(u"QObject|Timers|thread|QWidget"_s));
    }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qunsetenv("CAIRN_COMMONS_URL");
        qputenv("XDG_CACHE_HOME", m_folder->filePath(u"cache"_s).toLocal8Bit());
        setContactAsked();
    }
    void cleanup()
    {
        m_window.reset();
        if (m_workspace)
            QVERIFY(waitUntilIdle(*m_workspace));
        m_workspace.reset();
    }

    void searchesAndFetches()
    {
        std::atomic<int> port = 0;
        const HttpServer server([&](const HttpRequest &request) {
            if (!request.path.startsWith("/api.php"))
                return HttpAnswer{request.path == "/4.jpg"       ? whole("<html>gone</html>")
                                      : request.path == "/5.jpg" ? status("404 Not Found")
                                                                 : whole(distinct(request.path.at(1) - '0'))};
            QJsonArray files;
            for (int i = 0; i < 6; ++i)
                files << commonsFile(u"%1.jpg"_s.arg(i),
                                     QUrl(u"http://127.0.0.1:%1/%2.jpg"_s.arg(int(port)).arg(i)));
            return HttpAnswer{whole(commonsAnswer(files))};
        });
        port = server.url().port();
        qputenv("CAIRN_COMMONS_URL", server.url().toEncoded() + "api.php");
        open(true);
        page().showTab(CollectPage::WebTab);
        auto *form = page().findChild<SearchForm *>();
        QVERIFY(!form->searchButton()->isEnabled());
        QTest::keyClicks(form->query(), u"Category:Arena"_s);
        form->findChildren<QComboBox *>().at(1)->setEditText(u"arena"_s);
        QTest::mouseClick(form->searchButton(), Qt::LeftButton);
        auto *found = page().findChild<FoundPanel *>();
        QTRY_COMPARE(found->model()->rowCount(), 6);
        QCOMPARE(session().library().classes().size(), 0u); // nothing is made before it is wanted
        QTest::mouseClick(found->fetchButton(), Qt::LeftButton);
        QTRY_COMPARE(session().library().imageCount(), 4);
        QVERIFY(waitUntilIdle(*m_workspace));
        QCOMPARE(session().library().classes().size(), 1u);
        QCOMPARE(session().library().classCount(session().library().classes().front().id), 4);
        QTableView *queue = table(u"downloadQueue"_s);
        QCOMPARE(queue->model()->rowCount(), 6);
        QCOMPARE(queue->model()->index(5, DownloadModel::State).data().toString(), u"failed"_s);
        QVERIFY(queue->model()->index(5, DownloadModel::Reason).data().toString().contains(u"404"_s));
        QTRY_COMPARE(session().collect().quarantine().size(), 1u);
        QVERIFY(button(u"retryFailed"_s)->isEnabled());

        // Refused: it cannot be taken, and says so; then it is forgotten.
        QTableView *refused = table(u"refusedFiles"_s);
        refused->selectRow(0);
        QTest::mouseClick(button(u"restoreRefused"_s), Qt::LeftButton);
        QTRY_VERIFY2(page().notices().text().contains(u"cannot be imported"_s),
                     qPrintable(page().notices().text()));
        QVERIFY(waitUntilIdle(*m_workspace));
        refused->selectRow(0);
        QTest::mouseClick(button(u"forgetRefused"_s), Qt::LeftButton);
        QTRY_COMPARE(session().collect().quarantine().size(), 0u);

        QTest::mouseClick(button(u"clearFinished"_s), Qt::LeftButton);
        QTRY_COMPARE(queue->model()->rowCount(), 2); // the failed and the refused one stay
    }

    void fetchesTheSampleOfPhotographs()
    {
        std::atomic<int> port = 0;
        const HttpServer server([&](const HttpRequest &request) {
            if (!request.path.startsWith("/api.php"))
                return HttpAnswer{whole(distinct(request.path.at(1)))};
            const QString name = request.path.contains("Eiffel") ? u"e"_s
                : request.path.contains("Main")                  ? u"m"_s
                                                                 : u"c"_s;
            return HttpAnswer{whole(commonsAnswer(
                {commonsFile(name, QUrl(u"http://127.0.0.1:%1/%2.jpg"_s.arg(int(port)).arg(name)))}))};
        });
        port = server.url().port();
        qputenv("CAIRN_COMMONS_URL", server.url().toEncoded() + "api.php");
        m_workspace = std::make_unique<Workspace>(fakeEngineFactory());
        m_window = std::make_unique<MainWindow>(*m_workspace);
        m_window->show();
        m_workspace->createOnlineSample(m_folder->filePath(u"l.cairn"_s));
        QTRY_VERIFY(m_workspace->session());
        QCOMPARE(m_window->projectView()->currentStage(), StageId::Collect);
        QTRY_COMPARE(session().library().imageCount(), 3);
        QVERIFY(waitUntilIdle(*m_workspace));
        QCOMPARE(session().library().classes().size(), 3u);
        for (const ClassRecord &record : session().library().classes())
            QCOMPARE(session().library().classCount(record.id), 1);
    }

    void isLookedAtBeforeItIsFetched()
    {
        std::atomic<int> port = 0;
        const HttpServer server([&](const HttpRequest &request) {
            if (!request.path.startsWith("/api.php"))
                return HttpAnswer{request.path == "/7.jpg"
                                      ? status("404 Not Found")
                                      : whole(distinct(request.path.mid(1).split('.').first().toInt()))};
            const int first = request.path.contains("gsroffset=25") ? 25 : 0;
            QJsonArray files;
            for (int i = first; i < first + 25; ++i)
                files << commonsFile(u"<b>%1</b>.jpg"_s.arg(i),
                                     QUrl(u"http://127.0.0.1:%1/%2.jpg"_s.arg(int(port)).arg(i)));
            return HttpAnswer{
                whole(commonsAnswer(files, first == 0 ? QJsonObject{{u"gsroffset"_s, 25}} : QJsonObject()))};
        });
        port = server.url().port();
        qputenv("CAIRN_COMMONS_URL", server.url().toEncoded() + "api.php");
        QSettings().remove(u"collect"_s);
        open(true);
        m_window->projectView()->showStage(StageId::Collect);
        page().showTab(CollectPage::WebTab);
        auto *form = page().findChild<SearchForm *>();
        form->query()->setText(u"towers"_s);
        form->findChildren<QComboBox *>().at(1)->setEditText(u"tower"_s);
        QTest::mouseClick(form->searchButton(), Qt::LeftButton);

        // Before the first search of Commons the person is asked for a contact, and may give none.
        auto *dialog = m_window->findChild<ContactDialog *>();
        QVERIFY(dialog);
        QCOMPARE(server.requests().size(), 0);
        dialog->field()->setText(u"nobody"_s);
        QTest::mouseClick(dialog->findChild<QPushButton *>(u"saveContact"_s), Qt::LeftButton);
        QVERIFY(dialog->isVisible()); // that is no contact
        dialog->reject();
        QVERIFY(contactWasAsked());

        auto *panel = page().findChild<FoundPanel *>();
        FoundModel *found = panel->model();
        const QAbstractItemModelTester tester(found, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QTRY_COMPARE(found->rowCount(), 20);
        QVERIFY(panel->isVisible());
        const auto count = [&](const char *path) {
            int asked = 0;
            for (const HttpRequest &request : server.requests())
                asked += request.path == path ? 1 : 0;
            return asked;
        };
        QTRY_VERIFY(!found->index(19, 0).data(Qt::DecorationRole).value<QPixmap>().isNull());
        QTRY_VERIFY(found->index(7, 0).data(FoundModel::FailedRole).toBool());
        QVERIFY(!found->index(0, 0).data(Qt::ToolTipRole).toString().contains(u"<b>"_s)); // strangers' words
        QCOMPARE(session().collect().status().total(), 0);
        QCOMPARE(count("/20.jpg"), 0);

        auto *grid = panel->findChild<ImageGrid *>();
        QTest::mouseClick(grid->viewport(), Qt::LeftButton, {},
                          grid->visualRect(found->index(2, 0)).center());
        QTRY_COMPARE(found->tickedCount(), 19);
        grid->setCurrentIndex(found->index(7, 0));
        QTest::keyClick(grid, Qt::Key_Space);
        QTRY_COMPARE(found->tickedCount(), 18);
        QTest::mouseClick(panel->fetchButton(), Qt::LeftButton);
        QTRY_COMPARE(session().library().imageCount(), 48);
        QVERIFY(waitUntilIdle(*m_workspace));
        QVERIFY(!panel->isVisible());
        for (int i = 0; i < 50; ++i) {
            const QByteArray path = "/" + QByteArray::number(i) + ".jpg";
            QVERIFY2(i == 7 || count(path) == 1, path); // what was looked at is not fetched again
        }
        // Nothing of the first twenty is new: those that are not wanted come unticked.
        session().collect().look({u"commons"_s, {u"towers"_s}, 0, 100}, u"tower"_s);
        QTRY_COMPARE(found->rowCount(), 2);
        QCOMPARE(found->tickedCount(), 0);
        session().collect().discardFound();
        QTRY_VERIFY(!panel->isVisible());
        QVERIFY(waitUntilIdle(*m_workspace));
        setContactAsked();
    }

    void aCategoryHasADepth()
    {
        const HttpServer server([](const HttpRequest &request) {
            if (request.path.contains("&srsearch="))
                return HttpAnswer{whole(R"({"query":{"allcategories":[{"category":"Arena","files":0}],
                                        "search":[{"ns":14,"title":"Category:Seats"}]}})")};
            return HttpAnswer{
                whole(commonsAnswer({commonsFile(u"1.jpg"_s, QUrl(u"https://u.invalid/1.jpg"_s)),
                                     commonsFile(u"2.jpg"_s, QUrl(u"https://u.invalid/1.jpg"_s))}))};
        });
        qputenv("CAIRN_COMMONS_URL", server.url().toEncoded() + "api.php");
        open(true);
        m_window->projectView()->showStage(StageId::Collect);
        page().showTab(CollectPage::WebTab);
        auto *form = page().findChild<SearchForm *>();
        QVERIFY(!form->depth()->isVisible());
        form->query()->setText(u"category:Arena"_s);
        QVERIFY(form->depth()->isVisible());
        QCOMPARE(form->depth()->value(), deepestCategory);
        form->depth()->setValue(1);
        QTest::mouseClick(form->searchButton(), Qt::LeftButton);
        auto *found = page().findChild<FoundPanel *>();
        QTRY_COMPARE(found->model()->rowCount(), 1); // once, though it came twice
        QVERIFY(QByteArray::fromPercentEncoding(server.requests().last().path)
                    .contains("incategory:\"Arena|Seats\""));
        session().collect().discardFound();
        QVERIFY(waitUntilIdle(*m_workspace));
    }

    void aListOfSearches()
    {
        std::atomic<int> port = 0;
        const HttpServer server([&](const HttpRequest &request) {
            if (!request.path.startsWith("/api.php"))
                return HttpAnswer{whole(distinct(request.path.at(1)))};
            const QString name = request.path.contains("arches") ? u"a"_s : u"b"_s;
            return HttpAnswer{whole(commonsAnswer(
                {commonsFile(name, QUrl(u"http://127.0.0.1:%1/%2.jpg"_s.arg(int(port)).arg(name)))}))};
        });
        port = server.url().port();
        qputenv("CAIRN_COMMONS_URL", server.url().toEncoded() + "api.php");
        const QString file = m_folder->filePath(u"searches.csv"_s);
        QFile list(file);
        QVERIFY(list.open(QIODevice::WriteOnly));
        list.write("class,query,count\narch,arches,1\nbridge,bridges,1\n,,\n");
        list.close();
        open(true);
        session().collect().addListFile(file, {});
        QTRY_COMPARE(session().library().imageCount(), 2);
        QVERIFY(waitUntilIdle(*m_workspace));
        QCOMPARE(session().library().classes().size(), 2u);
        for (const ClassRecord &record : session().library().classes())
            QCOMPARE(session().library().classCount(record.id), 1);
    }

    void aSearchThatFailsIsSaid()
    {
        qputenv("CAIRN_COMMONS_URL", "http://127.0.0.1:1/api.php"); // nothing listens there
        open(true);
        session().collect().search({u"commons"_s, {u"towers"_s}, 0, 10}, {});
        QTRY_VERIFY2(page().notices().text().contains(u"could not be reached"_s),
                     qPrintable(page().notices().text()));
        QVERIFY(waitUntilIdle(*m_workspace));
        session().collect().search({u"commons"_s, {u"depicts:tower"_s}, 0, 10}, {});
        QVERIFY(page().notices().text().contains(u"Wikidata"_s));
    }

    void whatWaitsIsOfferedAfterARestart()
    {
        std::atomic<bool> hang = true;
        const HttpServer server([&](const HttpRequest &request) {
            return hang ? HttpAnswer{{}, true} : HttpAnswer{whole(distinct(request.path.at(1) - '0'))};
        });
        open(true);
        session().collect().addAddresses(
            server.url().toString() + u"1.jpg\n"_s + server.url().toString() + u"2.jpg"_s, u"tower"_s);
        QTRY_COMPARE(session().collect().status().count(DownloadState::Fetching), 2);
        m_workspace->jobs().stopAll(); // as closing the window does
        QVERIFY(waitUntilIdle(*m_workspace));
        open(false);
        QTRY_VERIFY2(page().notices().text().contains(u"2 images"_s), qPrintable(page().notices().text()));
        hang = false;
        QTest::mouseClick(page().notices().findChildren<QPushButton *>().first(), Qt::LeftButton);
        QTRY_COMPARE(session().library().imageCount(), 2);
        QVERIFY(waitUntilIdle(*m_workspace));
    }

    void pastes()
    {
        const HttpServer server([&](const HttpRequest &) { return HttpAnswer{whole(distinct(7))}; });
        open(true);
        m_window->projectView()->showStage(StageId::Collect);
        QClipboard *clipboard = QGuiApplication::clipboard();
        clipboard->setImage(QImage::fromData(distinct(1)));
        page().paste();
        QTRY_COMPARE(session().library().imageCount(), 1);
        QVERIFY(session().library().images().front().path.startsWith(session().project().imagesDirectory()));
        QVERIFY(waitUntilIdle(*m_workspace));

        const QString file = m_folder->filePath(u"mine.png"_s);
        QImage::fromData(distinct(2)).save(file);
        auto *files = new QMimeData;
        files->setUrls({QUrl::fromLocalFile(file)});
        clipboard->setMimeData(files);
        page().paste();
        QTRY_COMPARE(session().library().imageCount(), 2);
        QVERIFY(waitUntilIdle(*m_workspace));

        clipboard->setText(server.url().toString() + u"a.png\n"_s);
        page().paste();
        QTRY_COMPARE(session().library().imageCount(), 3);
        QVERIFY(waitUntilIdle(*m_workspace));

        clipboard->setText(u"just words"_s);
        page().paste();
        QVERIFY(page().notices().text().contains(u"no image"_s));
    }

    void downloadModel()
    {
        open(true);
        DownloadModel model(session().library());
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        DownloadRecord row;
        row.id = 7;
        row.from.sourceUrl = u"https://a.example/x/1.jpg"_s;
        model.setRows({row});
        row.state = DownloadState::Refused;
        row.reason = u"It is too small."_s;
        DownloadRecord other;
        other.id = 9;
        other.from.title = u"A tower"_s;
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.updateRows({row, other});
        QCOMPARE(changed.size(), 1);
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, DownloadModel::Image).data().toString(), u"1.jpg"_s);
        QCOMPARE(model.index(0, DownloadModel::State).data().toString(), u"refused"_s);
        QCOMPARE(model.index(1, DownloadModel::Image).data().toString(), u"A tower"_s);
        model.setRows({});
        QCOMPARE(model.rowCount(), 0);
    }

    void quarantineModel()
    {
        open(true);
        const QString own = session().project().directory();
        QuarantineModel model(session().library(), own);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setFiles({{1, own + u"/quarantine/x.jpg"_s, u"It is damaged."_s, 0, 0, 0},
                        {2, u"/images/y.jpg"_s, u"It is empty."_s, 0, 0, 0}});
        QCOMPARE(model.index(0, QuarantineModel::File).data().toString(), u"x.jpg"_s);
        QCOMPARE(model.index(1, QuarantineModel::File).data().toString(), u"/images/y.jpg"_s);
        QCOMPARE(model.index(1, QuarantineModel::Reason).data().toString(), u"It is empty."_s);
    }
};

QTEST_MAIN(TestCollect)
#include "tst_collect.moc"
