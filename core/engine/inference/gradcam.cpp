// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/inference/gradcam.h"
#include "core/base/text.h"

#include "core/engine/data/batchloader.h"
#include "core/engine/network/modelfile.h"
#include "core/engine/runtime/torchruntime.h"
#include "core/engine/winograd/convolve.h"

#include <optional>

namespace cairn {

namespace {

constexpr int heatmapBatch = 16;

/// The activations at the end of `layer`, without gradients.
torch::Tensor activationsAt(Network &network, const torch::Tensor &images, int layer)
{
    const torch::NoGradGuard noGrad;
    if (std::size_t(layer) == network->layers.size())
        return network->features(images);
    torch::Tensor x = network->stem(images);
    for (int i = 0; i < layer; ++i)
        x = network->layers[std::size_t(i)]->forward(x);
    return x;
}

std::vector<float> values(const torch::Tensor &tensor)
{
    const torch::Tensor flat = tensor.contiguous();
    return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

void reportHeatmaps(Network &network, const Batch &batch, const std::vector<Example> &examples, int layer,
                    const std::function<void(Heatmap)> &onHeatmap)
{
    std::vector<int> classes;
    for (const std::size_t index : batch.indices)
        classes.push_back(examples[index].label);
    const GradCam cam = gradCam(network, batch.images, layer, classes);
    const torch::Tensor probabilities = cam.logits.softmax(1);
    for (std::size_t row = 0; row < batch.indices.size(); ++row) {
        Heatmap map;
        map.imageId = examples[batch.indices[row]].imageId;
        map.ofClass = cam.ofClasses[row];
        map.layer = layer;
        map.width = int(cam.maps.size(2));
        map.height = int(cam.maps.size(1));
        map.values = values(cam.maps[int64_t(row)]);
        map.resize = network->spec.resize;
        map.probabilities = values(probabilities[int64_t(row)]);
        onHeatmap(std::move(map));
    }
}

} // namespace

Network explainable(Network &network, int layer)
{
    setTrainingMode(network, false);
    return std::size_t(layer) == network->layers.size() ? foldBatchNorms(network) : network;
}

GradCam gradCam(Network &network, const torch::Tensor &images, int layer, const std::vector<int> &classes)
{
    std::optional<DirectConvolutions> direct; // for the reason that explainable() has
    if (std::size_t(layer) < network->layers.size())
        direct.emplace();
    torch::Tensor activations = activationsAt(network, images, layer).detach().to(torch::kFloat);
    activations.set_requires_grad(true);
    const torch::AutoGradMode withGradients(true);
    torch::Tensor x = activations;
    for (std::size_t i = std::size_t(layer); i < network->layers.size(); ++i)
        x = network->layers[i]->forward(x);
    const torch::Tensor logits = network->classify(x);

    const torch::Tensor predicted = logits.argmax(1);
    std::vector<int> chosen = classes;
    for (std::size_t row = 0; row < chosen.size(); ++row) {
        if (chosen[row] < 0)
            chosen[row] = predicted[int64_t(row)].item<int>();
    }
    const torch::Tensor columns = torch::tensor(chosen, torch::kInt64).unsqueeze(1);
    // In evaluation mode no image looks at another: the sum's gradient is that of each.
    const torch::Tensor sum = logits.gather(1, columns).sum();
    const torch::Tensor gradient = torch::autograd::grad({sum}, {activations})[0];
    const torch::Tensor weights = gradient.mean({2, 3}, true);
    return {(weights * activations.detach()).sum(1).relu_(), logits.detach(), std::move(chosen)};
}

Result<void> explainImages(const HeatmapJob &job, const std::function<void(Heatmap)> &onHeatmap,
                           const ProgressCallback &progress, const CancelToken &cancel)
{
    configureTorch(0);
    Result<Network> loaded = loadModel(job.weightsFile);
    if (!loaded)
        return loaded.error();
    const int stages = int((*loaded)->layers.size());
    const int layer = job.layer == 0 ? stages : job.layer;
    if (layer < 1 || layer > stages) {
        return Error{
            ErrorCode::InvalidInput,
            Text::tr("The network has no layer%1; its last layer is layer%2.").arg(layer).arg(stages)};
    }
    Network network = explainable(*loaded, layer);
    LoaderOptions options;
    options.imageSize = network->spec.imageSize;
    options.batchSize = heatmapBatch;
    options.resize = network->spec.resize;
    BatchLoader loader(job.examples, options);
    loader.start(0, cancel);
    while (const std::optional<Batch> batch = loader.next()) {
        if (cancel.cancelled())
            break;
        reportHeatmaps(network, *batch, loader.examples(), layer, onHeatmap);
        if (progress)
            progress({qint64(batch->indices.back()) + 1, qint64(job.examples.size())});
    }
    if (cancel.cancelled())
        return Error{ErrorCode::Cancelled, Text::tr("The explanation was canceled.")};
    return {};
}

} // namespace cairn
