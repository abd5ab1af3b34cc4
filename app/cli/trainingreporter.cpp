// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/trainingreporter.h"

#include "app/cli/report.h"
#include "core/runs/metricsjson.h"

using namespace Qt::StringLiterals;

namespace cairn {

void TrainingReporter::started(qint64 runId)
{
    m_run = runId;
    m_out.event(u"started"_s, {{u"run"_s, runId}});
}

void TrainingReporter::onSetup(const TrainingSetup &setup)
{
    m_setup = setup;
    m_out.event(u"setup"_s,
                {{u"run"_s, m_run},
                 {u"device"_s, setup.device},
                 {u"precision"_s, setup.precision},
                 {u"threads"_s, setup.threads},
                 {u"steps_per_epoch"_s, setup.stepsPerEpoch},
                 {u"steps"_s, setup.totalSteps},
                 {u"weights"_s, setup.weightsReport}});
    m_out.line(u"Run %1 on the %2 with %3 %4, %5"_s.arg(m_run)
                   .arg(setup.device)
                   .arg(setup.threads)
                   .arg(setup.threads == 1 ? u"thread"_s : u"threads"_s, setup.precision));
    if (!setup.weightsReport.isEmpty())
        m_out.line(setup.weightsReport);
    m_out.line();
    m_out.line(epochHeader());
}

void TrainingReporter::onBatch(const BatchMetrics &batch)
{
    if (m_out.json())
        return; // a line a batch is in the run's metrics.jsonl
    const QString note
        = u"%1 images/s  loss %2"_s.arg(qRound64(batch.imagesPerSecond)).arg(batch.smoothedLoss, 0, 'f', 3);
    m_out.progress(
        {batch.step + 1, m_setup.totalSteps, u"epoch %1 of %2"_s.arg(int(batch.epoch) + 1).arg(m_epochs)},
        note);
}

void TrainingReporter::onEpoch(const EpochMetrics &epoch)
{
    QJsonObject fields = toJson(epoch);
    fields.insert(u"run"_s, m_run);
    m_out.event(u"epoch"_s, fields);
    m_out.line(epochRow(epoch));
}

void TrainingReporter::onPhase(const QString &phase, qint64 done, qint64 total)
{
    // Between the steps the bar shows those; JSON hears of the long phases only.
    if (done > 0 && total > 0 && (m_out.json() || m_setup.totalSteps == 0))
        m_out.progress({done, total, phase});
}

void TrainingReporter::onNotice(const QString &notice)
{
    m_out.notice(notice);
}

} // namespace cairn
