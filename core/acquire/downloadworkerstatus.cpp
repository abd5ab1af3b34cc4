// SPDX-License-Identifier: GPL-3.0-or-later
// What the worker says of itself.

#include "core/acquire/downloadworker.h"
#include "core/base/text.h"

using namespace Qt::StringLiterals;

namespace cairn {

namespace {
constexpr qint64 rateWindow = 10'000; // ms
} // namespace

void DownloadWorker::tell()
{
    if (!m_unreported.empty()) {
        std::vector<DownloadRecord> rows;
        for (const auto &[id, row] : m_unreported)
            rows.push_back(row);
        m_unreported.clear();
        Q_EMIT changed(rows);
    }
    Q_EMIT statusChanged(status());
}

DownloadStatus DownloadWorker::status()
{
    const qint64 time = now();
    while (!m_recent.empty() && m_recent.front().at < time - rateWindow)
        m_recent.pop_front();
    DownloadStatus current = m_counts;
    current.running = m_started;
    if (!m_recent.empty()) {
        const double seconds = double(std::max<qint64>(500, time - m_recent.front().at)) / 1000;
        qint64 bytes = 0;
        for (const Arrived &one : m_recent)
            bytes += one.bytes;
        current.imagesPerSecond = double(m_recent.size()) / seconds;
        current.bytesPerSecond = double(bytes) / seconds;
    }
    current.pause = pauseText(time);
    return current;
}

QString DownloadWorker::pauseText(qint64 time) const
{
    if (!m_started || !m_active.empty())
        return {};
    qint64 soonest = -1;
    QString who;
    for (const auto &[service, ids] : m_lines) {
        const qint64 may = m_pace.nextStart(service);
        if (soonest < 0 || may < soonest) {
            soonest = may;
            who = service;
        }
    }
    if (!m_delayed.empty() && (soonest < 0 || m_delayed.begin()->first < soonest)) {
        soonest = m_delayed.begin()->first;
        who = serviceFor(m_rows.at(m_delayed.begin()->second));
    }
    if (soonest < time + 2000)
        return {};
    return Text::tr("%1 is busy; retrying in %2 s.").arg(who).arg((soonest - time + 999) / 1000);
}

} // namespace cairn
