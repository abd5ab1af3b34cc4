// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/dropzone.h"

#include <QDragEnterEvent>
#include <QMimeData>
#include <QStyle>
#include <QUrl>

namespace cairn {

DropZone::DropZone(QWidget *parent)
    : QFrame(parent)
{
    setProperty("role", QStringLiteral("drop"));
    setAcceptDrops(true);
}

void DropZone::setHot(bool hot)
{
    setProperty("hot", hot);
    style()->unpolish(this);
    style()->polish(this);
}

void DropZone::dragEnterEvent(QDragEnterEvent *event)
{
    if (!event->mimeData()->hasUrls())
        return;
    event->acceptProposedAction();
    setHot(true);
}

void DropZone::dragLeaveEvent(QDragLeaveEvent *)
{
    setHot(false);
}

void DropZone::dropEvent(QDropEvent *event)
{
    setHot(false);
    QStringList paths;
    QStringList addresses;
    for (const QUrl &url : event->mimeData()->urls()) {
        if (url.isLocalFile())
            paths.append(url.toLocalFile());
        else
            addresses.append(url.toString());
    }
    if (!paths.isEmpty())
        Q_EMIT dropped(paths);
    if (!addresses.isEmpty())
        Q_EMIT addressesDropped(addresses);
}

} // namespace cairn
