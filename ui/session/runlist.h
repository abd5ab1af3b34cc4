// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/library.h"
#include "core/runs/currentrun.h"
#include "ui/session/backgroundjobs.h"
#include "ui/session/enginethread.h"
#include "ui/session/trainingsession.h"

#include <QSet>

namespace cairn {

/// The project's runs and the current one, which Review, Export and the suggestions are about: the user's
/// choice, else the best (see runsOverview()). Evaluates in the background what is not evaluated yet: a run
/// that was stopped, and for the current run images that joined validation later. GUI thread.
class RunList : public QObject
{
    Q_OBJECT
public:
    RunList(std::shared_ptr<const Project> project, Library &library, TrainingSession &training,
            EngineThread &engine, BackgroundJobs &jobs, QObject *parent = nullptr);
    ~RunList() override;

    /// Reloads the runs, behind every edit made so far, and says changed().
    void refresh();

    const std::vector<RunRecord> &all() const { return m_overview.runs; } ///< newest first, trashed ones too
    QList<RunRecord> usable() const; ///< those that left weights and are not in the trash
    std::optional<RunRecord> find(qint64 runId) const;
    std::optional<RunRecord> current() const;
    bool isChosen() const { return m_overview.chosen != 0; } ///< by the user, whichever is the best
    std::optional<RunStanding> standing(qint64 runId) const; ///< unset: not comparable
    bool evaluating(qint64 runId) const { return m_job && m_evaluating == runId; }
    bool unable(qint64 runId) const { return m_unable.contains(runId); } ///< what it lacks cannot be had

    void tryAgain(); ///< files may be where they were not: evaluates what could not be

    void choose(qint64 runId); ///< as the current run; 0: the best, whichever that is
    void rename(qint64 runId, const QString &name);
    void setNote(qint64 runId, const QString &note);
    void setTags(qint64 runId, const QStringList &tags);
    void setTrashed(qint64 runId, bool trashed);

Q_SIGNALS:
    void changed(); ///< a run, or which is the current one
    void evaluated(qint64 runId); ///< there are new predictions of this run
    void failed(const cairn::Error &error);

private:
    void take(RunsOverview overview);
    void evaluateNext();
    void write(std::function<Result<void>(Database &database)> job);

    std::shared_ptr<const Project> m_project;
    Library &m_library;
    TrainingSession &m_training;
    EngineThread &m_engine;
    BackgroundJobs &m_jobs;
    RunsOverview m_overview;
    QPointer<Job> m_job; // the evaluation's
    qint64 m_evaluating = 0;
    QSet<qint64> m_unable; // failed once: not tried again by itself
    bool m_reading = false;
    bool m_readAgain = false;
};

/// "Run 3 · error 4.6 % · ResNet-50 · quick · 28.11.26 19:20": names a run wherever it acts.
QString describeRun(const RunRecord &run);

} // namespace cairn
