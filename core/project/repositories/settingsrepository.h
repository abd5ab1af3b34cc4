// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/database.h"
#include "core/project/splitjoin.h"

#include <optional>

namespace cairn {

/// Rows of `settings`: what a project remembers besides its images and runs.
class SettingsRepository
{
public:
    explicit SettingsRepository(Database &database)
        : m_database(database)
    {
    }

    Result<std::optional<SplitRule>> splitRule() const; ///< of the last split; unset before the first
    Result<void> setSplitRule(const SplitRule &rule);

    Result<qint64> chosenRun() const; ///< the run that the user made the current one; 0: none
    Result<void> setChosenRun(qint64 runId);

    Result<QString>
    trainingForm() const; ///< the settings in the window's form, as JSON; empty before the first edit
    Result<void> setTrainingForm(const QString &json);

private:
    Result<QString> value(const QString &key) const; ///< empty where there is none
    Result<void> setValue(const QString &key, const QString &value);

    Database &m_database;
};

} // namespace cairn
