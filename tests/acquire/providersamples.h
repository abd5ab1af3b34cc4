// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/acquire/transfer.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>

namespace cairn {

/// An answer with status 200.
inline TransferResult ok(const QByteArray &body)
{
    TransferResult result;
    result.status = 200;
    result.body = body;
    return result;
}

/// One with another status, as a transfer tells it.
inline TransferResult refused(int status, const QByteArray &body = {})
{
    TransferResult result;
    result.status = status;
    result.body = body;
    result.error
        = Error{ErrorCode::Offline, QStringLiteral("the server answered with status %1").arg(status)};
    result.transient = status == 429 || status >= 500;
    return result;
}

/// What a file of Commons looks like in an answer of the documented shape (formatversion 2).
inline QJsonObject commonsFile(const QString &name, const QUrl &thumbnail,
                               const QString &license = QStringLiteral("cc-by-sa-4.0"))
{
    const auto value = [](const QString &text) { return QJsonObject{{QStringLiteral("value"), text}}; };
    const QJsonObject meta{
        {QStringLiteral("Artist"),
         value(QStringLiteral("<a href=\"//x\" title=\"User:N\">Nora &amp; <b>Ned</b></a>"))},
        {QStringLiteral("LicenseShortName"), value(QString(license).toUpper())},
        {QStringLiteral("License"), value(license)},
        {QStringLiteral("LicenseUrl"),
         value(QStringLiteral("https://creativecommons.org/licenses/by-sa/4.0"))},
        {QStringLiteral("Restrictions"), value({})}};
    const QJsonObject info{
        {QStringLiteral("url"),
         QStringLiteral("https://upload.example/original/") + name
             + QStringLiteral("?utm_source=commons.wikimedia.org&utm_content=original")},
        {QStringLiteral("thumburl"),
         thumbnail.isEmpty() ? QString() : thumbnail.toString() + QStringLiteral("?utm_content=thumbnail")},
        {QStringLiteral("thumbwidth"), 500},
        {QStringLiteral("width"), 8000},
        {QStringLiteral("height"), 5000},
        {QStringLiteral("mime"), QStringLiteral("image/jpeg")},
        {QStringLiteral("mediatype"), QStringLiteral("BITMAP")},
        {QStringLiteral("user"), QStringLiteral("Uploader")},
        {QStringLiteral("descriptionurl"), QStringLiteral("https://commons.example/wiki/File:") + name},
        {QStringLiteral("extmetadata"), meta}};
    return {{QStringLiteral("pageid"), 1},
            {QStringLiteral("ns"), 6},
            {QStringLiteral("title"), QStringLiteral("File:") + name},
            {QStringLiteral("imageinfo"), QJsonArray{info}}};
}

/// `next`: what "continue" holds; empty on the last page.
inline QByteArray commonsAnswer(const QJsonArray &files, const QJsonObject &next = {})
{
    QJsonObject root{{QStringLiteral("batchcomplete"), true},
                     {QStringLiteral("query"), QJsonObject{{QStringLiteral("pages"), files}}}};
    if (!next.isEmpty())
        root[QStringLiteral("continue")] = next;
    return QJsonDocument(root).toJson();
}

inline QByteArray commonsError(const char *code, const char *info)
{
    return QJsonDocument(QJsonObject{{QStringLiteral("error"),
                                      QJsonObject{{QStringLiteral("code"), QLatin1String(code)},
                                                  {QStringLiteral("info"), QLatin1String(info)}}}})
        .toJson();
}

inline QJsonObject openverseResult(const QString &url, int width, int height, const QString &thumbnail = {})
{
    return {{QStringLiteral("id"), QStringLiteral("5f2a")},
            {QStringLiteral("title"), QStringLiteral("A tower")},
            {QStringLiteral("foreign_landing_url"), QStringLiteral("https://flickr.example/1")},
            {QStringLiteral("url"), url},
            {QStringLiteral("creator"), QStringLiteral("Ann")},
            {QStringLiteral("license"), QStringLiteral("by")},
            {QStringLiteral("license_version"), QStringLiteral("2.0")},
            {QStringLiteral("license_url"), QStringLiteral("https://creativecommons.org/licenses/by/2.0/")},
            {QStringLiteral("filetype"), QStringLiteral("jpg")},
            {QStringLiteral("category"), QJsonValue()},
            {QStringLiteral("width"), width},
            {QStringLiteral("height"), height},
            {QStringLiteral("thumbnail"), thumbnail}};
}

inline QByteArray openverseAnswer(const QJsonArray &results, int page, int pages)
{
    return QJsonDocument(QJsonObject{{QStringLiteral("result_count"), 20 * pages},
                                     {QStringLiteral("page_count"), pages},
                                     {QStringLiteral("page_size"), 20},
                                     {QStringLiteral("page"), page},
                                     {QStringLiteral("results"), results}})
        .toJson();
}

} // namespace cairn
