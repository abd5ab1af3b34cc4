// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/collect/foundtiledelegate.h"

#include "ui/collect/foundmodel.h"
#include "ui/style/theme.h"

#include <QGuiApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace cairn {

namespace {

constexpr int margin = 8;
constexpr int captionHeight = 22;

// By hand: the style's own box has no ground to lie on over an image.
void paintTick(QPainter *painter, const QRect &box, bool ticked)
{
    const QPalette colors = QGuiApplication::palette();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(ticked ? colors.color(QPalette::Base) : mutedColor(colors), 1.5));
    painter->setBrush(colors.color(ticked ? QPalette::Highlight : QPalette::Base));
    painter->drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), 5, 5);
    if (!ticked)
        return;
    painter->setPen(QPen(colors.color(QPalette::HighlightedText), 2, Qt::SolidLine, Qt::RoundCap));
    const QPointF corner(box.left() + box.width() * 0.43, box.top() + box.height() * 0.68);
    painter->drawLine(QPointF(box.left() + box.width() * 0.27, box.top() + box.height() * 0.52), corner);
    painter->drawLine(corner, QPointF(box.left() + box.width() * 0.74, box.top() + box.height() * 0.34));
}

} // namespace

void FoundTileDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const
{
    painter->save();
    paintFrame(painter, option);
    const QRect inside = option.rect.adjusted(margin, margin, -margin, -margin);
    const QRect image = inside.adjusted(0, 0, 0, -captionHeight);
    const bool ticked = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
    painter->setOpacity(ticked ? 1 : 0.35);
    paintThumbnail(painter, option, index, image, index.data(FoundModel::FailedRole).toBool());
    painter->setPen(mutedColor(option.palette));
    const QRect caption(inside.left(), image.bottom() + 1, inside.width(), captionHeight);
    painter->drawText(caption, Qt::AlignCenter,
                      option.fontMetrics.elidedText(index.data(FoundModel::LicenseRole).toString(),
                                                    Qt::ElideRight, caption.width()));
    painter->setOpacity(1);
    paintTick(painter, QRect(image.topLeft(), QSize(22, 22)), ticked);
    painter->restore();
}

bool FoundTileDelegate::editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &,
                                    const QModelIndex &index)
{
    const bool clicked = event->type() == QEvent::MouseButtonRelease
        && static_cast<QMouseEvent *>(event)->button() == Qt::LeftButton;
    const bool pressed
        = event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Space;
    if (!clicked && !pressed)
        return false;
    const bool ticked = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
    return model->setData(index, int(ticked ? Qt::Unchecked : Qt::Checked), Qt::CheckStateRole);
}

} // namespace cairn
