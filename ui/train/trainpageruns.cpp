// SPDX-License-Identifier: GPL-3.0-or-later
// The Train page's actions on earlier runs: train again, copy, reproduce, resume, show, trash, import.

#include "core/base/format.h"
#include "core/project/library.h"
#include "core/runs/adoptedrun.h"
#include "core/runs/classnames.h"
#include "core/runs/runs.h"
#include "ui/session/enginethread.h"
#include "ui/session/projectsession.h"
#include "ui/session/runlist.h"
#include "ui/session/trainingsession.h"
#include "ui/train/configform.h"
#include "ui/train/runs/adoptdialog.h"
#include "ui/train/runs/runspanel.h"
#include "ui/train/runview.h"
#include "ui/train/trainpage.h"

#include <QStackedWidget>

#include <QFileInfo>

#include <algorithm>
#include <cmath>

namespace cairn {

void TrainPage::trainAgain(const RunRecord &run)
{
    const Result<TrainingConfig> config = run.config();
    if (!config)
        return void(notices().showError(config.error()));
    if (busy() || !readyToLearn())
        return;
    m_form->setConfig(*config);
    // Edits go to disk on the writer's thread: what is compared has them all.
    const auto compare = [this, run, config = *config] {
        m_session.jobs().run<Result<bool>>(
            {}, this,
            [project = m_session.sharedProject(), run](const ProgressCallback &, const CancelToken &) {
                return sameDataAs(*project, run);
            },
            [this, run, config](const Result<bool> &same) {
                if (!same || !*same)
                    return start(config);
                notices().showNotice(
                    tr("Nothing has changed since %1: same images, labels and settings.").arg(run.name),
                    tr("Train anyway"), [this, config] { start(config); });
            });
    };
    m_session.library().writer().enqueueReading([this, compare](Database &) -> Result<void> {
        QMetaObject::invokeMethod(this, compare, Qt::QueuedConnection);
        return {};
    });
}

void TrainPage::copySettings(const RunRecord &run)
{
    const Result<TrainingConfig> config = run.config();
    if (!config)
        return void(notices().showError(config.error()));
    m_form->setConfig(*config);
    notices().showNotice(tr("Copied the settings of %1.").arg(run.name));
}

void TrainPage::reproduce(const RunRecord &run)
{
    if (busy())
        return;
    notices().clear();
    showRun();
    m_resumed.reset();
    m_again = [this, run] { reproduce(run); };
    m_session.training().reproduce(run);
}

void TrainPage::showStored(const RunRecord &run)
{
    if (run.state == RunState::Running) {
        m_run->showLive();
        return;
    }
    m_session.jobs().run<Result<StoredRun>>(
        {}, this,
        [project = m_session.sharedProject(), id = run.id](const ProgressCallback &, const CancelToken &) {
            return readStoredRun(*project, id);
        },
        [this, id = run.id](const Result<StoredRun> &stored) {
            const auto selected = m_runs->selected();
            if (!selected || selected->id != id)
                return; // another one was chosen since
            if (!stored)
                return void(notices().showError(stored.error()));
            m_run->showStored(*stored);
            m_runStack->setCurrentWidget(m_run);
        });
}

// A run that began or ended is what the user looks for; after a restart, the last one.
void TrainPage::selectNewestRun()
{
    m_runs->setVisible(!m_session.runList().all().empty());
    const auto newest = std::ranges::find(m_session.runList().all(), false, &RunRecord::trashed);
    const qint64 id = newest == m_session.runList().all().end() ? 0 : newest->id;
    if (std::exchange(m_newest, id) != id && id != 0)
        m_runs->select(id);
}

void TrainPage::tellTrashed(const RunRecord &run)
{
    notices().showNotice(tr("%1 moved to trash; its weights are kept.").arg(run.name), tr("Undo"),
                         [this, run] {
                             m_session.runList().setTrashed(run.id, false);
                             notices().clear();
                         });
}

void TrainPage::resume(const RunRecord &run, bool withoutMissing)
{
    if (busy())
        return;
    notices().clear();
    showRun();
    m_resumed = run;
    m_again = [this, run, withoutMissing] { resume(run, withoutMissing); };
    m_session.training().resume(run, withoutMissing);
}

void TrainPage::askForModel()
{
    AdoptDialog dialog(m_form->config(), this);
    if (dialog.exec() == QDialog::Accepted)
        adopt(dialog.config(), dialog.classesFile());
}

void TrainPage::adopt(const TrainingConfig &config, const QString &classesFile)
{
    if (busy())
        return;
    notices().clear();
    QPointer<Job> job = m_session.jobs().add(tr("Importing %1").arg(QFileInfo(config.weights).fileName()));
    m_session.engine().run<RunRecord>(
        this,
        [project = m_session.sharedProject(), config, classesFile, cancel = job->token(),
         report = job->reporter()](Engine &engine) -> Result<RunRecord> {
            Adoption adoption{config};
            if (!classesFile.isEmpty()) {
                auto names = readClassNames(classesFile);
                if (!names)
                    return names.error();
                adoption.classes = *std::move(names);
            }
            return adoptRun(*project, engine, adoption, report, cancel);
        },
        [this, job](const Result<RunRecord> &run) {
            m_session.jobs().remove(job);
            if (!run && run.error().code != ErrorCode::Cancelled)
                notices().showError(run.error());
            if (!run)
                return;
            notices().showNotice(std::isnan(run->errorRate)
                                     ? tr("Imported %1 with %2 class(es). There are no validation images of "
                                          "these classes to evaluate it on.",
                                          nullptr, int(run->classes.size()))
                                           .arg(run->name, formatCount(run->classes.size()))
                                     : tr("Imported %1: error %2 on the validation images.")
                                           .arg(run->name, formatPercent(run->errorRate)));
            m_session.runList().refresh();
        });
}

} // namespace cairn
