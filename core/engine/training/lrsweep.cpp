// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/lrsweep.h"
#include "core/base/text.h"

#include "core/engine/data/loaderoptions.h"
#include "core/engine/network/networkstate.h"
#include "core/engine/network/preparednetwork.h"
#include "core/engine/runtime/device.h"
#include "core/engine/runtime/torchguard.h"
#include "core/engine/runtime/torchruntime.h"
#include "core/engine/training/preparation.h"
#include "core/engine/training/trainingstep.h"

#include <cmath>
#include <limits>

namespace cairn {

namespace {

constexpr double sweepMomentum = 0.9; // what fast.ai's Adam has where no schedule moves it
constexpr double stopFactor = 4;

Error stopped()
{
    return {ErrorCode::Cancelled, Text::tr("The search was stopped.")};
}

double rateAt(const LrSweep &sweep, int step)
{
    return sweep.startRate * std::pow(sweep.endRate / sweep.startRate, double(step) / sweep.steps);
}

/// Collects points until the curve has said what it can.
class Curve
{
public:
    explicit Curve(const std::function<void(const LrPoint &)> &onPoint)
        : m_onPoint(onPoint)
    {
    }

    /// False: stop here.
    bool add(double rate, double loss)
    {
        if (!std::isfinite(loss))
            return false;
        const LrPoint point{rate, m_smoothed.add(loss)};
        m_points.push_back(point);
        if (m_onPoint)
            m_onPoint(point);
        m_best = std::min(m_best, point.loss);
        return point.loss <= stopFactor * m_best;
    }

    std::vector<LrPoint> take() { return std::move(m_points); }

private:
    const std::function<void(const LrPoint &)> &m_onPoint;
    SmoothedLoss m_smoothed;
    double m_best = std::numeric_limits<double>::infinity();
    std::vector<LrPoint> m_points;
};

/// What was asked for; all of it outlives the search.
struct SweepJob
{
    const TrainingConfig &config;
    const LearningSet &data;
    const LrSweep &sweep;
    const std::function<void(const LrPoint &)> &onPoint;
    const CancelToken &cancel;
};

Result<std::vector<LrPoint>> trainRising(Network &network, BatchLoader &loader, const SweepJob &job)
{
    const TrainingConfig &config = job.config;
    const LrSweep &sweep = job.sweep;
    const Stage &stage = config.stages.first();
    Adam optimizer(layerGroups(network, config.splitOn), stage.weightDecay.value_or(config.weightDecay));
    TrainingStep training(network, optimizer, stepOptions(config, network->conv1->weight.device()));
    Curve curve(job.onPoint);
    int step = 0;
    for (int epoch = 0; step < sweep.steps; ++epoch) {
        const int before = step;
        loader.start(epoch, job.cancel);
        while (step < sweep.steps) {
            std::optional<Batch> batch = loader.next();
            if (job.cancel.cancelled())
                return stopped();
            if (!batch)
                break;
            const double rate = rateAt(sweep, step);
            const StepRates rates{QList<double>(config.groups(), rate), sweepMomentum};
            const TrainingStep::Outcome outcome = training.add(std::move(batch), rates, step++, false);
            if (!outcome.finite || !curve.add(rate, outcome.loss))
                return curve.take();
        }
        if (step == before)
            return Error{ErrorCode::InvalidInput,
                         Text::tr("No batch could be made: fewer than two training images can be read.")};
    }
    return curve.take();
}

Result<LrFinderResult> runSweep(const SweepJob &job)
{
    const TrainingConfig &config = job.config;
    configureTorch(config.threads);
    const Result<torch::Device> device = deviceFor(config);
    if (!device)
        return device.error();
    Result<PreparedNetwork> prepared = prepareNetwork(config, job.data.classes);
    if (!prepared)
        return prepared.error();
    Network network = prepared->network;
    moveTo(network, *device);
    setFrozen(layerGroups(network, config.splitOn), config.frozenGroups(config.stages.first()),
              config.trainBatchNorm);
    setTrainingMode(network, true);
    BatchLoader loader(job.data.train, trainingLoader(config, config.imageSizeOf(config.stages.first())));
    const NetworkState before(network);
    Result<std::vector<LrPoint>> points = trainRising(network, loader, job);
    before.restore(network);
    if (!points)
        return points.error();
    LrFinderResult result;
    result.stateRestored = before.equals(network);
    result.suggestions = suggestRates(trimmedForSuggestions(*points, job.sweep.steps));
    result.points = std::move(*points);
    return result;
}

Result<void> checkSweep(const LrSweep &sweep)
{
    if (sweep.startRate > 0 && sweep.endRate > sweep.startRate && std::isfinite(sweep.endRate)
        && sweep.steps >= 1)
        return {};
    return Error{ErrorCode::InvalidInput,
                 Text::tr("The search needs increasing rates above 0 and at least one step.")};
}

} // namespace

Result<LrFinderResult> sweepLearningRate(const TrainingConfig &config, const LearningSet &data,
                                         const LrSweep &sweep,
                                         const std::function<void(const LrPoint &)> &onPoint,
                                         const CancelToken &cancel)
{
    const Result<void> checked = checkTraining(config, data).and_then([&] { return checkSweep(sweep); });
    if (!checked)
        return checked.error();
    Result<LrFinderResult> result = guarded([&] { return runSweep({config, data, sweep, onPoint, cancel}); });
    releaseUnusedMemory();
    if (!result)
        return withBatchSizeAdvice(result.error(), config);
    return result;
}

} // namespace cairn
