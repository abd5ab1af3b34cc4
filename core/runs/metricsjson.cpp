#include "core/runs/metricsjson.h"

namespace cairn {

QJsonObject toJson(const BatchMetrics &batch)
{
    return {
        {QStringLiteral("event"), QStringLiteral("batch")},
        {QStringLiteral("step"), batch.step},
        {QStringLiteral("epoch"), batch.epoch},
        {QStringLiteral("loss"), batch.loss},
        {QStringLiteral("smoothed_loss"), batch.smoothedLoss},
        {QStringLiteral("learning_rate"), batch.learningRate},
        {QStringLiteral("momentum"), batch.momentum},
        {QStringLiteral("images_per_second"), batch.imagesPerSecond},
    };
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
