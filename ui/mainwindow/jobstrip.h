#pragma once

#include "ui/session/backgroundjobs.h"

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QProgressBar;
class QToolButton;

namespace cairn {

/// One running job: title, progress, time left, stop.
class JobView : public QWidget
{
    Q_OBJECT
public:
    explicit JobView(Job *job, QWidget *parent = nullptr);
    Job *job() const { return m_job; }
    void refresh();

private:
    QPointer<Job> m_job;
    QLabel *m_title;
    QProgressBar *m_bar;
    QLabel *m_state;
    QToolButton *m_stop;
};

/// The line at the bottom of the window: what is running, and what it runs on.
class JobStrip : public QFrame
{
    Q_OBJECT
public:
    explicit JobStrip(BackgroundJobs &jobs, QWidget *parent = nullptr);
    void setDevice(const QString &device);

private:
    void rebuild();

    BackgroundJobs &m_jobs;
    QHBoxLayout *m_row;
    QLabel *m_idle;
    QLabel *m_device;
    QList<JobView *> m_views;
};

} // namespace cairn
