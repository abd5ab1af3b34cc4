// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/backgroundjobs.h"

#include <QLabel>

namespace cairn {

/// Beside a button whose work has to wait for other work: says for what, as long as that is so.
class WaitNote : public QLabel
{
    Q_OBJECT
public:
    explicit WaitNote(BackgroundJobs &jobs, QWidget *parent = nullptr);
    void setJob(Job *job); ///< what may wait; forgotten by itself when it is done

private:
    void refresh();

    BackgroundJobs &m_jobs;
    QPointer<Job> m_job;
};

} // namespace cairn
