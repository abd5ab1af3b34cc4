// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/output.h"
#include "core/learn/trainingobserver.h"

namespace cairn {

/// Says what happens in a training: the bar, the epoch table, the events.
class TrainingReporter : public TrainingObserver
{
public:
    TrainingReporter(Output &out, int epochs)
        : m_out(out)
        , m_epochs(epochs)
    {
    }

    void started(qint64 runId);
    void onSetup(const TrainingSetup &setup) override;
    void onBatch(const BatchMetrics &batch) override;
    void onEpoch(const EpochMetrics &epoch) override;
    void onPhase(const QString &phase, qint64 done, qint64 total) override;
    void onNotice(const QString &notice) override;

private:
    Output &m_out;
    const int m_epochs;
    qint64 m_run = 0;
    TrainingSetup m_setup;
};

} // namespace cairn
