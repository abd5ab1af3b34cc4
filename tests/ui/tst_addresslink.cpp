// SPDX-License-Identifier: GPL-3.0-or-later
// The line that says where an image comes from.

#include "ui/widgets/addresslink.h"

#include <QAction>
#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QTest>
#include <QUrl>

using namespace Qt::StringLiterals;
using namespace cairn;

namespace {

/// Takes addresses instead of a browser.
class Opener : public QObject
{
    Q_OBJECT
public:
    QList<QUrl> opened;
    Q_INVOKABLE void open(const QUrl &url) { opened << url; }
};

} // namespace

class TestAddressLink : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSourceIsCutInItsMiddleAndOpens()
    {
        const QString address
            = u"https://commons.wikimedia.org/wiki/File:"_s + QString(120, u'x') + u"&y.jpg"_s;
        AddressLink link;
        link.setAddress(address, u"<b>A tower</b>"_s);
        link.resize(180, 24);
        link.show();
        QVERIFY(link.text().size() < 60);
        QVERIFY(link.text().startsWith(u"https"_s));
        QVERIFY2(link.text().endsWith(u"jpg"_s), qPrintable(link.text()));
        const QString seen = QString(link.text()).replace(u"&&"_s, u"&"_s); // as a button shows it
        QVERIFY(link.fontMetrics().horizontalAdvance(seen) <= 180);
        QVERIFY(!link.toolTip().contains(u"<b>"_s));
        QVERIFY(link.toolTip().contains(QString(120, u'x')));
        Opener opener;
        for (const QString &scheme : {u"https"_s, u"file"_s, u"javascript"_s})
            QDesktopServices::setUrlHandler(scheme, &opener, "open");
        QTest::mouseClick(&link, Qt::LeftButton);
        QCOMPARE(opener.opened, QList<QUrl>{QUrl(address)});
        for (const QString &other : {u"file:///etc/passwd"_s, u"javascript:alert(1)"_s, u"nowhere"_s}) {
            link.setAddress(other, {});
            QTest::mouseClick(&link, Qt::LeftButton);
        }
        QCOMPARE(opener.opened.size(), 1);
        link.actions().first()->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(), u"nowhere"_s);
        for (const QString &scheme : {u"https"_s, u"file"_s, u"javascript"_s})
            QDesktopServices::unsetUrlHandler(scheme);
    }
};

QTEST_MAIN(TestAddressLink)
#include "tst_addresslink.moc"
