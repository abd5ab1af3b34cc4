// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/label/imagegrid.h"

#include <QScrollBar>

#include <algorithm>

namespace cairn {

ImageGrid::ImageGrid(QWidget *parent)
    : QListView(parent)
{
    setViewMode(QListView::IconMode);
    setResizeMode(QListView::Adjust);
    setMovement(QListView::Static);
    setUniformItemSizes(true); // else the first layout asks every row for its size
    setLayoutMode(QListView::Batched);
    setBatchSize(2000);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setSelectionRectVisible(true);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setMouseTracking(true);
    setDragEnabled(false);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    verticalScrollBar()->setSingleStep(40);
}

void ImageGrid::setTile(QSize size)
{
    m_tile = size;
    fit();
}

void ImageGrid::fit()
{
    // As if the scroll bar were there: with as many columns as fit without it, it comes, takes a column's
    // room, makes the rest fit, and goes again. The view breaks a row one pixel before its edge.
    const int room = maximumViewportSize().width() - verticalScrollBar()->sizeHint().width() - 2;
    const int columns = std::max(1, room / m_tile.width());
    const QSize cell(std::max(m_tile.width(), room / columns), m_tile.height());
    if (cell != gridSize())
        setGridSize(cell);
}

void ImageGrid::resizeEvent(QResizeEvent *event)
{
    fit();
    QListView::resizeEvent(event);
}

QList<int> ImageGrid::selectedRows() const
{
    QList<int> rows;
    for (const QItemSelectionRange &range : selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom(); ++row)
            rows.append(row);
    }
    std::sort(rows.begin(), rows.end());
    return rows;
}

void ImageGrid::selectRows(const QList<int> &rows)
{
    if (!model() || rows.isEmpty())
        return;
    QItemSelection selection;
    for (qsizetype first = 0; first < rows.size();) {
        qsizetype last = first;
        while (last + 1 < rows.size() && rows[last + 1] == rows[last] + 1)
            ++last;
        selection.select(model()->index(rows[first], 0), model()->index(rows[last], 0));
        first = last + 1;
    }
    const QModelIndex index = model()->index(rows.first(), 0);
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::NoUpdate);
    selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
    scrollTo(index);
}

// Where Tab leads, something is chosen: what the keys would act on.
void ImageGrid::focusInEvent(QFocusEvent *event)
{
    QListView::focusInEvent(event);
    const bool byKey = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
    if (byKey && model() && selectionModel()->selection().isEmpty())
        selectRow(std::max(0, currentIndex().row()));
}

void ImageGrid::selectRow(int row)
{
    if (!model() || row < 0 || row >= model()->rowCount())
        return;
    const QModelIndex index = model()->index(row, 0);
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect);
    scrollTo(index);
}

} // namespace cairn
