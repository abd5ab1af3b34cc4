// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStringList>

namespace cairn {

/// What one run of the real cairn-cli gave.
struct CliResult
{
    int exitCode = -1;
    QByteArray out;
    QByteArray err;
    QList<QJsonObject> events; ///< of `out`, one a line
    bool allJson = true; ///< every line of `out` is an object with "event"

    QList<QJsonObject> of(const QString &event) const
    {
        QList<QJsonObject> found;
        for (const QJsonObject &object : events) {
            if (object[QStringLiteral("event")].toString() == event)
                found << object;
        }
        return found;
    }
    /// The last line, if it is "done"; otherwise an empty object.
    QJsonObject done() const
    {
        const QJsonObject last = events.isEmpty() ? QJsonObject() : events.last();
        return last[QStringLiteral("event")].toString() == QLatin1String("done") ? last : QJsonObject();
    }
};

inline CliResult collect(QProcess &process)
{
    CliResult result;
    result.exitCode = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    result.out = process.readAllStandardOutput();
    result.err = process.readAllStandardError();
    for (const QByteArray &line : result.out.split('\n')) {
        if (line.isEmpty())
            continue;
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        result.allJson = result.allJson && object[QStringLiteral("event")].isString();
        result.events << object;
    }
    return result;
}

inline void startCli(QProcess &process, const QStringList &arguments)
{
    process.start(QStringLiteral(CAIRN_BUILD_DIR "/bin/cairn-cli"), arguments);
}

inline CliResult cli(const QStringList &arguments)
{
    QProcess process;
    startCli(process, arguments);
    process.waitForFinished(280'000);
    return collect(process);
}

} // namespace cairn
