// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/flowlayout.h"

#include <QWidget>

namespace cairn {

FlowLayout::FlowLayout(int horizontalGap, int verticalGap)
    : m_horizontalGap(horizontalGap)
    , m_verticalGap(verticalGap)
{
}

FlowLayout::~FlowLayout()
{
    qDeleteAll(m_items);
}

void FlowLayout::addItem(QLayoutItem *item)
{
    m_items.append(item);
}

QLayoutItem *FlowLayout::itemAt(int index) const
{
    return m_items.value(index);
}

QLayoutItem *FlowLayout::takeAt(int index)
{
    return index >= 0 && index < m_items.size() ? m_items.takeAt(index) : nullptr;
}

int FlowLayout::heightForWidth(int width) const
{
    return arrange(QRect(0, 0, width, 0), false);
}

QSize FlowLayout::sizeHint() const
{
    return minimumSize();
}

QSize FlowLayout::minimumSize() const
{
    QSize size;
    for (const QLayoutItem *item : m_items) {
        if (!item->isEmpty())
            size = size.expandedTo(item->minimumSize());
    }
    return size;
}

void FlowLayout::setGeometry(const QRect &rect)
{
    QLayout::setGeometry(rect);
    arrange(rect, true);
}

// Returns the height that the rows need.
int FlowLayout::arrange(const QRect &rect, bool place) const
{
    int y = rect.y();
    for (qsizetype first = 0; first < m_items.size();) {
        int x = rect.x();
        int rowHeight = 0;
        qsizetype last = first;
        for (; last < m_items.size(); ++last) {
            const QSize size = m_items[last]->isEmpty() ? QSize(0, 0) : m_items[last]->sizeHint();
            if (rowHeight > 0 && x + size.width() > rect.right() + 1)
                break;
            x += size.width() + (size.width() > 0 ? m_horizontalGap : 0);
            rowHeight = std::max(rowHeight, size.height());
        }
        if (place)
            placeRow(first, last, QRect(rect.x(), y, rect.width(), rowHeight));
        y += rowHeight + (rowHeight > 0 && last < m_items.size() ? m_verticalGap : 0);
        first = last;
    }
    return y - rect.y();
}

void FlowLayout::placeRow(qsizetype first, qsizetype last, const QRect &row) const
{
    int x = row.x();
    for (qsizetype i = first; i < last; ++i) {
        if (m_items[i]->isEmpty())
            continue;
        const QSize size = m_items[i]->sizeHint();
        m_items[i]->setGeometry(QRect(QPoint(x, row.y() + (row.height() - size.height()) / 2), size));
        x += size.width() + m_horizontalGap;
    }
}

} // namespace cairn
