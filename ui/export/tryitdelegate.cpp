// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/tryitdelegate.h"

#include "core/base/format.h"
#include "ui/export/tryitmodel.h"
#include "ui/label/imagetiledelegate.h"
#include "ui/session/heatmapcache.h"
#include "ui/style/classmark.h"
#include "ui/style/theme.h"

#include <QGuiApplication>
#include <QPainter>

namespace cairn {

namespace {
constexpr int rowHeight = 104;
constexpr int lineHeight = 22;
constexpr double heatmapOpacity = 0.6;
} // namespace

QSize TryItDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {320, rowHeight};
}

void TryItDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QString error = index.data(TryItModel::ErrorRole).toString();
    // The list's own palette has no background by which to tell a dark theme: it lies on a card.
    const QColor danger = dangerColor(QGuiApplication::palette());
    const QRect body = option.rect.adjusted(8, 8, -12, -8);
    const QRect image(body.left(), body.top(), 112, body.height());
    const QRect shown = ImageTileDelegate::paintThumbnail(painter, option, index, image, !error.isEmpty());
    if (m_heatmapsShown && error.isEmpty() && !shown.isEmpty())
        m_heatmaps.paint(*painter, shown, {index.data(TryItModel::FileRole).toString()}, heatmapOpacity);
    QRect line(image.right() + 16, body.top(), body.right() - image.right() - 16, lineHeight - 2);
    painter->setPen(mutedColor(option.palette));
    int nameRoom = line.width();
    if (index.data(TryItModel::UnsureRole).toBool()) {
        const QString unsure = TryItModel::tr("unsure");
        nameRoom -= option.fontMetrics.horizontalAdvance(unsure) + 8;
        painter->setPen(danger);
        painter->drawText(line, Qt::AlignRight | Qt::AlignVCenter, unsure);
        painter->setPen(mutedColor(option.palette));
    }
    painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                      option.fontMetrics.elidedText(index.data().toString(), Qt::ElideMiddle, nameRoom));
    line.translate(0, lineHeight);
    if (!error.isEmpty()) {
        painter->setPen(danger);
        painter->drawText(line.adjusted(0, 0, 0, lineHeight), Qt::AlignLeft | Qt::TextWordWrap, error);
        painter->restore();
        return;
    }
    const QStringList names = index.data(TryItModel::NamesRole).toStringList();
    const auto probabilities = index.data(TryItModel::ProbabilitiesRole).value<QList<double>>();
    const auto outputs = index.data(TryItModel::OutputsRole).value<QList<int>>();
    const int nameWidth = std::min(140, line.width() / 3);
    for (qsizetype i = 0; i < names.size(); ++i) {
        painter->setPen(option.palette.color(QPalette::Text));
        painter->drawText(QRect(line.left(), line.top(), nameWidth - 8, line.height()),
                          Qt::AlignLeft | Qt::AlignVCenter,
                          option.fontMetrics.elidedText(names[i], Qt::ElideMiddle, nameWidth - 8));
        const QRectF track(line.left() + nameWidth, line.center().y() - 4, line.width() - nameWidth - 64, 8);
        painter->setPen(Qt::NoPen);
        painter->setBrush(option.palette.color(QPalette::Midlight));
        painter->drawRoundedRect(track, 4, 4);
        painter->setBrush(classColor(outputs[i]));
        painter->drawRoundedRect(
            QRectF(track.topLeft(), QSizeF(std::max(2.0, track.width() * probabilities[i]), 8)), 4, 4);
        painter->setPen(option.palette.color(QPalette::Text));
        painter->drawText(line, Qt::AlignRight | Qt::AlignVCenter, formatPercent(probabilities[i]));
        line.translate(0, lineHeight);
    }
    painter->restore();
}

} // namespace cairn
