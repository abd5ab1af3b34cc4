// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/inference/evaluator.h"
#include "core/base/text.h"

#include <cmath>

namespace cairn {

namespace {

Prediction predictionOf(const Example &example, const torch::TensorAccessor<float, 1> &logProbabilities)
{
    Prediction prediction;
    prediction.imageId = example.imageId;
    prediction.actual = example.label;
    for (int64_t k = 0; k < logProbabilities.size(0); ++k) {
        prediction.probabilities.push_back(std::exp(logProbabilities[k]));
        if (prediction.predicted < 0 || logProbabilities[k] > logProbabilities[prediction.predicted])
            prediction.predicted = int(k);
    }
    prediction.probability = double(prediction.probabilities[std::size_t(prediction.predicted)]);
    if (prediction.actual >= 0) {
        prediction.loss = -double(logProbabilities[prediction.actual]);
        prediction.actualProbability = double(prediction.probabilities[std::size_t(prediction.actual)]);
    }
    return prediction;
}

} // namespace

Result<Evaluation> evaluateNetwork(Network &network, BatchLoader &loader, const ProgressCallback &progress,
                                   const CancelToken &cancel)
{
    const torch::NoGradGuard noGrad;
    std::vector<Prediction> predictions;
    const qint64 total = qint64(loader.examples().size());
    loader.start(0, cancel);
    while (const std::optional<Batch> batch = loader.next()) {
        if (cancel.cancelled())
            break;
        const torch::Tensor images = batch->images.to(network->conv1->weight.device());
        const torch::Tensor logits = network->forward(images).to(torch::kCPU, torch::kFloat);
        const torch::Tensor logProbabilities = torch::log_softmax(logits, 1);
        const auto rows = logProbabilities.accessor<float, 2>();
        for (std::size_t row = 0; row < batch->indices.size(); ++row)
            predictions.push_back(predictionOf(loader.examples()[batch->indices[row]], rows[int64_t(row)]));
        if (progress)
            progress({qint64(batch->indices.back()) + 1, total});
    }
    if (cancel.cancelled())
        return Error{ErrorCode::Cancelled, Text::tr("The evaluation was canceled.")};
    return evaluate(std::move(predictions), int(network->spec.classes.size()));
}

Evaluation evaluationOf(const std::vector<Example> &examples, const torch::Tensor &probabilities,
                        const std::vector<char> &readable)
{
    constexpr float smallest = 1e-7F; // a loss is never infinite
    const torch::Tensor logProbabilities = probabilities.clamp_min(smallest).log();
    const auto rows = logProbabilities.accessor<float, 2>();
    std::vector<Prediction> predictions;
    for (std::size_t row = 0; row < examples.size(); ++row) {
        if (readable[row])
            predictions.push_back(predictionOf(examples[row], rows[int64_t(row)]));
    }
    return evaluate(std::move(predictions), int(probabilities.size(1)));
}

} // namespace cairn
