// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/label/filterdelegate.h"

#include "core/base/format.h"
#include "ui/label/filterlistmodel.h"
#include "ui/style/classmark.h"
#include "ui/style/theme.h"

#include <QGuiApplication>
#include <QPainter>

namespace cairn {

namespace {
constexpr int rowHeight = 32;
constexpr int sectionGap = 13;

QRect rowRect(const QStyleOptionViewItem &option, const QModelIndex &index)
{
    return index.data(FilterListModel::SectionRole).toBool() ? option.rect.adjusted(0, sectionGap, 0, 0)
                                                             : option.rect;
}
} // namespace

QSize FilterDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    return {160, rowHeight + (index.data(FilterListModel::SectionRole).toBool() ? sectionGap : 0)};
}

void FilterDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRect row = rowRect(option, index);
    const QPalette colors = QGuiApplication::palette(); // the view's own has the style sheet's colors
    const QColor muted = mutedColor(option.palette);
    if (row.top() != option.rect.top()) {
        painter->setPen(borderColor(option.palette));
        painter->drawLine(option.rect.left() + 8, option.rect.top() + 6, option.rect.right() - 8,
                          option.rect.top() + 6);
    }
    const bool selected = option.state & QStyle::State_Selected;
    if (selected || option.state & QStyle::State_MouseOver) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(selected
                              ? blend(colors.color(QPalette::Base), colors.color(QPalette::Highlight), 0.16)
                              : option.palette.color(QPalette::Midlight));
        painter->drawRoundedRect(QRectF(row).adjusted(0, 1, 0, -1), 6, 6);
    }
    const int position = index.data(FilterListModel::ClassStyleRole).toInt();
    int left = row.left() + 10;
    if (position >= 0) {
        paintClassMark(*painter, QRectF(left, row.center().y() - 5, 11, 11), position, muted,
                       index.data(FilterListModel::ColorRole).value<QColor>());
        left += 20;
    }
    const QString count = formatCount(index.data(FilterListModel::CountRole).toInt());
    const int countWidth = option.fontMetrics.horizontalAdvance(count);
    painter->setPen(muted);
    painter->drawText(row.adjusted(0, 0, -10, 0), Qt::AlignRight | Qt::AlignVCenter, count);
    int right = row.right() - 18 - countWidth;
    if (const QString key = index.data(FilterListModel::KeyRole).toString(); !key.isEmpty()) {
        const QRectF cap(right - 18, row.center().y() - 8, 17, 17);
        painter->setPen(borderColor(option.palette));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(cap.translated(0.5, 0.5), 4, 4);
        QFont small = option.font;
        small.setPointSizeF(option.font.pointSizeF() * 0.85);
        painter->setFont(small);
        painter->setPen(muted);
        painter->drawText(cap, Qt::AlignCenter, key);
        painter->setFont(option.font);
        right -= 24;
    }
    painter->setPen(option.palette.color(QPalette::Text));
    const QString name
        = option.fontMetrics.elidedText(index.data().toString(), Qt::ElideMiddle, right - left);
    painter->drawText(QRect(left, row.top(), right - left, row.height()), Qt::AlignLeft | Qt::AlignVCenter,
                      name);
    painter->restore();
}

void FilterDelegate::updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option,
                                          const QModelIndex &index) const
{
    editor->setGeometry(rowRect(option, index));
}

} // namespace cairn
