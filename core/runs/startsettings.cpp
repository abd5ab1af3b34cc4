// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/startsettings.h"

#include "core/acquire/weightsfile.h"
#include "core/project/runrepository.h"
#include "core/project/settingsrepository.h"

#include <algorithm>
#include <QJsonDocument>

namespace cairn {

Result<StartSettings> newProjectSettings(const CancelToken &cancel)
{
    StartSettings settings;
    settings.weightsMissing = true;
    QList<Arch> archs = allArchs(); // smallest first
    std::ranges::reverse(archs);
    for (const Arch arch : archs) {
        if (!archHasShortcuts(arch))
            continue; // nobody has published weights of plain networks
        const Result<QString> weights = localImagenetWeights(arch, cancel);
        if (!weights && weights.error().code == ErrorCode::Cancelled)
            return weights.error();
        if (weights && !weights->isEmpty()) {
            settings.config.arch = arch;
            settings.weightsMissing = false;
            break;
        }
    }
    Result<TrainingConfig> quick = withPreset(settings.config, QStringLiteral("quick"));
    if (!quick)
        return quick.error();
    settings.config = *std::move(quick);
    return settings;
}

Result<StartSettings> startSettings(const Project &project, const CancelToken &cancel)
{
    const Result<std::unique_ptr<Database>> database = project.connect();
    if (!database)
        return database.error();
    Result<QString> json = SettingsRepository(**database).trainingForm();
    if (!json)
        return json.error();
    if (json->isEmpty()) {
        const Result<std::vector<RunRecord>> runs = RunRepository(**database).all();
        if (!runs)
            return runs.error();
        if (!runs->empty())
            json = runs->front().configJson;
    }
    if (!json->isEmpty()) {
        const auto config = trainingConfigFromJson(QJsonDocument::fromJson(json->toUtf8()).object());
        if (config)
            return StartSettings{*config, false}; // one that cannot be read is no reason to fail
    }
    return newProjectSettings(cancel);
}

} // namespace cairn
