// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/addresslink.h"

#include "ui/widgets/plaintext.h"

#include <QAction>
#include <QClipboard>
#include <QDesktopServices>
#include <QEvent>
#include <QGuiApplication>
#include <QStyle>
#include <QStyleOptionButton>
#include <QUrl>

namespace cairn {

namespace {

bool isOfTheWeb(const QUrl &url)
{
    return url.isValid() && (url.scheme() == QLatin1String("https") || url.scheme() == QLatin1String("http"));
}

} // namespace

AddressLink::AddressLink(QWidget *parent)
    : QPushButton(parent)
{
    setProperty("role", QStringLiteral("line"));
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    auto *copy = new QAction(tr("Copy address"), this);
    connect(copy, &QAction::triggered, this, [this] { QGuiApplication::clipboard()->setText(m_address); });
    addAction(copy);
    connect(this, &QPushButton::clicked, this, &AddressLink::openPage);
}

void AddressLink::setAddress(const QString &address, const QString &title)
{
    m_address = address;
    const bool opens = isOfTheWeb(QUrl(address, QUrl::StrictMode));
    setCursor(opens ? Qt::PointingHandCursor : Qt::ArrowCursor);
    setToolTip(plainTip(title.isEmpty() ? address : title + QLatin1Char('\n') + address));
    setAccessibleName(tr("Source: %1").arg(address));
    cut();
}

QSize AddressLink::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 6, QPushButton::minimumSizeHint().height()};
}

void AddressLink::resizeEvent(QResizeEvent *event)
{
    QPushButton::resizeEvent(event);
    cut();
}

void AddressLink::changeEvent(QEvent *event)
{
    QPushButton::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        cut();
}

void AddressLink::cut()
{
    QStyleOptionButton option;
    initStyleOption(&option);
    const int room = style()->subElementRect(QStyle::SE_PushButtonContents, &option, this).width();
    setText(plainAction(fontMetrics().elidedText(m_address, Qt::ElideMiddle, room)));
}

// The address is a stranger's: a file or a program's own scheme would be opened with what is installed here.
void AddressLink::openPage()
{
    const QUrl url(m_address, QUrl::StrictMode);
    if (isOfTheWeb(url))
        QDesktopServices::openUrl(url);
}

} // namespace cairn
