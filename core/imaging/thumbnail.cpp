// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/thumbnail.h"
#include "core/base/text.h"

#include "core/base/logging.h"
#include "core/base/paths.h"
#include "core/imaging/decode.h"

#include <opencv2/imgproc.hpp>

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QTemporaryFile>

#include <cmath>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr int jpegQuality = 85;

/// <cache>/thumbnails/3f/3f9a….jpg: 256 folders, so that none gets large.
QString cacheFile(const QFileInfo &file, int side)
{
    QCryptographicHash hash(QCryptographicHash::Sha1);
    const QString key = u"%1\n%2\n%3\n%4"_s.arg(file.absoluteFilePath())
                            .arg(file.lastModified().toMSecsSinceEpoch())
                            .arg(file.size())
                            .arg(side);
    hash.addData(key.toUtf8());
    const QString name = QString::fromLatin1(hash.result().toHex());
    return u"%1/thumbnails/%2/%3.jpg"_s.arg(cacheDirectory(), name.first(2), name);
}

QImage toImage(const cv::Mat &rgb)
{
    return QImage(rgb.data, rgb.cols, rgb.rows, qsizetype(rgb.step), QImage::Format_RGB888).copy();
}

/// As large as fits into a square, never enlarged.
QSize within(QSize size, int side)
{
    const double scale = double(side) / std::max(size.width(), size.height());
    return scale >= 1
        ? size
        : QSize(std::max(1, qRound(size.width() * scale)), std::max(1, qRound(size.height() * scale)));
}

QImage scaled(const cv::Mat &rgb, int side)
{
    const QSize size = within({rgb.cols, rgb.rows}, side);
    if (size.width() == rgb.cols && size.height() == rgb.rows)
        return toImage(rgb);
    QImage small(size, QImage::Format_RGB888);
    cv::Mat pixels(size.height(), size.width(), CV_8UC3, small.bits(), std::size_t(small.bytesPerLine()));
    cv::resize(rgb, pixels, pixels.size(), 0, 0, cv::INTER_AREA);
    return small;
}

Result<QImage> loadScaled(const QString &path, int side)
{
    const Result<QByteArray> bytes = readImageFile(path);
    if (!bytes)
        return bytes.error();
    const Result<ImageHeader> header = readImageHeader(*bytes);
    if (!header)
        return header.error();
    // The longer side is to be this long; reduced decoding goes by the shorter one.
    const QSize size = within({header->width, header->height}, side);
    return decodeImage(*bytes, std::min(size.width(), size.height())).transform([&](const cv::Mat &decoded) {
        return scaled(decoded, side);
    });
}

/// Null where there is none, or only half of one: nothing waits until a thumbnail is on the disk (that would
/// take longer than making it), so a power cut may leave files without their end.
QImage readCached(const QString &file)
{
    QFile in(file); // by name: in the user's cache
    const QByteArray bytes = in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    return bytes.endsWith("\xff\xd9") ? QImage::fromData(bytes, "jpg") : QImage(); // JPEG's end marker
}

// A cache that cannot be written costs time, not function: log it and go on.
void store(const QImage &image, const QString &file)
{
    QDir().mkpath(QFileInfo(file).path()); // by name: in the user's cache
    // Whoever looks for the file finds nothing or all of it.
    QTemporaryFile half(file + u".XXXXXX"_s); // by name: in the user's cache
    const bool written = half.open() && image.save(&half, "jpg", jpegQuality) && half.flush();
    QFile::remove(file); // by name: a damaged one
    if (written && half.rename(file))
        half.setAutoRemove(false);
    else
        qCDebug(lcImaging) << "thumbnail not cached:" << file << half.errorString();
}

} // namespace

Result<QImage> thumbnail(const QString &path, int side)
{
    const QFileInfo info(path);
    if (!info.exists())
        return Error{ErrorCode::NotFound, Text::tr("The file no longer exists."), path};
    const QString cached = cacheFile(info, side);
    if (QImage image = readCached(cached); !image.isNull())
        return image;
    Result<QImage> made = loadScaled(path, side);
    if (made)
        store(*made, cached);
    return made;
}

int thumbnailDecodeSide(int width, int height)
{
    const QSize size = within({width, height}, thumbnailSide);
    return std::min(size.width(), size.height());
}

void keepThumbnail(const QString &path, const cv::Mat &rgb)
{
    const QString file = cacheFile(QFileInfo(path), thumbnailSide);
    if (!QFileInfo::exists(file))
        store(scaled(rgb, thumbnailSide), file);
}

QString thumbnailFile(const QString &path, int side)
{
    return cacheFile(QFileInfo(path), side);
}

Result<QImage> loadPreview(const QString &path, int side)
{
    return loadScaled(path, side);
}

} // namespace cairn
