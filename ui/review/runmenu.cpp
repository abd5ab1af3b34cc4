// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/review/runmenu.h"

#include "core/base/format.h"
#include "core/project/library.h"
#include "core/runs/runs.h"
#include "ui/session/enginethread.h"
#include "ui/session/navigation.h"
#include "ui/session/projectsession.h"
#include "ui/session/ratefindersession.h"
#include "ui/session/reviewsession.h"
#include "ui/session/trainingsession.h"
#include "ui/widgets/plaintext.h"

#include <QMenu>

#include <algorithm>

namespace cairn {

RunMenu::RunMenu(ProjectSession &session, Navigation &navigation, QWidget *parent)
    : QPushButton(tr("More"), parent)
    , m_session(session)
    , m_navigation(navigation)
{
    setAccessibleName(tr("More actions for this run"));
    auto *menu = new QMenu(this);
    menu->setToolTipsVisible(true);
    const auto add = [&](const QString &text, const QString &tip, auto act) {
        QAction *action = menu->addAction(text);
        action->setToolTip(plainTip(tip));
        connect(action, &QAction::triggered, this, act);
        return action;
    };
    m_copy = add(tr("&Copy settings"), tr("Copy its settings to the Train page"), [this] {
        if (const auto &run = m_session.review().run())
            m_navigation.copySettings(RunRecord(*run));
    });
    m_reproduce
        = add(tr("Re&produce"), tr("Train again with the images and labels it was trained on"), [this] {
              if (const auto &run = m_session.review().run())
                  m_navigation.reproduce(RunRecord(*run));
          });
    menu->addSeparator();
    m_test = add(tr("&Evaluate on the test images"),
                 tr("Shows the error once without storing it. Use only validation images to choose runs and "
                    "correct labels"),
                 [this] { evaluateOnTestImages(); });
    setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, &RunMenu::refresh);
    connect(&session.training(), &TrainingSession::stateChanged, this, &RunMenu::refresh);
    refresh();
}

void RunMenu::refresh()
{
    const bool busy = m_session.training().active() || m_session.rateFinder().active();
    const int images = m_session.library().splitCount(Split::Test);
    m_reproduce->setEnabled(!busy);
    m_test->setEnabled(images > 0 && !m_job);
    m_test->setText(images > 0 ? tr("&Evaluate on %1 test image(s)", nullptr, images).arg(formatCount(images))
                               : tr("&Evaluate on test images (none)"));
}

void RunMenu::evaluateOnTestImages()
{
    const std::optional<RunRecord> run = m_session.review().run();
    if (!run || m_job)
        return;
    m_job = m_session.jobs().add(tr("Evaluating %1 on the test images").arg(run->name));
    m_session.engine().run<RunEvaluation>(
        this, m_job,
        [project = m_session.sharedProject(), &writer = m_session.library().writer(), id = run->id,
         report = m_job->reporter(), cancel = m_job->token()](Engine &engine) -> Result<RunEvaluation> {
            writer.flush(); // labels of this moment
            return evaluateOnTest(*project, engine, id, report, cancel);
        },
        [this, name = run->name](const Result<RunEvaluation> &evaluation) {
            if (m_job)
                m_session.jobs().remove(m_job);
            m_job = nullptr;
            if (evaluation) {
                const ConfusionMatrix &matrix = evaluation->confusion;
                Q_EMIT tested(tr("%1 is wrong on %2 of %3 test image(s), an error rate of %4.", nullptr,
                                 int(matrix.total()))
                                  .arg(name, formatCount(matrix.total() - matrix.correct()),
                                       formatCount(matrix.total()),
                                       formatPercent(double(matrix.total() - matrix.correct())
                                                     / double(std::max<qint64>(1, matrix.total())))));
            } else if (evaluation.error().code != ErrorCode::Cancelled) {
                Q_EMIT failed(evaluation.error());
            }
        });
}

} // namespace cairn
