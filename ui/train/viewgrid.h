// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QWidget>

namespace cairn {

/// Rows of square images, as large as fits, the first column set apart.
class ViewGrid : public QWidget
{
    Q_OBJECT
public:
    explicit ViewGrid(QWidget *parent = nullptr);

    void setRows(const QList<QList<QImage>> &rows);
    const QList<QList<QImage>> &rows() const { return m_rows; }
    QSize minimumSizeHint() const override { return {360, 240}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QList<QList<QImage>> m_rows;
};

} // namespace cairn
