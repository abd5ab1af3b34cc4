// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/records.h"

#include <QJsonDocument>

namespace cairn {

QJsonObject RunRecord::settings() const
{
    return QJsonDocument::fromJson(configJson.toUtf8()).object();
}

Result<TrainingConfig> RunRecord::config() const
{
    return trainingConfigFromJson(settings());
}

} // namespace cairn
