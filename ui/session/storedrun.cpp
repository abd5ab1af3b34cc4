// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/storedrun.h"

#include "core/project/repositories/runrepository.h"
#include "core/runs/metricsjson.h"

#include <QFile>

namespace cairn {

namespace {

constexpr qint64 longestLine = 1 << 20; // an epoch's confusion matrix of hundreds of classes

// A last line that is cut short, or anything else that is no batch, is skipped.
void readBatches(const Project &project, qint64 runId, RunHistory &history)
{
    const Result<std::unique_ptr<QFile>> file
        = project.folder().read(Project::runFolder(runId) + QStringLiteral("/metrics.jsonl"));
    if (!file)
        return; // the run ended before its first step
    while (!(*file)->atEnd()) {
        const std::optional<BatchMetrics> batch = batchFromJson((*file)->readLine(longestLine));
        if (batch)
            history.append({BatchBin{*batch, batch->loss, batch->loss, batch->loss, 1}});
    }
}

} // namespace

Result<StoredRun> readStoredRun(const Project &project, qint64 runId)
{
    const auto read = [&](Database &database, const RunRecord &run) {
        return allOf(run.config(), RunRepository(database).epochs(runId)).transform([&](const auto &known) {
            const auto &[config, epochs] = known;
            StoredRun stored{run, config, {}};
            readBatches(project, runId, stored.history);
            for (const EpochMetrics &epoch : epochs)
                stored.history.append(epoch);
            return stored;
        });
    };
    return withDatabase(project, [&](Database &database) {
        return RunRepository(database).find(runId).and_then(
            [&](const RunRecord &run) { return read(database, run); });
    });
}

} // namespace cairn
