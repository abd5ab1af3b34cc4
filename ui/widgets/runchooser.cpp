// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/runchooser.h"

#include "ui/widgets/plaintext.h"

#include <QSignalBlocker>

namespace cairn {

RunChooser::RunChooser(RunList &runs, QWidget *parent)
    : ElidedCombo(parent)
    , m_runs(runs)
{
    setAccessibleName(tr("Current run"));
    setMinimumContentsLength(24);
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    connect(&runs, &RunList::changed, this, &RunChooser::refill);
    connect(this, &QComboBox::activated, this, [this] { m_runs.choose(currentData().toLongLong()); });
    refill();
}

void RunChooser::refill()
{
    const std::optional<RunRecord> current = m_runs.current();
    {
        const QSignalBlocker blocker(this);
        clear();
        if (current)
            addItem(m_runs.isChosen() ? tr("Best run (automatic)")
                                      : tr("Best: %1").arg(describeRun(*current)),
                    0);
        for (const RunRecord &record : m_runs.usable())
            addItem(describeRun(record), record.id);
        setCurrentIndex(current && m_runs.isChosen() ? findData(current->id) : 0);
    }
    setEnabled(current.has_value());
    const QString what = tr("The run used by Review, Export and suggestions");
    setToolTip(plainTip(current ? tr("%1:\n%2").arg(what, describeRun(*current)) : what));
    view()->setMinimumWidth(view()->sizeHintForColumn(0) + 24);
    const qint64 id = current ? current->id : 0;
    if (std::exchange(m_shown, id) != id && current)
        Q_EMIT runChosen(*current);
}

} // namespace cairn
