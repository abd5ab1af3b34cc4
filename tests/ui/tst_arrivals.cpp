// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of images as they arrive, through every door of the window: which are refused for their size,
// where they join the split, and what copies of them are called.

#include "core/acquire/useragent.h"
#include "tests/support/httpserver.h"
#include "tests/ui/windowdriver.h"
#include "ui/collect/collectpage.h"
#include "ui/label/imagegrid.h"
#include "ui/label/imagelistmodel.h"
#include "ui/label/labelpage.h"
#include "ui/session/collectsession.h"

#include <QBuffer>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>

#include <archive.h>
#include <archive_entry.h>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

/// Blocks that no other number has, so that no two look nearly the same.
QByteArray drawn(int number, int side)
{
    QImage image(side, side, QImage::Format_RGB32);
    image.fill(Qt::white);
    quint32 state = quint32(number) * 2654435761u + 1;
    const int block = side / 5;
    for (int i = 0; i < 60; ++i) {
        state = state * 1664525u + 1013904223u;
        const int x = int(state >> 8) % (side - block);
        const int y = int(state >> 16) % (side - block);
        for (int k = 0; k < block * block; ++k)
            image.setPixel(x + k % block, y + k / block, state & 0x80 ? qRgb(0, 0, 0) : qRgb(255, 255, 255));
    }
    QByteArray bytes;
    QBuffer buffer(&bytes);
    image.save(&buffer, "png");
    return bytes;
}

QByteArray answer(const QByteArray &body)
{
    return HttpServer::response(
        "200 OK", "Content-Type: image/png\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n",
        body);
}

void pack(const QString &file, const QList<std::pair<QByteArray, QByteArray>> &entries)
{
    archive *writer = archive_write_new();
    archive_write_set_format_zip(writer);
    QCOMPARE(archive_write_open_filename(writer, QFile::encodeName(file).constData()), ARCHIVE_OK);
    for (const auto &[name, bytes] : entries) {
        archive_entry *header = archive_entry_new();
        archive_entry_set_pathname(header, name.constData());
        archive_entry_set_filetype(header, AE_IFREG);
        archive_entry_set_perm(header, 0644);
        archive_entry_set_size(header, bytes.size());
        archive_write_header(writer, header);
        archive_write_data(writer, bytes.constData(), std::size_t(bytes.size()));
        archive_entry_free(header);
    }
    archive_write_close(writer);
    archive_write_free(writer);
}

} // namespace

class TestArrivals : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void whatIsTooSmallIsRefusedAtEveryDoor();
    void whatArrivesJoinsTheSplit();
    void copiesAreCalledWhatTheyWere();

private:
    ProjectSession &session() { return *m_workspace->session(); }
    Library &library() { return session().library(); }
    CollectPage &collect()
    {
        return static_cast<CollectPage &>(m_window->projectView()->page(StageId::Collect));
    }
    QString write(const QString &name, const QByteArray &bytes);
    bool idle() { return waitUntilIdle(*m_workspace); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<MainWindow> m_window;
};

void TestArrivals::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    qputenv("CAIRN_PACE", "0");
}

void TestArrivals::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    qputenv("XDG_CACHE_HOME", m_folder->filePath(u"cache"_s).toLocal8Bit());
    setContactAsked();
    m_workspace = std::make_unique<Workspace>(fakeEngineFactory());
    m_window = std::make_unique<MainWindow>(*m_workspace);
    m_window->resize(1280, 800);
    m_window->show();
    m_workspace->createProject(m_folder->filePath(u"p.cairn"_s));
    QVERIFY(waitForProject(*m_workspace));
    m_window->projectView()->showStage(StageId::Collect);
}

void TestArrivals::cleanup()
{
    QVERIFY(idle());
    m_window.reset();
    m_workspace.reset();
}

QString TestArrivals::write(const QString &name, const QByteArray &bytes)
{
    const QString path = m_folder->filePath(name);
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    if (file.open(QIODevice::WriteOnly))
        file.write(bytes);
    return path;
}

void TestArrivals::whatIsTooSmallIsRefusedAtEveryDoor()
{
    write(u"tree/icon/1.png"_s, drawn(1, 20));
    write(u"tree/photo/2.png"_s, drawn(2, 32)); // the least that is taken
    session().data().importPaths({m_folder->filePath(u"tree"_s)});
    QVERIFY(idle());
    QCOMPARE(library().imageCount(), 1);
    QCOMPARE(library().classes().size(), 1u); // a class whose images were all refused is none
    QCOMPARE(session().data().lastImport()->refused.size(), 1u);
    const QString reason = session().data().lastImport()->refused.front().reason;
    QVERIFY2(reason.contains(u"20 × 20 pixels"_s) && reason.contains(u"32"_s), qPrintable(reason));

    session().data().importPaths({write(u"loose.png"_s, drawn(3, 20))});
    QVERIFY(idle());
    QCOMPARE(library().imageCount(), 1);

    pack(m_folder->filePath(u"packed.zip"_s), {{"icon/4.png", drawn(4, 31)}, {"photo/5.png", drawn(5, 64)}});
    session().data().importPaths({m_folder->filePath(u"packed.zip"_s)});
    QVERIFY(idle());
    QCOMPARE(library().imageCount(), 2);

    QGuiApplication::clipboard()->setImage(QImage::fromData(drawn(6, 20)));
    collect().paste();
    QVERIFY(idle());
    QCOMPARE(library().imageCount(), 2);

    const HttpServer server([](const HttpRequest &) { return HttpAnswer{answer(drawn(7, 20))}; });
    session().collect().addAddresses(server.url().toString() + u"7.png"_s, u"icon"_s);
    QTRY_COMPARE_WITH_TIMEOUT(session().collect().status().count(DownloadState::Refused), 1, 30000);
    QVERIFY(idle());
    QCOMPARE(library().imageCount(), 2);

    // All of them wait among the refused, and are taken after all where somebody says so.
    QTRY_COMPARE_WITH_TIMEOUT(session().collect().quarantine().size(), 5u, 30000);
    for (const QuarantineRecord &record : session().collect().quarantine())
        QVERIFY2(record.reason.contains(u"pixels are not imported"_s), qPrintable(record.reason));
    collect().findChild<QTableView *>(u"refusedFiles"_s)->selectAll();
    QTest::mouseClick(collect().findChild<QPushButton *>(u"restoreRefused"_s), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(library().imageCount(), 7, 30000);
    QVERIFY(idle());
    session().data().importPaths({m_folder->filePath(u"tree"_s)}); // what was taken is known now
    QVERIFY(idle());
    QCOMPARE(session().data().lastImport()->duplicates.size(), 2u);
    QCOMPARE(session().data().lastImport()->refused.size(), 0u);
}

void TestArrivals::whatArrivesJoinsTheSplit()
{
    for (int i = 0; i < 20; ++i)
        write(u"tree/%1/%2.png"_s.arg(i % 2 ? u"ash"_s : u"oak"_s).arg(i), drawn(i, 64));
    session().data().importPaths({m_folder->filePath(u"tree"_s)});
    QVERIFY(idle());
    session().data().split(0.3, 1);
    QVERIFY(idle());
    QHash<qint64, Split> before;
    for (const ImageRecord &image : library().images())
        before.insert(image.id, image.split);

    const HttpServer server([](const HttpRequest &request) {
        return HttpAnswer{answer(drawn(request.path.mid(1).split('.').first().toInt(), 64))};
    });
    QString addresses;
    for (int i = 30; i < 40; ++i)
        addresses += u"%1%2.png\n"_s.arg(server.url().toString()).arg(i);
    session().collect().addAddresses(addresses, u"ash"_s);
    QTRY_COMPARE_WITH_TIMEOUT(library().imageCount(), 30, 30000);
    QVERIFY(idle());
    QTRY_COMPARE_WITH_TIMEOUT(library().splitCount(Split::None), 0, 30000); // each is on a side
    for (const ImageRecord &image : library().images())
        QVERIFY(!before.contains(image.id) || before.value(image.id) == image.split); // nobody else moved
    QVERIFY(library().splitCount(Split::Valid) > 6 && library().splitCount(Split::Train) > 14);
    const int undo = library().history().index();
    session().collect().addAddresses(server.url().toString() + u"50.png"_s, {}); // without a label
    QTRY_COMPARE_WITH_TIMEOUT(library().imageCount(), 31, 30000);
    QVERIFY(idle());
    const ImageRecord last = library().images().back();
    QCOMPARE(last.split, Split::None);
    QCOMPARE(library().history().index(), undo); // what arrives is no step of the user's
    library().setLabel({last.id}, 1);
    QVERIFY(library().image(last.id)->split != Split::None);
    library().undo();
    QCOMPARE(library().image(last.id)->split, Split::None);
}

void TestArrivals::copiesAreCalledWhatTheyWere()
{
    pack(m_folder->filePath(u"packed.zip"_s), {{"ash/Old tree.png", drawn(1, 64)}});
    session().data().importPaths({m_folder->filePath(u"packed.zip"_s)});
    QVERIFY(idle());
    const HttpServer server([](const HttpRequest &) { return HttpAnswer{answer(drawn(2, 64))}; });
    session().collect().addAddresses(server.url().toString() + u"young%20tree.png"_s, u"ash"_s);
    QTRY_COMPARE_WITH_TIMEOUT(library().imageCount(), 2, 30000);
    QVERIFY(idle());
    m_window->projectView()->showStage(StageId::Label);
    auto &label = static_cast<LabelPage &>(m_window->projectView()->page(StageId::Label));
    label.setFilter({});
    const auto shown = [&](const QString &text) {
        const QList<QLabel *> labels = label.findChildren<QLabel *>();
        return std::ranges::any_of(
            labels, [&](const QLabel *one) { return one->isVisible() && one->text().contains(text); });
    };
    for (const QString &name : {u"Old tree.png"_s, u"young tree.png"_s}) {
        const auto &images = library().images();
        const auto found = std::ranges::find(images, name, &ImageRecord::fileName);
        QVERIFY2(found != images.end(), qPrintable(name));
        const QString hash = found->path.section(u'/', -1);
        const int row = label.model().rowOfImage(found->id);
        QVERIFY(row >= 0 && hash.size() > 60);
        const QModelIndex tile = label.model().index(row);
        QCOMPARE(tile.data(Qt::DisplayRole).toString(), name);
        label.grid().selectRow(row);
        QTRY_VERIFY2(shown(name), qPrintable(name)); // the preview
        QVERIFY(!shown(hash.first(12)));
    }
}

} // namespace cairn

QTEST_MAIN(cairn::TestArrivals)
#include "tst_arrivals.moc"
