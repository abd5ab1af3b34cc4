// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/runlist.h"
#include "ui/widgets/elidedcombo.h"

namespace cairn {

/// Names the current run and lets the user choose another one: the best, whichever that is, or one of those
/// that left weights, newest first. What is chosen here is the current run everywhere.
class RunChooser : public ElidedCombo
{
    Q_OBJECT
public:
    explicit RunChooser(RunList &runs, QWidget *parent = nullptr);
    std::optional<RunRecord> run() const { return m_runs.current(); }

Q_SIGNALS:
    void runChosen(const cairn::RunRecord &run); ///< the current run is another one now

private:
    void refill();

    RunList &m_runs;
    qint64 m_shown = 0;
};

} // namespace cairn
