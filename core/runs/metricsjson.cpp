// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/metricsjson.h"

#include <cmath>
#include <QJsonDocument>

namespace cairn {

QJsonObject toJson(const BatchMetrics &batch)
{
    QJsonObject json{
        {QStringLiteral("event"), QStringLiteral("batch")},
        {QStringLiteral("step"), batch.step},
        {QStringLiteral("epoch"), batch.epoch},
        {QStringLiteral("loss"), batch.loss},
        {QStringLiteral("smoothed_loss"), batch.smoothedLoss},
        {QStringLiteral("learning_rate"), batch.learningRate},
        {QStringLiteral("momentum"), batch.momentum},
        {QStringLiteral("images_per_second"), batch.imagesPerSecond},
    };
    if (std::isfinite(batch.gradientNorm))
        json.insert(QStringLiteral("gradient_norm"), batch.gradientNorm);
    return json;
}

std::optional<BatchMetrics> batchFromJson(const QByteArray &line)
{
    const QJsonObject json = QJsonDocument::fromJson(line).object();
    if (json[QStringLiteral("event")].toString() != QStringLiteral("batch"))
        return {};
    const auto number = [&](const QString &key) { return json[key].toDouble(std::nan("")); };
    return BatchMetrics{json[QStringLiteral("step")].toInteger(),
                        number(QStringLiteral("epoch")),
                        number(QStringLiteral("loss")),
                        number(QStringLiteral("smoothed_loss")),
                        number(QStringLiteral("learning_rate")),
                        number(QStringLiteral("momentum")),
                        number(QStringLiteral("images_per_second")),
                        number(QStringLiteral("gradient_norm"))};
}

QJsonObject toJson(const EpochMetrics &epoch)
{
    return {
        {QStringLiteral("event"), QStringLiteral("epoch")},
        {QStringLiteral("stage"), epoch.stageName},
        {QStringLiteral("epoch"), epoch.epoch},
        {QStringLiteral("train_loss"), epoch.trainLoss},
        {QStringLiteral("valid_loss"), epoch.validLoss},
        {QStringLiteral("error_rate"), epoch.errorRate},
        {QStringLiteral("seconds"), epoch.seconds},
        {QStringLiteral("images_per_second"), epoch.imagesPerSecond},
        {QStringLiteral("best"), epoch.best},
        {QStringLiteral("confusion"), epoch.confusion.toJson()},
    };
}

} // namespace cairn
