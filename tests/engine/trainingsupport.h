// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/network/network.h"
#include "core/learn/engine.h"

#include <map>

namespace cairn {

/// Remembers all it is told; may react to a batch or an epoch.
struct Recorder : TrainingObserver
{
    void onSetup(const TrainingSetup &value) override { setup = value; }
    void onBatch(const BatchMetrics &value) override
    {
        batches.push_back(value);
        if (afterBatch)
            afterBatch(value);
    }
    void onEpoch(const EpochMetrics &value) override
    {
        epochs.push_back(value);
        if (afterEpoch)
            afterEpoch(value);
    }
    void onPhase(const QString &phase, qint64, qint64) override { phases.append(phase); }
    void onNotice(const QString &notice) override { notices.append(notice); }

    TrainingSetup setup;
    std::vector<BatchMetrics> batches;
    std::vector<EpochMetrics> epochs;
    QStringList phases;
    QStringList notices;
    std::function<void(const BatchMetrics &)> afterBatch;
    std::function<void(const EpochMetrics &)> afterEpoch;
};

inline Stage stageOf(bool frozen, int epochs, double rate)
{
    Stage stage;
    stage.name = frozen ? QStringLiteral("frozen") : QStringLiteral("unfrozen");
    stage.freezeTo = frozen ? -1 : 0;
    stage.epochs = epochs;
    stage.rate = LearningRate::same(rate);
    return stage;
}

inline TrainingConfig smallConfig(const QList<Stage> &stages)
{
    TrainingConfig config;
    config.arch = Arch::ResNet18;
    config.weights = QStringLiteral("none");
    config.head.hiddenUnits = {16};
    config.head.dropout = {0.1};
    config.stages = stages;
    config.imageSize = 32;
    config.batchSize = 8;
    config.precision = Precision::Float32;
    config.threads = 1;
    return config;
}

/// The same with a body of two stages: 0.2 million weights.
inline TrainingConfig tinyConfig(const QList<Stage> &stages)
{
    TrainingConfig config = smallConfig(stages);
    config.body.cut = -5;
    config.splitOn = {QStringLiteral("layer1")};
    return config;
}

/// Copies of all parameters and statistics.
inline std::map<std::string, torch::Tensor> stateOf(Network network)
{
    std::map<std::string, torch::Tensor> state;
    for (const auto &item : network->named_parameters())
        state[item.key()] = item.value().detach().clone();
    for (const auto &item : network->named_buffers())
        state[item.key()] = item.value().detach().clone();
    return state;
}

} // namespace cairn
