// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/progressbar.h"

#include "app/cli/terminaltext.h"
#include "core/base/format.h"

#include <algorithm>
#include <cstdio>
#include <sys/ioctl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr qint64 drawEveryMs = 100;
constexpr int barWidth = 24;

int terminalColumns()
{
    winsize size{};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

void put(const QString &text)
{
    std::fputs(text.toLocal8Bit().constData(), stderr);
    std::fflush(stderr);
}

} // namespace

ProgressBar::ProgressBar()
    : m_terminal(isatty(STDERR_FILENO) == 1)
{
}

void ProgressBar::show(const Progress &progress, const QString &note)
{
    if (!m_terminal)
        return;
    const bool anew
        = !m_sinceStart.isValid() || progress.done < m_firstDone || (note.isEmpty() && progress.done == 0);
    if (anew) {
        m_sinceStart.start();
        m_firstDone = progress.done;
        m_sinceDrawn.invalidate();
    }
    if (m_sinceDrawn.isValid() && m_sinceDrawn.elapsed() < drawEveryMs && progress.done != progress.total)
        return;
    m_sinceDrawn.start();
    m_shown = true;
    put(u"\r\033[K"_s + text(progress, note, double(m_sinceStart.elapsed()) / 1000, terminalColumns() - 1));
}

void ProgressBar::clear()
{
    if (m_shown)
        put(u"\r\033[K"_s);
    m_shown = false;
    m_sinceStart.invalidate();
}

QString ProgressBar::text(const Progress &progress, const QString &note, double seconds, int columns)
{
    const double rate = seconds > 0 ? double(progress.done) / seconds : 0;
    QString line;
    if (progress.total > 0) {
        const double share = std::clamp(double(progress.done) / double(progress.total), 0.0, 1.0);
        const int filled = int(share * barWidth);
        line = u"[%1%2] %3 of %4"_s.arg(QString(filled, u'█'), QString(barWidth - filled, u'·'),
                                        formatCount(progress.done), formatCount(progress.total));
    } else if (progress.done > 0) {
        line = formatCount(progress.done);
    }
    if (!note.isEmpty())
        line += u"  "_s + note;
    else if (rate > 0)
        line += u"  %1/s"_s.arg(formatCount(qRound64(rate)));
    if (progress.total > progress.done && rate > 0)
        line += u"  %1 left"_s.arg(formatDuration(double(progress.total - progress.done) / rate));
    const QString what = terminalText(progress.what).right(std::max<qsizetype>(0, columns - line.size() - 1));
    return (what.isEmpty() ? line : what + u' ' + line).left(columns);
}

} // namespace cairn
