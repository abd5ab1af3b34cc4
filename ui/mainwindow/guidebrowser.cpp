// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mainwindow/guidebrowser.h"

#include "ui/style/theme.h"
#include "ui/widgets/layout.h"

#include <QDesktopServices>
#include <QImage>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextTable>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {
constexpr int imageWidth = 640; // of a screenshot, pixels
} // namespace

QString headingAnchor(const QString &heading)
{
    QString anchor;
    for (const QChar letter : heading.trimmed().toLower()) {
        if (letter.isLetterOrNumber() || letter == u'-' || letter == u'_')
            anchor += letter;
        else if (letter.isSpace())
            anchor += u'-';
    }
    return anchor;
}

GuideBrowser::GuideBrowser(QWidget *parent)
    : QTextBrowser(parent)
{
    setOpenLinks(false);
    connect(this, &QTextBrowser::anchorClicked, this, &GuideBrowser::follow);
}

void GuideBrowser::follow(const QUrl &link)
{
    const QUrl url = source().resolved(link);
    if (url.scheme() == "qrc"_L1)
        setSource(url);
    else if (url.scheme() == "https"_L1 || url.scheme() == "http"_L1)
        QDesktopServices::openUrl(url);
}

QVariant GuideBrowser::loadResource(int type, const QUrl &name)
{
    const QVariant resource = QTextBrowser::loadResource(type, name);
    if (type != QTextDocument::ImageResource)
        return resource;
    QImage image = QImage::fromData(resource.toByteArray());
    const qreal ratio = devicePixelRatioF();
    if (image.width() > imageWidth * ratio) {
        image = image.scaledToWidth(qRound(imageWidth * ratio), Qt::SmoothTransformation);
        image.setDevicePixelRatio(ratio);
    }
    return image;
}

// A document of Markdown has no anchors until its headings get some, and its tables are drawn like a form.
void GuideBrowser::doSetSource(const QUrl &name, QTextDocument::ResourceType type)
{
    QTextBrowser::doSetSource(name, type);
    nameHeadings();
    styleTables();
    if (name.hasFragment())
        scrollToAnchor(name.fragment());
}

void GuideBrowser::styleTables()
{
    for (QTextFrame *frame : document()->rootFrame()->childFrames()) {
        auto *table = qobject_cast<QTextTable *>(frame);
        if (!table)
            continue;
        QTextTableFormat format = table->format();
        format.setBorderCollapse(true);
        format.setBorderStyle(QTextFrameFormat::BorderStyle_Solid);
        format.setCellSpacing(0);
        format.setBorderBrush(borderColor(palette()));
        format.setCellPadding(gapSmall / 2.0);
        format.setTopMargin(gapSmall);
        format.setBottomMargin(gapSmall);
        table->setFormat(format);
    }
}

void GuideBrowser::nameHeadings()
{
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
        if (block.blockFormat().headingLevel() == 0)
            continue;
        QTextCharFormat anchor;
        anchor.setAnchor(true);
        anchor.setAnchorNames({headingAnchor(block.text())});
        QTextCursor cursor(block);
        cursor.movePosition(QTextCursor::NextCharacter, QTextCursor::KeepAnchor);
        cursor.mergeCharFormat(anchor);
    }
}

} // namespace cairn
