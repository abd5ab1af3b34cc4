// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/icons.h"

#include <QBuffer>
#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QImageReader>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>

using namespace Qt::StringLiterals;

namespace cairn {

QPixmap linePixmap(const QString &name, int side, const QColor &color, qreal devicePixelRatio)
{
    const QString key = u"cairn/%1/%2/%3/%4"_s.arg(name).arg(side).arg(color.name()).arg(devicePixelRatio);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    QFile file(u":/icons/%1.svg"_s.arg(name)); // by name: a resource
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QByteArray svg = file.readAll().replace("#000000", color.name().toLatin1());
    QBuffer buffer(&svg);
    QImageReader reader(&buffer, "svg");
    reader.setScaledSize(QSize(side, side) * devicePixelRatio);
    pixmap = QPixmap::fromImageReader(&reader);
    pixmap.setDevicePixelRatio(devicePixelRatio);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

namespace {

// Renders at paint time, in the color the palette has then.
class LineIconEngine : public QIconEngine
{
public:
    explicit LineIconEngine(QString name)
        : m_name(std::move(name))
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const int side = std::min(rect.width(), rect.height());
        const QPixmap drawn = linePixmap(m_name, side, color(mode), painter->device()->devicePixelRatioF());
        painter->drawPixmap(rect.center() - QPoint(side / 2, side / 2), drawn);
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        return linePixmap(m_name, std::min(size.width(), size.height()), color(mode), 1);
    }

    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal scale) override
    {
        return linePixmap(m_name, qRound(std::min(size.width(), size.height()) / scale), color(mode), scale);
    }

    QIconEngine *clone() const override { return new LineIconEngine(m_name); }

private:
    static QColor color(QIcon::Mode mode)
    {
        const QPalette palette = QGuiApplication::palette();
        return palette.color(mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active,
                             QPalette::WindowText);
    }

    QString m_name;
};

} // namespace

QIcon lineIcon(const QString &name)
{
    return QIcon(new LineIconEngine(name));
}

} // namespace cairn
