// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/viewgrid.h"

#include "ui/widgets/layout.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace cairn {

namespace {

constexpr int radius = 6;
constexpr int largestTile = 176;

} // namespace

ViewGrid::ViewGrid(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAccessibleName(tr("Training images as the network sees them"));
}

void ViewGrid::setRows(const QList<QList<QImage>> &rows)
{
    m_rows = rows;
    update();
}

void ViewGrid::paintEvent(QPaintEvent *)
{
    if (m_rows.isEmpty())
        return;
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const int columns = int(m_rows.first().size());
    const int caption = fontMetrics().height() + gapSmall;
    const int apart = gapLarge; // between the first column and the others
    const int across = (width() - (columns - 2) * gapSmall - apart) / columns;
    const int down = (height() - caption - int(m_rows.size() - 1) * gapSmall) / int(m_rows.size());
    const int side = std::clamp(std::min(across, down), 24, largestTile);
    const auto left
        = [&](int column) { return column == 0 ? 0 : side + apart + (column - 1) * (side + gapSmall); };
    QColor muted = palette().color(QPalette::WindowText);
    muted.setAlphaF(0.65F);
    painter.setPen(muted);
    painter.drawText(QRect(0, 0, side + apart, caption), Qt::AlignLeft | Qt::AlignTop, tr("Validation"));
    painter.drawText(QRect(left(1), 0, width() - left(1), caption), Qt::AlignLeft | Qt::AlignTop,
                     tr("Training, by epoch"));
    for (int row = 0; row < m_rows.size(); ++row) {
        for (int column = 0; column < m_rows[row].size(); ++column) {
            const QRect tile(left(column), caption + row * (side + gapSmall), side, side);
            QPainterPath outline;
            outline.addRoundedRect(tile, radius, radius);
            painter.setClipPath(outline);
            painter.drawImage(tile, m_rows[row][column]);
        }
    }
}

} // namespace cairn
