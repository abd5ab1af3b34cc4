// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/classmark.h"

#include <QIcon>
#include <QPainter>
#include <QPainterPath>

#include <array>
#include <cmath>
#include <numbers>

namespace cairn {

int classStyle(const ClassRecord &record)
{
    constexpr qint64 styles = 24; // as many as eight colors and six shapes make
    return int((record.id - 1) % styles);
}

QColor classColor(int style)
{
    static constexpr std::array<QRgb, 8> colors{0x3B8FD6, 0xE69F00, 0x0FA37F, 0xCC79A7,
                                                0xD55E00, 0x56B4E9, 0xD9C72E, 0x8A8F99};
    return QColor(colors[std::size_t(std::max(style, 0)) % colors.size()]);
}

QColor classColor(const ClassRecord &record)
{
    return record.color.isEmpty() ? classColor(classStyle(record)) : QColor(record.color);
}

QColor readableOn(const QColor &background)
{
    const double luminance
        = 0.2126 * background.redF() + 0.7152 * background.greenF() + 0.0722 * background.blueF();
    return luminance > 0.45 ? QColor(0x14161C) : QColor(Qt::white);
}

namespace {

QPainterPath polygon(const QRectF &rect, int corners, double turn)
{
    QPainterPath path;
    for (int i = 0; i < corners; ++i) {
        const double angle = 2 * std::numbers::pi * i / corners + turn;
        const QPointF point = rect.center() + QPointF(std::sin(angle), -std::cos(angle)) * (rect.width() / 2);
        i == 0 ? path.moveTo(point) : path.lineTo(point);
    }
    path.closeSubpath();
    return path;
}

QPainterPath markPath(const QRectF &rect, int style)
{
    QPainterPath path;
    switch (style % 6) {
    case 0:
        path.addEllipse(rect);
        return path;
    case 1:
        path.addRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 1.5, 1.5);
        return path;
    case 2:
        return polygon(rect.translated(0, rect.height() * 0.08), 3, 0);
    case 3:
        return polygon(rect, 4, 0);
    case 4:
        return polygon(rect, 5, 0);
    default:
        return polygon(rect, 6, 0);
    }
}

} // namespace

void paintClassMark(QPainter &painter, const QRectF &rect, int style, const QColor &hollow, const QColor &own)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (style < 0) {
        painter.setPen(QPen(hollow, 1.4));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(rect.adjusted(1, 1, -1, -1));
    } else {
        painter.setPen(Qt::NoPen);
        painter.setBrush(own.isValid() ? own : classColor(style));
        painter.drawPath(markPath(rect, style));
    }
    painter.restore();
}

QIcon classIcon(const ClassRecord &record)
{
    QPixmap pixmap(48, 48);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paintClassMark(painter, QRectF(6, 6, 36, 36), classStyle(record), Qt::gray, classColor(record));
    return QIcon(pixmap);
}

} // namespace cairn
