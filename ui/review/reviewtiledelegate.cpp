// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/review/reviewtiledelegate.h"

#include "core/base/format.h"
#include "ui/label/imagetiledelegate.h"
#include "ui/review/reviewlistmodel.h"
#include "ui/session/heatmapsession.h"
#include "ui/style/classmark.h"
#include "ui/style/theme.h"

#include <QListView>
#include <QPainter>

#include <cmath>

namespace cairn {

namespace {
constexpr int lineHeight = 20;
constexpr int lines = 3;
} // namespace

ReviewTileDelegate::ReviewTileDelegate(HeatmapSession &heatmaps, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_heatmaps(heatmaps)
{
}

QSize ReviewTileDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    const auto *view = qobject_cast<const QListView *>(option.widget);
    return view && view->gridSize().isValid() ? view->gridSize() : tile;
}

void ReviewTileDelegate::paintLine(QPainter *painter, const QStyleOptionViewItem &option, const QRect &place,
                                   const Line &line) const
{
    paintClassMark(*painter, QRectF(place.left() + 1, place.center().y() - 4, 10, 10), line.style,
                   mutedColor(option.palette));
    // Where the name has no room otherwise, the word before the number is left out.
    const auto roomBeside = [&](const QString &value) {
        return place.width() - 17 - 6 - option.fontMetrics.horizontalAdvance(value);
    };
    const bool fits = option.fontMetrics.horizontalAdvance(line.name) <= roomBeside(line.value);
    const QString value = fits ? line.value : line.number;
    painter->setPen(mutedColor(option.palette));
    painter->drawText(place, Qt::AlignRight | Qt::AlignVCenter, value);
    painter->setPen(option.palette.color(QPalette::Text));
    const QRect text(place.left() + 17, place.top(), roomBeside(value), place.height());
    painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                      option.fontMetrics.elidedText(line.name, Qt::ElideMiddle, text.width()));
}

void ReviewTileDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                               const QModelIndex &index) const
{
    using Model = ReviewListModel;
    painter->save();
    ImageTileDelegate::paintFrame(painter, option);
    const QRect body = option.rect.adjusted(8, 8, -8, -8);
    const QRect image = body.adjusted(0, 0, 0, -lines * lineHeight - 4);
    ImageTileDelegate::paintThumbnail(painter, option, index, image,
                                      index.data(Model::UnreadableRole).toBool());
    if (const auto pixmap = index.data(Qt::DecorationRole).value<QPixmap>(); !pixmap.isNull()) {
        QRectF shown(QPointF(), QSizeF(pixmap.size()).scaled(QSizeF(image.size()), Qt::KeepAspectRatio));
        shown.moveCenter(QRectF(image).center());
        m_heatmaps.paint(*painter, shown, index.data(Model::IdRole).toLongLong());
    }

    const auto percent = [&](int role) { return formatPercent(index.data(role).toDouble()); };
    QRect line(body.left(), image.bottom() + 5, body.width(), lineHeight);
    paintLine(painter, option, line,
              {index.data(Model::PredictedStyleRole).toInt(), index.data(Model::PredictedRole).toString(),
               tr("predicted %1").arg(percent(Model::ProbabilityRole)), percent(Model::ProbabilityRole)});
    line.translate(0, lineHeight);
    paintLine(painter, option, line,
              {index.data(Model::ActualStyleRole).toInt(), index.data(Model::ActualRole).toString(),
               tr("actual %1").arg(percent(Model::ActualProbabilityRole)),
               percent(Model::ActualProbabilityRole)});
    line.translate(0, lineHeight);
    painter->setPen(mutedColor(option.palette));
    const QString note = index.data(Model::NoteRole).toString();
    const double loss = index.data(Model::LossRole).toDouble();
    const QString left = !note.isEmpty() ? note
        : std::isfinite(loss)            ? tr("loss %1").arg(loss, 0, 'f', 2)
                                         : QString();
    const QString split = index.data(Model::SplitRole).toString();
    painter->drawText(line, Qt::AlignRight | Qt::AlignVCenter, split);
    const int room = line.width() - option.fontMetrics.horizontalAdvance(split) - 6;
    painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                      option.fontMetrics.elidedText(left, Qt::ElideRight, room));
    painter->restore();
}

} // namespace cairn
