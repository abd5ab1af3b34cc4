#include "ui/review/losstiledelegate.h"

#include "core/base/format.h"
#include "ui/label/imagetiledelegate.h"
#include "ui/review/losslistmodel.h"
#include "ui/style/classmark.h"
#include "ui/style/theme.h"

#include <QListView>
#include <QPainter>

namespace cairn {

namespace {
constexpr int lineHeight = 20;
constexpr int lines = 3;
} // namespace

QSize LossTileDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    const auto *view = qobject_cast<const QListView *>(option.widget);
    return view && view->gridSize().isValid() ? view->gridSize() : tile;
}

void LossTileDelegate::paintLine(QPainter *painter, const QStyleOptionViewItem &option, const QRect &line,
                                 int position, const QString &name, const QString &value) const
{
    paintClassMark(*painter, QRectF(line.left() + 1, line.center().y() - 4, 10, 10), position,
                   mutedColor(option.palette));
    const int captionWidth = option.fontMetrics.horizontalAdvance(value);
    painter->setPen(mutedColor(option.palette));
    painter->drawText(line, Qt::AlignRight | Qt::AlignVCenter, value);
    painter->setPen(option.palette.color(QPalette::Text));
    const QRect text = line.adjusted(17, 0, -captionWidth - 6, 0);
    painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                      option.fontMetrics.elidedText(name, Qt::ElideRight, text.width()));
}

void LossTileDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                             const QModelIndex &index) const
{
    painter->save();
    ImageTileDelegate::paintFrame(painter, option);
    const QRect body = option.rect.adjusted(8, 8, -8, -8);
    const QRect picture = body.adjusted(0, 0, 0, -lines * lineHeight - 4);
    ImageTileDelegate::paintThumbnail(painter, option, index, picture,
                                      index.data(LossListModel::UnreadableRole).toBool());

    QRect line(body.left(), picture.bottom() + 5, body.width(), lineHeight);
    paintLine(painter, option, line, index.data(LossListModel::PredictedPositionRole).toInt(),
              index.data(LossListModel::PredictedRole).toString(), tr("predicted"));
    line.translate(0, lineHeight);
    paintLine(painter, option, line, index.data(LossListModel::ActualPositionRole).toInt(),
              index.data(LossListModel::ActualRole).toString(), tr("actual"));
    line.translate(0, lineHeight);
    painter->setPen(mutedColor(option.palette));
    painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                      tr("loss %1").arg(index.data(LossListModel::LossRole).toDouble(), 0, 'f', 2));
    painter->drawText(line, Qt::AlignRight | Qt::AlignVCenter,
                      tr("prob. %1").arg(index.data(LossListModel::ProbabilityRole).toDouble(), 0, 'f', 2));
    painter->restore();
}

} // namespace cairn
