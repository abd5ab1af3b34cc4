// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/network/onnxnetwork.h"
#include "core/base/text.h"

#include "core/base/outside.h"
#include "core/engine/network/inferencenetwork.h"
#include "core/engine/network/modelfile.h"
#include "core/engine/network/onnxnodes.h"
#include "core/engine/weights/onnxfile.h"
#include "core/engine/weights/statedict.h"
#include "core/learn/headlayers.h"

#include <algorithm>

namespace cairn {

namespace {

Error unsupported(const QString &sentence)
{
    return {ErrorCode::Unsupported, sentence};
}

/// What a graph that is not ours has that ours do not.
Error otherGraph(const OnnxFile &file, const std::vector<OnnxNode> &expected)
{
    for (const OnnxNode &node : file.nodes) {
        const bool known = std::any_of(expected.begin(), expected.end(),
                                       [&](const OnnxNode &ours) { return ours.op == node.op; });
        if (!known)
            return unsupported(
                Text::tr("Its graph has the operator %1, which does not belong to its network.")
                    .arg(QString::fromStdString(node.op).left(50)));
    }
    return unsupported(
        Text::tr("Its graph does not match its network: another program may have changed it."));
}

Result<StateDict> weightsOf(const OnnxFile &file, const SharedBytes &owner)
{
    StateDict dict;
    ByteBudget budget(owner->size());
    for (const OnnxFile::Initializer &item : file.initializers) {
        const std::int64_t count = checkedProduct(item.dims);
        const auto numbers = tensorOnBytes(owner, item.values, torch::kFloat, count, budget);
        if (!numbers)
            return numbers.error();
        dict.tensors.push_back({item.name, numbers->view(item.dims)});
    }
    return dict;
}

// A description may ask for a head of any size: believe it only where the file holds as many numbers.
bool holdsInferenceHead(const ModelSpec &spec, const StateDict &weights)
{
    const int features = bodyFeatures(spec.arch, spec.body);
    const int classes = int(spec.classes.size());
    std::int64_t numbers = 0;
    for (const NamedTensor &item : weights.tensors)
        numbers += item.tensor.numel();
    return headParameters(inferenceHead(spec.head, features, classes), features, classes) <= numbers;
}

} // namespace

Result<ClassifyingModel> readOnnxModel(const SharedBytes &bytes)
{
    const auto metadata = readOnnxMetadata(bytes->all());
    if (!metadata)
        return metadata.error();
    if (!metadata->contains(specMetadataKey))
        return unsupported(Text::tr("This ONNX file was not written by Cairn, so its classes and "
                                    "preprocessing are unknown."));
    const auto file = readOnnx(bytes->all());
    if (!file)
        return file.error();
    if (file->opset != onnxOpset)
        return unsupported(Text::tr("It uses operator set version %1; Cairn supports version %2.")
                               .arg(file->opset)
                               .arg(onnxOpset));
    const auto weights = weightsOf(*file, bytes);
    if (!weights)
        return weights.error();
    const auto spec = specFromBytes(metadata->at(specMetadataKey));
    if (!spec)
        return spec.error();
    if (!holdsInferenceHead(*spec, *weights))
        return Error{ErrorCode::Corrupt, Text::tr("The file does not contain all weights of its network.")};
    auto network = inferenceNetwork(*spec, *weights);
    if (!network)
        return network.error();
    const auto temperature = temperatureIn(*metadata);
    if (!temperature)
        return temperature.error();
    for (const OnnxForm form : {OnnxForm::Bare, OnnxForm::WithPreprocessing}) {
        if (file->nodes == onnxNodes(*network, form, *temperature))
            return ClassifyingModel{*network, *temperature};
    }
    return otherGraph(*file, onnxNodes(*network, OnnxForm::WithPreprocessing, *temperature));
}

} // namespace cairn
