// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/label/imagetiledelegate.h"

#include "core/base/format.h"
#include "ui/label/imagelistmodel.h"
#include "ui/style/classmark.h"
#include "ui/style/theme.h"

#include <QGuiApplication>
#include <QListView>
#include <QPainter>

namespace cairn {

namespace {
constexpr int captionHeight = 26;
constexpr int margin = 6;
} // namespace

QSize ImageTileDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    const auto *view = qobject_cast<const QListView *>(option.widget);
    return view && view->gridSize().isValid() ? view->gridSize() : QSize(160, 188);
}

void ImageTileDelegate::paintFrame(QPainter *painter, const QStyleOptionViewItem &option)
{
    const bool selected = option.state & QStyle::State_Selected;
    const bool hovered = option.state & QStyle::State_MouseOver;
    const bool current = option.state & QStyle::State_HasFocus;
    if (!selected && !hovered && !current)
        return;
    const QPalette colors = QGuiApplication::palette(); // the view's own has the style sheet's soft selection
    const QColor accent = colors.color(QPalette::Highlight);
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(selected || current ? QPen(accent, selected ? 2 : 1) : QPen(Qt::NoPen));
    painter->setBrush(selected ? blend(colors.color(QPalette::Base), accent, 0.16)
                               : option.palette.color(QPalette::Midlight));
    painter->drawRoundedRect(QRectF(option.rect).adjusted(2, 2, -2, -2), 8, 8);
}

QRect ImageTileDelegate::paintThumbnail(QPainter *painter, const QStyleOptionViewItem &option,
                                        const QModelIndex &index, const QRect &area, bool unreadable)
{
    const auto pixmap = index.data(Qt::DecorationRole).value<QPixmap>();
    if (pixmap.isNull()) {
        painter->fillRect(area, option.palette.color(QPalette::Midlight));
        if (unreadable) {
            painter->setPen(mutedColor(option.palette));
            painter->drawText(area, Qt::AlignCenter | Qt::TextWordWrap, ImageListModel::tr("unreadable"));
        }
        return {};
    }
    const QSize fitted = pixmap.size().scaled(area.size(), Qt::KeepAspectRatio);
    QRect target(QPoint(0, 0), fitted);
    target.moveCenter(area.center());
    painter->setRenderHint(QPainter::SmoothPixmapTransform);
    painter->drawPixmap(target, pixmap);
    return target;
}

namespace {

// What the run says, on the image's lower edge: the class and how sure it is; only that where both agree.
void paintPrediction(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                     const QRect &image)
{
    const double confidence = index.data(ImageListModel::ConfidenceRole).toDouble();
    if (confidence < 0)
        return;
    const bool agrees = index.data(ImageListModel::AgreesRole).toBool();
    const QString percent = formatPercent(confidence);
    const int room = image.width() - 24 - option.fontMetrics.horizontalAdvance(percent) - 6;
    const QString name = agrees
        ? QString()
        : option.fontMetrics.elidedText(index.data(ImageListModel::PredictedNameRole).toString(),
                                        Qt::ElideMiddle, room);
    const QString text = name.isEmpty() ? percent : name + u' ' + percent;
    QRect pill(image.left(), image.bottom() - 19, option.fontMetrics.horizontalAdvance(text) + 26, 20);
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    QColor ground = QGuiApplication::palette().color(QPalette::Base);
    ground.setAlphaF(0.88F);
    painter->setBrush(ground);
    painter->drawRoundedRect(pill, 5, 5);
    paintClassMark(*painter, QRectF(pill.left() + 6, pill.center().y() - 4, 9, 9),
                   index.data(ImageListModel::PredictedStyleRole).toInt(), mutedColor(option.palette),
                   index.data(ImageListModel::PredictedColorRole).value<QColor>());
    painter->setPen(agrees ? mutedColor(option.palette) : QGuiApplication::palette().color(QPalette::Text));
    painter->drawText(pill.adjusted(20, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, text);
}

void paintFlag(QPainter *painter, const QStyleOptionViewItem &option, const QRect &image)
{
    const QPointF foot(image.right() - 18.5, image.top() + 21);
    painter->setRenderHint(QPainter::Antialiasing);
    const QColor color = warningColor(option.palette);
    painter->setPen(QPen(QGuiApplication::palette().color(QPalette::Base), 1));
    painter->setBrush(color);
    painter->drawPolygon(QPolygonF{foot, foot - QPointF(0, 17), foot + QPointF(14, -12.5),
                                   foot + QPointF(2, -8), foot + QPointF(2, 0)});
}

// One word: a letter alone would need a legend. Training is the rule and goes without.
QString splitText(const QModelIndex &index)
{
    const auto split = Split(index.data(ImageListModel::SplitRole).toInt());
    return split == Split::Valid ? ImageTileDelegate::tr("valid.")
        : split == Split::Test   ? ImageTileDelegate::tr("test")
                                 : QString();
}

} // namespace

void ImageTileDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const
{
    painter->save();
    paintFrame(painter, option);
    const QRect body = option.rect.adjusted(margin, margin, -margin, -margin);
    const QRect image = body.adjusted(2, 2, -2, -captionHeight);
    if (index.data(ImageListModel::TrashedRole).toBool())
        painter->setOpacity(0.45);
    paintThumbnail(painter, option, index, image, index.data(ImageListModel::UnreadableRole).toBool());
    painter->setOpacity(1);
    paintPrediction(painter, option, index, image);
    if (index.data(ImageListModel::FlaggedRole).toBool())
        paintFlag(painter, option, image);

    const int position = index.data(ImageListModel::ClassStyleRole).toInt();
    const QRect caption(body.left() + 2, image.bottom() + 1, body.width() - 4, captionHeight);
    const QColor muted = mutedColor(option.palette);
    paintClassMark(*painter, QRectF(caption.left() + 2, caption.center().y() - 4, 10, 10), position, muted,
                   index.data(ImageListModel::ClassColorRole).value<QColor>());
    QRect textRect = caption.adjusted(18, 2, -2, 0);
    if (const QString split = splitText(index); !split.isEmpty()) {
        painter->setPen(muted);
        painter->drawText(textRect, Qt::AlignRight | Qt::AlignVCenter, split);
        textRect.setRight(textRect.right() - option.fontMetrics.horizontalAdvance(split) - 6);
    }
    const QString name
        = position < 0 ? tr("unlabeled") : index.data(ImageListModel::ClassNameRole).toString();
    painter->setPen(position < 0 ? muted : option.palette.color(QPalette::Text));
    painter->drawText(textRect, Qt::AlignLeft | Qt::AlignVCenter,
                      option.fontMetrics.elidedText(name, Qt::ElideMiddle, textRect.width()));
    painter->restore();
}

} // namespace cairn
