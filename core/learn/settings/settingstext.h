// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/settings/setting.h"

namespace cairn {

/// The value as a person writes it: "0.2", "64, 32", "one-cycle", "slice(1e-06,0.0001)"; a switch's is "yes"
/// or "no". T: TrainingConfig, Stage.
template <typename T>
QString settingText(const Setting<T> &setting, const T &values);

/// Sets the value from such a text and calls `follow`; "none" empties a list. Bounds are checkSettings()'
/// business. Error InvalidInput: the text is no value of this kind; the values are as before.
template <typename T>
Result<void> setFromText(const Setting<T> &setting, T &values, const QString &text);

/// "0–0.5", "crop, pad or squish"; empty where there is nothing to say. For help and guide.
template <typename T>
QString settingRange(const Setting<T> &setting);

/// Whether every number is within its bounds. Error InvalidInput says which is not and what would be right;
/// `owner` stands behind the setting's name: "of stage “frozen”".
template <typename T>
Result<void> checkSettings(const QList<Setting<T>> &settings, const T &values, const QString &owner = {});

/// The guide's tables of all settings, as Markdown.
QString settingsGuide();

} // namespace cairn
