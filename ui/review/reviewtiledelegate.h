// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace cairn {

class HeatmapSession;

/// An image with what a network said of it: predicted and actual class, each with its probability, and the
/// loss. Heatmaps are laid over the image where they are shown.
class ReviewTileDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    static constexpr QSize tile{190, 232};

    explicit ReviewTileDelegate(HeatmapSession &heatmaps, QObject *parent = nullptr);
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    /// A class and what is said of it.
    struct Line
    {
        int style = 0; ///< of the class's mark
        QString name;
        QString value; ///< with the word for it
        QString number; ///< without, where the name needs the room
    };
    void paintLine(QPainter *painter, const QStyleOptionViewItem &option, const QRect &place,
                   const Line &line) const;

    HeatmapSession &m_heatmaps;
};

} // namespace cairn
