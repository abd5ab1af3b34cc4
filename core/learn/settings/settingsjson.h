// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/settings/setting.h"

#include <QJsonObject>

namespace cairn {

class JsonFields;

/// Adds what the settings say of `values` to `json`. T: TrainingConfig, Stage.
template <typename T>
void writeSettings(const QList<Setting<T>> &settings, const T &values, QJsonObject &json);

/// Sets what `json` has; what it lacks stays as it is. Wrong types, numbers out of bounds and unknown names
/// fail `fields`, which names the object in messages.
template <typename T>
void readSettings(const QList<Setting<T>> &settings, const QJsonObject &json, JsonFields &fields, T &values);

} // namespace cairn
