// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/waitnote.h"

namespace cairn {

WaitNote::WaitNote(BackgroundJobs &jobs, QWidget *parent)
    : QLabel(parent)
    , m_jobs(jobs)
{
    setTextFormat(Qt::PlainText);
    setWordWrap(true);
    setProperty("role", QStringLiteral("caption"));
    connect(&jobs, &BackgroundJobs::progressed, this, &WaitNote::refresh);
    connect(&jobs, &BackgroundJobs::jobsChanged, this, &WaitNote::refresh);
    hide();
}

void WaitNote::setJob(Job *job)
{
    m_job = job;
    refresh();
}

void WaitNote::refresh()
{
    const QString ahead = m_job ? m_jobs.waitsFor(*m_job) : QString();
    if (!ahead.isEmpty())
        setText(tr("Waiting for: %1.").arg(ahead));
    setVisible(!ahead.isEmpty());
}

} // namespace cairn
