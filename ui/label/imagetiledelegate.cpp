#include "ui/label/imagetiledelegate.h"

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

void ImageTileDelegate::paintThumbnail(QPainter *painter, const QStyleOptionViewItem &option,
                                       const QModelIndex &index, const QRect &area, bool unreadable)
{
    const auto pixmap = index.data(Qt::DecorationRole).value<QPixmap>();
    if (pixmap.isNull()) {
        painter->fillRect(area, option.palette.color(QPalette::Midlight));
        if (unreadable) {
            painter->setPen(mutedColor(option.palette));
            painter->drawText(area, Qt::AlignCenter | Qt::TextWordWrap, ImageListModel::tr("cannot be read"));
        }
        return;
    }
    const QSize fitted = pixmap.size().scaled(area.size(), Qt::KeepAspectRatio);
    QRect target(QPoint(0, 0), fitted);
    target.moveCenter(area.center());
    painter->setRenderHint(QPainter::SmoothPixmapTransform);
    painter->drawPixmap(target, pixmap);
}

void ImageTileDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const
{
    painter->save();
    paintFrame(painter, option);
    const QRect body = option.rect.adjusted(margin, margin, -margin, -margin);
    const QRect picture = body.adjusted(2, 2, -2, -captionHeight);
    if (index.data(ImageListModel::TrashedRole).toBool())
        painter->setOpacity(0.45);
    paintThumbnail(painter, option, index, picture, index.data(ImageListModel::UnreadableRole).toBool());
    painter->setOpacity(1);

    const int position = index.data(ImageListModel::ClassPositionRole).toInt();
    const QRect caption(body.left() + 2, picture.bottom() + 1, body.width() - 4, captionHeight);
    const QColor muted = mutedColor(option.palette);
    paintClassMark(*painter, QRectF(caption.left() + 2, caption.center().y() - 4, 10, 10), position, muted);
    const QString name
        = position < 0 ? tr("unlabelled") : index.data(ImageListModel::ClassNameRole).toString();
    painter->setPen(position < 0 ? muted : option.palette.color(QPalette::Text));
    const QRect textRect = caption.adjusted(18, 2, -2, 0);
    painter->drawText(textRect, Qt::AlignLeft | Qt::AlignVCenter,
                      option.fontMetrics.elidedText(name, Qt::ElideRight, textRect.width()));
    painter->restore();
}

} // namespace cairn
