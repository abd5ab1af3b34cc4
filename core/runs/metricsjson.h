// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/trainingobserver.h"

#include <optional>
#include <QJsonObject>

namespace cairn {

// One object a line in metrics.jsonl and in the command line's JSON output; the names are a contract with
// readers of both.

/// {event: "batch", step, epoch, loss, smoothed_loss, learning_rate, momentum, images_per_second}
QJsonObject toJson(const BatchMetrics &batch);
/// One line of metrics.jsonl; unset where it is no batch.
std::optional<BatchMetrics> batchFromJson(const QByteArray &line);

/// {event: "epoch", stage, epoch, train_loss, valid_loss, error_rate, seconds, images_per_second, best,
/// confusion}
QJsonObject toJson(const EpochMetrics &epoch);

} // namespace cairn
