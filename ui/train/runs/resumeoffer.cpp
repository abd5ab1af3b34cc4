// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/runs/resumeoffer.h"

#include "core/runs/runs.h"
#include "ui/session/projectsession.h"
#include "ui/session/ratefindersession.h"
#include "ui/session/runlist.h"
#include "ui/session/trainingsession.h"
#include "ui/style/icons.h"
#include "ui/style/theme.h"
#include "ui/widgets/layout.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QJsonObject>
#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

/// "Run 3 was interrupted after 4 of 12 epochs."
QString whereItStopped(const RunRecord &run)
{
    const Result<TrainingConfig> config = run.config();
    const QString where = run.epochs == 0 || !config
        ? ResumeOffer::tr("in epoch %1").arg(run.epochs + 1)
        : ResumeOffer::tr("after %1 of %2 epoch(s)", nullptr, config->totalEpochs())
              .arg(run.epochs)
              .arg(config->totalEpochs());
    switch (run.state) {
    case RunState::Failed:
        return ResumeOffer::tr("%1 failed %2.").arg(run.name, where);
    case RunState::Cancelled:
        return ResumeOffer::tr("%1 was stopped %2.").arg(run.name, where);
    default:
        return ResumeOffer::tr("%1 was interrupted %2.").arg(run.name, where);
    }
}

} // namespace

ResumeOffer::ResumeOffer(ProjectSession &session, QWidget *parent)
    : QFrame(parent)
    , m_session(session)
    , m_icon(makeLabel({}, "plain"))
    , m_text(makeLabel({}, "plain"))
    , m_button(new QPushButton)
{
    setProperty("role", u"notice"_s);
    m_text->setWordWrap(true);
    m_button->setIcon(lineIcon(u"play"_s));
    m_button->setToolTip(
        tr("Resume from its last checkpoint, with its original settings, images and labels"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 8, 8, 8);
    row->setSpacing(gap);
    row->addWidget(m_icon);
    row->addWidget(m_text, 1);
    row->addWidget(m_button);

    connect(m_button, &QPushButton::clicked, this, [this] {
        if (m_run)
            Q_EMIT accepted(RunRecord(*m_run)); // a copy: the run that begins takes the offer back
    });
    connect(&session.runList(), &RunList::changed, this, &ResumeOffer::look);
    connect(&session.training(), &TrainingSession::stateChanged, this, &ResumeOffer::refresh);
    connect(&session.rateFinder(), &RateFinderSession::activeChanged, this, &ResumeOffer::refresh);
    drawIcon();
    refresh();
    look();
}

void ResumeOffer::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        drawIcon();
    QFrame::changeEvent(event);
}

void ResumeOffer::drawIcon()
{
    m_icon->setPixmap(linePixmap(u"info"_s, 18, warningColor(palette()), devicePixelRatioF()));
}

QString ResumeOffer::text() const
{
    return m_text->text();
}

// Whether there is a checkpoint only the disk knows: a worker asks it.
void ResumeOffer::look()
{
    m_run.reset();
    refresh();
    if (m_session.runList().all().empty())
        return;
    m_session.jobs().run<bool>(
        {}, this,
        [project = m_session.sharedProject(), run = m_session.runList().all().front()](
            const ProgressCallback &, const CancelToken &) { return canResume(*project, run); },
        [this, run = m_session.runList().all().front()](bool possible) {
            const std::vector<RunRecord> &runs = m_session.runList().all();
            const bool current
                = !runs.empty() && runs.front().id == run.id && runs.front().state == run.state;
            if (possible && current && !m_session.training().active())
                offer(run);
        });
}

void ResumeOffer::offer(const RunRecord &run)
{
    m_run = run;
    m_text->setText(whereItStopped(run));
    m_button->setText(tr("Resume %1").arg(run.name));
    m_button->setAccessibleName(m_button->text());
    m_button->setAccessibleDescription(m_text->text());
    setAccessibleName(m_text->text());
    refresh();
}

void ResumeOffer::refresh()
{
    if (m_session.training().active())
        m_run.reset(); // look() tells when it has ended
    m_button->setEnabled(m_run && !m_session.rateFinder().active());
    setVisible(m_run.has_value());
}

} // namespace cairn
