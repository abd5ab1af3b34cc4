// SPDX-License-Identifier: GPL-3.0-or-later
// The guide that F1 opens: all it links to is there.

#include "tests/ui/windowdriver.h"
#include "ui/mainwindow/guidebrowser.h"
#include "ui/mainwindow/guidewindow.h"

#include <QComboBox>
#include <QDesktopServices>
#include <QMenuBar>
#include <QPushButton>
#include <QScrollBar>
#include <QTextBlock>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

const QUrl start(u"qrc:/guide/docs/guide.md"_s);

/// Takes addresses instead of a browser.
class Opener : public QObject
{
    Q_OBJECT
public:
    QList<QUrl> opened;
    Q_INVOKABLE void open(const QUrl &url) { opened << url; }
};

QStringList documents()
{
    return QDir(u":/guide/docs"_s).entryList({u"*.md"_s});
}

QUrl addressOf(const QString &document)
{
    return QUrl(u"qrc:/guide/docs/"_s + document);
}

bool isThere(const QUrl &url)
{
    return QFile::exists(u':' + url.path());
}

struct Contents
{
    QStringList anchors;
    QList<QUrl> links;
    QList<QUrl> images;
};

Contents contentsOf(const GuideBrowser &browser)
{
    Contents contents;
    for (QTextBlock block = browser.document()->begin(); block.isValid(); block = block.next()) {
        for (auto fragment = block.begin(); !fragment.atEnd(); ++fragment) {
            const QTextCharFormat format = fragment.fragment().charFormat();
            contents.anchors += format.anchorNames();
            if (!format.anchorHref().isEmpty())
                contents.links << browser.source().resolved(QUrl(format.anchorHref()));
            if (format.isImageFormat())
                contents.images << browser.source().resolved(QUrl(format.toImageFormat().name()));
        }
    }
    return contents;
}

} // namespace

class TestGuide : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QTest::failOnWarning(QRegularExpression(u"QTextBrowser|QObject"_s));
    }

    void opensByItsKey()
    {
        Workspace workspace(fakeEngineFactory());
        MainWindow window(workspace);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QVERIFY(!window.findChild<GuideWindow *>());
        QTest::keyClick(&window, Qt::Key_F1);
        auto *guide = window.findChild<GuideWindow *>(u"guide"_s);
        QVERIFY(guide);
        QVERIFY(guide->isVisible());
        auto *browser = guide->findChild<GuideBrowser *>(u"guideText"_s);
        QVERIFY(browser);
        QCOMPARE(browser->source(), start);
        QVERIFY(browser->toPlainText().size() > 1000);

        // It is left and comes back where it was, by the menu, too.
        browser->setSource(addressOf(u"faq.md"_s));
        guide->close();
        const QList<QAction *> entries = window.menuBar()->actions().last()->menu()->actions();
        QCOMPARE(entries.first()->shortcut(), QKeySequence(Qt::Key_F1));
        entries.first()->trigger();
        QVERIFY(guide->isVisible());
        QCOMPARE(browser->source(), addressOf(u"faq.md"_s));
    }

    void everyDocumentCanBeChosen()
    {
        GuideWindow guide;
        auto *choice = guide.findChild<QComboBox *>(u"guideDocuments"_s);
        auto *browser = guide.findChild<GuideBrowser *>();
        QStringList chosen;
        for (int i = 0; i < choice->count(); ++i) {
            Q_EMIT choice->activated(i);
            QCOMPARE(browser->source(), choice->itemData(i).toUrl());
            QCOMPARE(choice->currentIndex(), i);
            chosen << browser->source().fileName();
        }
        chosen.sort();
        QCOMPARE(chosen, documents());
    }

    void allLinksLeadSomewhere_data()
    {
        QTest::addColumn<QUrl>("document");
        for (const QString &name : documents())
            QTest::newRow(qPrintable(name)) << addressOf(name);
    }
    void allLinksLeadSomewhere()
    {
        QFETCH(QUrl, document);
        GuideBrowser browser;
        browser.setSource(document);
        const Contents contents = contentsOf(browser);
        QVERIFY(!contents.anchors.isEmpty());
        QStringList twice = contents.anchors;
        QCOMPARE(twice.removeDuplicates(), 0);
        for (const QUrl &image : contents.images) {
            QVERIFY2(isThere(image), qPrintable(image.toString()));
            QVERIFY(!browser.loadResource(QTextDocument::ImageResource, image).value<QImage>().isNull());
        }
        for (const QUrl &link : contents.links) {
            if (link.scheme() == "https"_L1)
                continue;
            QVERIFY2(link.scheme() == "qrc"_L1 && isThere(link), qPrintable(link.toString()));
            if (!link.hasFragment())
                continue;
            GuideBrowser other;
            other.setSource(link.adjusted(QUrl::RemoveFragment));
            QVERIFY2(contentsOf(other).anchors.contains(link.fragment()), qPrintable(link.toString()));
        }
    }

    void linksAreFollowed()
    {
        GuideWindow guide;
        guide.show();
        auto *browser = guide.findChild<GuideBrowser *>();
        auto *back = guide.findChild<QPushButton *>(u"guideBack"_s);
        QVERIFY(!back->isEnabled());
        Q_EMIT browser->anchorClicked(QUrl(u"faq.md#do-my-images-leave-this-computer"_s));
        QCOMPARE(browser->source(), addressOf(u"faq.md#do-my-images-leave-this-computer"_s));
        Q_EMIT browser->anchorClicked(QUrl(u"guide.md#export"_s));
        QTRY_VERIFY(browser->verticalScrollBar()->value() > 0);
        back->click();
        QCOMPARE(browser->source().fileName(), u"faq.md"_s);
        QCOMPARE(guide.findChild<QComboBox *>(u"guideDocuments"_s)->currentIndex(), 1);
        QVERIFY(guide.findChild<QPushButton *>(u"guideForward"_s)->isEnabled());

        Opener opener;
        for (const QString &scheme : {u"https"_s, u"file"_s})
            QDesktopServices::setUrlHandler(scheme, &opener, "open");
        const QUrl page(u"https://example.org/"_s);
        Q_EMIT browser->anchorClicked(page);
        Q_EMIT browser->anchorClicked(QUrl(u"file:///etc/hosts"_s));
        QCOMPARE(opener.opened, QList<QUrl>{page});
        QCOMPARE(browser->source().fileName(), u"faq.md"_s);
        for (const QString &scheme : {u"https"_s, u"file"_s})
            QDesktopServices::unsetUrlHandler(scheme);
    }
};

} // namespace cairn

QTEST_MAIN(cairn::TestGuide)
#include "tst_guide.moc"
