#include "ui/widgets/runchooser.h"

#include "core/base/format.h"

#include <QSignalBlocker>

namespace cairn {

RunChooser::RunChooser(ProjectSession &session, QWidget *parent)
    : QComboBox(parent)
    , m_session(session)
{
    setAccessibleName(tr("Run"));
    setToolTip(tr("The training whose model this is about"));
    setMinimumWidth(260);
    connect(&session, &ProjectSession::runsChanged, this, &RunChooser::refill);
    connect(this, &QComboBox::activated, this, [this] {
        if (const std::optional<RunRecord> chosen = run())
            Q_EMIT runChosen(*chosen);
    });
    refill();
}

void RunChooser::refill()
{
    const QSignalBlocker blocker(this);
    const qint64 newest = m_runs.isEmpty() ? 0 : m_runs.first().id;
    const qint64 before = currentIndex() > 0 ? m_runs[currentIndex()].id : 0; // the newest stays "the newest"
    m_runs = m_session.usableRuns();
    clear();
    for (const RunRecord &record : std::as_const(m_runs))
        addItem(tr("%1 · %2 · error %3").arg(record.name, record.arch, formatPercent(record.bestErrorRate)));
    setEnabled(!m_runs.isEmpty());
    const bool isNew = !m_runs.isEmpty() && m_runs.first().id != newest;
    if (!isNew)
        choose(before);
}

std::optional<RunRecord> RunChooser::run() const
{
    return currentIndex() < 0 ? std::nullopt : std::optional(m_runs[currentIndex()]);
}

void RunChooser::choose(qint64 runId)
{
    for (qsizetype i = 0; i < m_runs.size(); ++i) {
        if (m_runs[i].id == runId)
            setCurrentIndex(int(i));
    }
}

} // namespace cairn
