#include "ui/collect/foundtiledelegate.h"

#include "ui/collect/foundmodel.h"
#include "ui/style/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QStyleOptionButton>

namespace cairn {

namespace {

constexpr int margin = 8;
constexpr int captionHeight = 22;

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
    QStyleOptionButton box;
    box.rect = QRect(image.topLeft(), QSize(20, 20));
    box.palette = option.palette;
    box.state = QStyle::State_Enabled | (ticked ? QStyle::State_On : QStyle::State_Off);
    painter->fillRect(box.rect.adjusted(-2, -2, 2, 2), option.palette.color(QPalette::Base));
    QApplication::style()->drawPrimitive(QStyle::PE_IndicatorCheckBox, &box, painter, option.widget);
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
