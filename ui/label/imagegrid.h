// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListView>

namespace cairn {

/// The stock list view as a grid of equal tiles, set up so that 100,000 of them cost no more than a
/// screenful.
class ImageGrid : public QListView
{
    Q_OBJECT
public:
    explicit ImageGrid(QWidget *parent = nullptr);
    void setTile(QSize size); ///< smallest size of a tile, caption included; columns share what room is left

    QList<int> selectedRows() const; ///< ascending
    void selectRows(const QList<int> &rows); ///< ascending; nothing changes where there are none
    void selectRow(int row); ///< alone, made current and visible

protected:
    void focusInEvent(QFocusEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void fit();

    QSize m_tile{160, 188};
};

} // namespace cairn
