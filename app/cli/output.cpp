// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/output.h"

#include "app/cli/terminaltext.h"

#include <QJsonDocument>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr qint64 progressEventEveryMs = 1000;

} // namespace

Output::Output(bool json)
    : m_json(json)
{
}

void Output::event(const QString &name, const QJsonObject &fields)
{
    if (!m_json)
        return;
    // "event" comes first for whoever watches; an object would sort it among the others.
    QByteArray line = "{\"event\":\"" + name.toUtf8() + '"';
    const QByteArray rest = QJsonDocument(fields).toJson(QJsonDocument::Compact).mid(1);
    line += fields.isEmpty() ? rest : ',' + rest;
    write(stdout, QString::fromUtf8(line));
}

void Output::line(const QString &text)
{
    if (!m_json)
        write(stdout, text);
}

void Output::lines(const QStringList &texts)
{
    for (const QString &text : texts)
        line(text);
}

void Output::progress(const Progress &progress, const QString &note)
{
    if (!m_json) {
        m_bar.show(progress, note);
        return;
    }
    if (m_sinceProgress.isValid() && m_sinceProgress.elapsed() < progressEventEveryMs)
        return;
    m_sinceProgress.start();
    event(u"progress"_s,
          {{u"what"_s, progress.what}, {u"done"_s, progress.done}, {u"total"_s, progress.total}});
}

void Output::notice(const QString &text)
{
    event(u"notice"_s, {{u"message"_s, text}});
    if (!m_json)
        write(stderr, text);
}

void Output::error(const Error &error)
{
    event(
        u"error"_s,
        {{u"code"_s, errorCodeName(error.code)}, {u"message"_s, error.message}, {u"detail"_s, error.detail}});
    write(stderr, u"cairn-cli: "_s + error.message);
}

void Output::write(FILE *stream, const QString &text)
{
    m_bar.clear();
    const bool json = m_json && stream == stdout;
    const QByteArray bytes = (json ? text.toUtf8() : terminalText(text).toLocal8Bit()) + '\n';
    std::fwrite(bytes.constData(), 1, std::size_t(bytes.size()), stream);
    std::fflush(stream);
}

QString errorCodeName(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidInput:
        return u"invalid_input"_s;
    case ErrorCode::NotFound:
        return u"not_found"_s;
    case ErrorCode::AlreadyExists:
        return u"already_exists"_s;
    case ErrorCode::ReadFailed:
        return u"read_failed"_s;
    case ErrorCode::WriteFailed:
        return u"write_failed"_s;
    case ErrorCode::Corrupt:
        return u"corrupt"_s;
    case ErrorCode::Unsupported:
        return u"unsupported"_s;
    case ErrorCode::Locked:
        return u"locked"_s;
    case ErrorCode::TooNew:
        return u"too_new"_s;
    case ErrorCode::OutOfMemory:
        return u"out_of_memory"_s;
    case ErrorCode::Offline:
        return u"offline"_s;
    case ErrorCode::Cancelled:
        return u"cancelled"_s;
    case ErrorCode::Internal:
        return u"internal"_s;
    }
    return {};
}

} // namespace cairn
