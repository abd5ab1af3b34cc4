// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace cairn {

class HeatmapCache;

/// An image, with its heatmap where one is wanted, and a bar for each of its likeliest classes.
class TryItDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit TryItDelegate(HeatmapCache &heatmaps, QObject *parent = nullptr)
        : QStyledItemDelegate(parent)
        , m_heatmaps(heatmaps)
    {
    }
    void setHeatmapsShown(bool shown) { m_heatmapsShown = shown; }
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    HeatmapCache &m_heatmaps;
    bool m_heatmapsShown = false;
};

} // namespace cairn
