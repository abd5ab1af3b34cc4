// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"

#include <QElapsedTimer>

namespace cairn {

/// One line that is drawn over itself on a terminal: what, bar, count, rate and time left. Silent where
/// standard error is no terminal.
class ProgressBar
{
public:
    ProgressBar();
    /// `note` replaces the rate, for example "38 images/s, loss 0.41".
    void show(const Progress &progress, const QString &note = {});
    /// Takes it off the screen.
    void clear();

    /// The line, `columns` wide at most.
    static QString text(const Progress &progress, const QString &note, double seconds, int columns);

private:
    const bool m_terminal;
    bool m_shown = false;
    QString m_what;
    qint64 m_firstDone = 0;
    QElapsedTimer m_sinceStart;
    QElapsedTimer m_sinceDrawn;
};

} // namespace cairn
