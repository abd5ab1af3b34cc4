// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/network/anymodel.h"
#include "core/base/text.h"

#include "core/base/outside.h"
#include "core/engine/network/inferencenetwork.h"
#include "core/engine/network/modelfile.h"
#include "core/engine/network/onnxnetwork.h"
#include "core/engine/network/weightloader.h"
#include "core/engine/runtime/torchguard.h"
#include "core/engine/runtime/torchruntime.h"
#include "core/engine/weights/bundlefile.h"
#include "core/engine/weights/onnxfile.h"
#include "core/engine/weights/safetensors.h"
#include "core/engine/weights/weightfile.h"
#include "core/learn/headlayers.h"

#include <QFileInfo>
#include <QJsonDocument>

#include <algorithm>

namespace cairn {

namespace {

Result<ModelSpec> specIn(const StateDict &weights)
{
    for (const char *key : {specMetadataKey, specExtraFile}) {
        const auto found = weights.metadata.find(key);
        if (found != weights.metadata.end())
            return specFromBytes(found->second);
    }
    return Error{
        ErrorCode::Unsupported,
        Text::tr(
            "It contains weights but was not written by Cairn, so their network and classes are unknown.")};
}

// A description may ask for a head of any size: believe it only where the file holds as many numbers (a shape
// whose stride is 0 has many of one).
bool holdsItsHead(const ModelSpec &spec, const StateDict &weights)
{
    std::int64_t numbers = 0;
    for (const NamedTensor &item : weights.tensors)
        numbers += std::min(item.tensor.numel(),
                            std::int64_t(item.tensor.storage().nbytes() / item.tensor.element_size()));
    return headParameters(spec.head, bodyFeatures(spec.arch, spec.body), int(spec.classes.size())) <= numbers;
}

Result<ClassifyingModel> modelFrom(const SharedBytes &file, torch::ScalarType type)
{
    // A safetensors header may begin with the bytes of an ONNX file: the more particular format first.
    if (!looksLikeSafetensors(file->all()) && looksLikeOnnx(file->all())) {
        auto model = readOnnxModel(file);
        if (model)
            prepareFolded(model->network, type);
        return model;
    }
    const auto weights = readWeights(file);
    if (!weights)
        return weights.error();
    auto network = networkFrom(*weights);
    if (!network)
        return network.error();
    return temperatureIn(weights->metadata).transform([&](double temperature) {
        return ClassifyingModel{foldBatchNorms(*network, type), temperature};
    });
}

} // namespace

Result<ModelSpec> specFromBytes(const QByteArray &bytes)
{
    const QJsonDocument json = isModestJson(bytes) ? QJsonDocument::fromJson(bytes) : QJsonDocument();
    if (!json.isObject())
        return Error{ErrorCode::Corrupt, Text::tr("The network specification is damaged.")};
    return modelSpecFromJson(json.object());
}

Result<double> temperatureIn(const std::map<std::string, QByteArray> &metadata)
{
    double temperature = 1;
    if (const auto text = metadata.find("temperature"); text != metadata.end())
        temperature = text->second.toDouble();
    else if (const auto json = metadata.find("preprocessing.json");
             json != metadata.end() && isModestJson(json->second))
        temperature
            = QJsonDocument::fromJson(json->second).object().value(QStringLiteral("temperature")).toDouble(1);
    if (!(temperature >= 0.01 && temperature <= 100))
        return Error{ErrorCode::Corrupt, Text::tr("The network specification is damaged."),
                     QStringLiteral("temperature")};
    return temperature;
}

Result<Network> networkFrom(const StateDict &weights)
{
    const auto spec = specIn(weights);
    if (!spec)
        return spec.error();
    if (!holdsItsHead(*spec, weights))
        return Error{ErrorCode::Corrupt, Text::tr("The file does not contain all weights of its network.")};
    Network network(*spec);
    return loadExactly(network, weights).transform([&] {
        setTrainingMode(network, false);
        return network;
    });
}

Result<ClassifyingModel> openAnyModel(const QString &path, Precision precision)
{
    auto model = guarded([&] {
        return readModelBytes(path).and_then([&](const SharedBytes &file) {
            return modelFrom(file, inferenceType(resolvePrecision(precision)));
        });
    });
    if (model || model.error().code == ErrorCode::NotFound || model.error().code == ErrorCode::ReadFailed)
        return model;
    Error error = model.error();
    error.message = Text::tr("“%1” cannot be used. %2").arg(QFileInfo(path).fileName(), error.message);
    return error;
}

} // namespace cairn
