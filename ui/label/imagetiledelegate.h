// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace cairn {

/// Paints one tile, as large as the view's grid: the thumbnail with flag and prediction, under it the class's
/// mark and name and the part of the split. Only from roles; never touches the disk.
class ImageTileDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

    /// Shared with other tiles: the frame of a selected, hovered or current tile …
    static void paintFrame(QPainter *painter, const QStyleOptionViewItem &option);
    /// … and the thumbnail, fitted into `area`; a quiet block while it is made. Returns where the image is;
    /// empty: nowhere yet.
    static QRect paintThumbnail(QPainter *painter, const QStyleOptionViewItem &option,
                                const QModelIndex &index, const QRect &area, bool unreadable);
};

} // namespace cairn
