// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/httpserver.h"

#include <QBuffer>
#include <QImage>

namespace cairn {

/// A JPEG that no other number gives.
inline QByteArray drawnJpeg(int number, int side = 96)
{
    QImage image(side + 8, side, QImage::Format_RGB32);
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const int column = x * 97 / image.width(); // the same pattern whatever the size
            const int row = y * 89 / image.height();
            image.setPixel(x, y, qRgb((column * number) & 255, (row * 3) & 255, (number * 37) & 255));
        }
    }
    QByteArray bytes;
    QBuffer buffer(&bytes);
    image.save(&buffer, "jpeg", 90);
    return bytes;
}

inline QByteArray whole(const QByteArray &body, const QByteArray &type = "image/jpeg")
{
    return HttpServer::response(
        "200 OK", "Content-Type: " + type + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n",
        body);
}

inline QByteArray rest(const QByteArray &body, const HttpRequest &request)
{
    const qint64 from = request.range.mid(6).chopped(1).toLongLong(); // bytes=123-
    return HttpServer::response("206 Partial Content",
                                "Content-Length: " + QByteArray::number(body.size() - from)
                                    + "\r\nContent-Range: bytes " + QByteArray::number(from) + '-'
                                    + QByteArray::number(body.size() - 1) + '/'
                                    + QByteArray::number(body.size()) + "\r\n",
                                body.mid(from));
}

inline QByteArray status(const QByteArray &line, const QByteArray &headers = {})
{
    return HttpServer::response(line, headers + "Content-Length: 0\r\n", {});
}

} // namespace cairn
