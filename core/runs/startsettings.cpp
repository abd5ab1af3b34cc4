// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/startsettings.h"

#include "core/acquire/weightsfile.h"
#include "core/project/repositories/runrepository.h"
#include "core/project/repositories/settingsrepository.h"

#include <algorithm>
#include <QJsonDocument>

namespace cairn {

namespace {

/// Settings that cannot be read are no reason to fail.
std::optional<TrainingConfig> readable(const Result<TrainingConfig> &config)
{
    return config ? std::optional(*config) : std::nullopt;
}

/// The page's as they were left, else those of the newest run.
Result<std::optional<TrainingConfig>> rememberedConfig(Database &database)
{
    const auto ofNewestRun = [](const std::vector<RunRecord> &runs) {
        return runs.empty() ? std::nullopt : readable(runs.front().config());
    };
    const auto ofForm = [&](const QString &form) -> Result<std::optional<TrainingConfig>> {
        if (form.isEmpty())
            return RunRepository(database).all().transform(ofNewestRun);
        return readable(trainingConfigFromJson(QJsonDocument::fromJson(form.toUtf8()).object()));
    };
    return SettingsRepository(database).trainingForm().and_then(ofForm);
}

} // namespace

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
    return withPreset(settings.config, QStringLiteral("quick")).transform([&](const TrainingConfig &quick) {
        return StartSettings{quick, settings.weightsMissing};
    });
}

Result<StartSettings> startSettings(const Project &project, const CancelToken &cancel)
{
    return withDatabase(project, &rememberedConfig)
        .and_then([&](const std::optional<TrainingConfig> &config) {
            return config ? Result<StartSettings>(StartSettings{*config, false}) : newProjectSettings(cancel);
        });
}

} // namespace cairn
