// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mainwindow/jobstrip.h"

#include "core/base/format.h"
#include "ui/style/icons.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/layout.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

namespace cairn {

JobView::JobView(Job *job, QWidget *parent)
    : QWidget(parent)
    , m_job(job)
    , m_title(new ElidedLabel(job->title()))
    , m_bar(new QProgressBar)
    , m_state(new ElidedLabel)
    , m_stop(new QToolButton)
{
    m_title->setProperty("role", QStringLiteral("plain"));
    m_state->setProperty("role", QStringLiteral("caption"));
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(120);
    m_bar->setAccessibleName(tr("Progress: %1").arg(job->title()));
    m_stop->setIcon(lineIcon(QStringLiteral("close")));
    m_stop->setIconSize({14, 14});
    m_stop->setToolTip(tr("Stop; finished work is kept"));
    m_stop->setAccessibleName(tr("Stop: %1").arg(job->title()));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, gap, 0);
    row->setSpacing(gapSmall);
    row->addWidget(m_title);
    row->addWidget(m_bar);
    row->addWidget(m_state);
    row->addWidget(m_stop);
    connect(m_stop, &QToolButton::clicked, job, &Job::requestStop);
}

void JobView::refresh(const QString &waitsFor)
{
    if (!m_job)
        return;
    const Progress progress = m_job->progress();
    const bool known = progress.total > 0;
    // A range of 0–0 is Qt's "busy" bar.
    m_bar->setRange(0, known ? 1000 : 0);
    m_bar->setValue(known ? int(progress.done * 1000 / progress.total) : 0);
    m_bar->setVisible(waitsFor.isEmpty()); // nothing moves
    m_stop->setEnabled(!m_job->stopping());
    if (m_job->stopping()) {
        m_state->setText(tr("Stopping…"));
        return;
    }
    if (!waitsFor.isEmpty()) {
        m_state->setText(tr("waiting for: %1").arg(waitsFor));
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
    , m_device(new ElidedLabel)
    , m_more(new QToolButton)
    , m_popup(new QFrame(this, Qt::Popup))
    , m_popupColumn(new QVBoxLayout(m_popup))
{
    m_device->setProperty("role", QStringLiteral("caption"));
    m_more->setToolTip(tr("Other running tasks"));
    m_popup->setProperty("role", QStringLiteral("card"));
    m_popup->setAccessibleName(tr("Other running tasks"));
    connect(m_more, &QToolButton::clicked, this, &JobStrip::showMore);
    setProperty("role", QStringLiteral("strip"));
    setAccessibleName(tr("Running tasks"));
    setFixedHeight(36);
    m_row->setContentsMargins(16, 0, 16, 0);
    m_row->addWidget(m_idle);
    m_row->addWidget(m_more);
    m_row->addStretch();
    m_row->addWidget(m_device);
    connect(&jobs, &BackgroundJobs::jobsChanged, this, &JobStrip::rebuild);
    connect(&jobs, &BackgroundJobs::progressed, this, &JobStrip::refresh);
    rebuild();
}

void JobStrip::refresh()
{
    for (JobView *view : std::as_const(m_views))
        view->refresh(view->job() ? m_jobs.waitsFor(*view->job()) : QString());
}

// The strip has room for one; the others are a click away, whatever the width of the window.
void JobStrip::rebuild()
{
    qDeleteAll(m_views);
    m_views.clear();
    for (Job *job : m_jobs.jobs()) {
        if (job->title().isEmpty())
            continue;
        auto *view = new JobView(job);
        if (m_views.isEmpty())
            m_row->insertWidget(0, view, 1);
        else
            m_popupColumn->addWidget(view);
        m_views.append(view);
    }
    refresh();
    m_idle->setVisible(m_views.isEmpty());
    const qsizetype others = m_views.size() - 1;
    m_more->setVisible(others > 0);
    m_more->setText(tr("%1 more", "background tasks", int(others)).arg(others));
    if (others <= 0)
        m_popup->hide();
    else if (m_popup->isVisible())
        showMore();
}

void JobStrip::showMore()
{
    m_popup->adjustSize();
    m_popup->move(m_more->mapToGlobal(QPoint(0, -m_popup->height() - 4)));
    m_popup->show();
}

void JobStrip::setDevice(const QString &device)
{
    m_device->setText(device);
    m_device->setToolTip(tr("Device used for training and prediction"));
}

} // namespace cairn
