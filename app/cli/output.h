// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/progressbar.h"
#include "core/base/result.h"

#include <QElapsedTimer>
#include <QJsonObject>

namespace cairn {

/// The command line's voice: text for people, or one JSON object a line (resources/docs/json.md) for
/// programs. Results go to standard output, errors, notices and the progress bar to standard error.
class Output
{
public:
    explicit Output(bool json);
    bool json() const { return m_json; }

    /// A line of JSON with "event" first; nothing for people.
    void event(const QString &name, const QJsonObject &fields = {});
    /// A line for people; nothing as JSON.
    void line(const QString &text = {});
    void lines(const QStringList &texts);
    /// A bar on a terminal; as JSON the event "progress", at most once a second.
    void progress(const Progress &progress, const QString &note = {});
    void notice(const QString &text);
    void error(const Error &error);

private:
    void write(FILE *stream, const QString &text);

    const bool m_json;
    ProgressBar m_bar;
    QElapsedTimer m_sinceProgress;
};

/// "offline", "invalid_input", …: for programs.
QString errorCodeName(ErrorCode code);

} // namespace cairn
