// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/runchooser.h"

#include "ui/widgets/plaintext.h"

#include <QAbstractItemView>
#include <QSignalBlocker>

namespace cairn {

RunChooser::RunChooser(ProjectSession &session, QWidget *parent)
    : ElidedCombo(parent)
    , m_session(session)
{
    setAccessibleName(tr("Current run"));
    setMinimumContentsLength(24);
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    view()->setTextElideMode(Qt::ElideRight);
    connect(&session, &ProjectSession::runsChanged, this, &RunChooser::refill);
    connect(this, &QComboBox::activated, this,
            [this] { m_session.runList().choose(currentData().toLongLong()); });
    refill();
}

void RunChooser::refill()
{
    const RunList &list = m_session.runList();
    const std::optional<RunRecord> current = list.current();
    {
        const QSignalBlocker blocker(this);
        clear();
        if (current)
            addItem(list.isChosen() ? tr("Best run (automatic)") : tr("Best: %1").arg(describeRun(*current)),
                    0);
        for (const RunRecord &record : list.usable())
            addItem(describeRun(record), record.id);
        setCurrentIndex(current && list.isChosen() ? findData(current->id) : 0);
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
