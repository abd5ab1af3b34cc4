// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

namespace cairn {

/// A panel that takes files, folders and web addresses dropped on it.
class DropZone : public QFrame
{
    Q_OBJECT
public:
    explicit DropZone(QWidget *parent = nullptr);

Q_SIGNALS:
    void dropped(const QStringList &paths);
    void addressesDropped(const QStringList &addresses); ///< of the web, dragged from a browser

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void setHot(bool hot);
};

} // namespace cairn
