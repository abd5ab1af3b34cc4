// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/label/imagetiledelegate.h"

namespace cairn {

/// A tile of a found image: the thumbnail with its tick, the license under it. A click or Space changes the
/// tick.
class FoundTileDelegate : public ImageTileDelegate
{
    Q_OBJECT
public:
    using ImageTileDelegate::ImageTileDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                     const QModelIndex &index) override;
};

} // namespace cairn
