#include "ui/mainwindow/jobstrip.h"

#include "core/base/format.h"
#include "ui/style/icons.h"
#include "ui/widgets/layout.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>

#include <cmath>

namespace cairn {

JobView::JobView(Job *job, QWidget *parent)
    : QWidget(parent)
    , m_job(job)
    , m_title(makeLabel(job->title(), "plain"))
    , m_bar(new QProgressBar)
    , m_state(makeLabel({}, "caption"))
    , m_stop(new QToolButton)
{
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(140);
    m_bar->setAccessibleName(tr("Progress of: %1").arg(job->title()));
    m_stop->setIcon(lineIcon(QStringLiteral("close")));
    m_stop->setIconSize({14, 14});
    m_stop->setToolTip(tr("Stop; what is done stays"));
    m_stop->setAccessibleName(tr("Stop: %1").arg(job->title()));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, gap, 0);
    row->setSpacing(gapSmall);
    row->addWidget(m_title);
    row->addWidget(m_bar);
    row->addWidget(m_state);
    row->addWidget(m_stop);
    connect(m_stop, &QToolButton::clicked, job, &Job::requestStop);
    refresh();
}

void JobView::refresh()
{
    if (!m_job)
        return;
    const Progress progress = m_job->progress();
    const bool known = progress.total > 0;
    // A range of 0–0 is Qt's "busy" bar.
    m_bar->setRange(0, known ? 1000 : 0);
    m_bar->setValue(known ? int(progress.done * 1000 / progress.total) : 0);
    m_stop->setEnabled(!m_job->stopping());
    if (m_job->stopping()) {
        m_state->setText(tr("Stopping…"));
        return;
    }
    QStringList parts;
    if (known)
        parts.append(tr("%1 of %2").arg(formatCount(progress.done), formatCount(progress.total)));
    else if (progress.done > 0)
        parts.append(formatCount(progress.done));
    if (const double left = m_job->secondsLeft(); std::isfinite(left))
        parts.append(tr("%1 left").arg(formatDuration(left)));
    m_state->setText(parts.join(QStringLiteral(" · ")));
}

JobStrip::JobStrip(BackgroundJobs &jobs, QWidget *parent)
    : QFrame(parent)
    , m_jobs(jobs)
    , m_row(new QHBoxLayout(this))
    , m_idle(makeLabel(tr("Ready"), "caption"))
    , m_device(makeLabel({}, "caption"))
{
    setProperty("role", QStringLiteral("strip"));
    setAccessibleName(tr("Running work"));
    setFixedHeight(36);
    m_row->setContentsMargins(16, 0, 16, 0);
    m_row->addWidget(m_idle);
    m_row->addStretch();
    m_row->addWidget(m_device);
    connect(&jobs, &BackgroundJobs::jobsChanged, this, &JobStrip::rebuild);
    connect(&jobs, &BackgroundJobs::progressed, this, [this] {
        for (JobView *view : std::as_const(m_views))
            view->refresh();
    });
    rebuild();
}

void JobStrip::rebuild()
{
    qDeleteAll(m_views);
    m_views.clear();
    for (Job *job : m_jobs.jobs()) {
        if (job->title().isEmpty())
            continue;
        auto *view = new JobView(job);
        m_row->insertWidget(int(m_views.size()), view);
        m_views.append(view);
    }
    m_idle->setVisible(m_views.isEmpty());
}

void JobStrip::setDevice(const QString &device)
{
    m_device->setText(device);
    m_device->setToolTip(tr("What training and prediction run on"));
}

} // namespace cairn
