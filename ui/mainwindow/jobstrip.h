// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/backgroundjobs.h"

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QProgressBar;
class QToolButton;
class QVBoxLayout;

namespace cairn {

/// One running job: title, progress, time left, stop.
class JobView : public QWidget
{
    Q_OBJECT
public:
    explicit JobView(Job *job, QWidget *parent = nullptr);
    Job *job() const { return m_job; }
    void refresh(const QString &waitsFor); ///< what its turn comes after; empty: it is at work

private:
    QPointer<Job> m_job;
    QLabel *m_title;
    QProgressBar *m_bar;
    QLabel *m_state;
    QToolButton *m_stop;
};

/// The line at the bottom of the window: what is running, the first job in full, the others behind a button;
/// and what it runs on. Never makes the window wider.
class JobStrip : public QFrame
{
    Q_OBJECT
public:
    explicit JobStrip(BackgroundJobs &jobs, QWidget *parent = nullptr);
    void setDevice(const QString &device);

private:
    void rebuild();
    void refresh();
    void showMore();

    BackgroundJobs &m_jobs;
    QHBoxLayout *m_row;
    QLabel *m_idle;
    QLabel *m_device;
    QToolButton *m_more;
    QFrame *m_popup; ///< the jobs that the strip has no room for
    QVBoxLayout *m_popupColumn;
    QList<JobView *> m_views;
};

} // namespace cairn
