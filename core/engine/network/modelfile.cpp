#include "core/engine/network/modelfile.h"

#include "core/engine/network/weightloader.h"
#include "core/engine/runtime/torchguard.h"
#include "core/engine/runtime/torchruntime.h"
#include "core/engine/weights/safetensors.h"
#include "core/engine/weights/weightfile.h"
#include "core/learn/headlayers.h"

#include <QFileInfo>
#include <QJsonDocument>

namespace cairn {

namespace {

Result<ModelSpec> specIn(const StateDict &weights)
{
    for (const char *key : {specMetadataKey, specExtraFile}) {
        const auto found = weights.metadata.find(key);
        if (found == weights.metadata.end())
            continue;
        const QJsonDocument json = QJsonDocument::fromJson(found->second);
        if (!json.isObject())
            return Error{ErrorCode::Corrupt, QStringLiteral("The description of the network is damaged.")};
        return modelSpecFromJson(json.object());
    }
    return Error{
        ErrorCode::Unsupported,
        QStringLiteral(
            "It holds weights, but was not written by Cairn: their network and classes are not known.")};
}

// A description may ask for a head of any size: believe it only where the file holds as many numbers (a shape
// whose stride is 0 has many of one).
bool plausible(const ModelSpec &spec, const StateDict &weights)
{
    std::int64_t numbers = 0;
    for (const NamedTensor &item : weights.tensors)
        numbers += std::min(item.tensor.numel(),
                            std::int64_t(item.tensor.storage().nbytes() / item.tensor.element_size()));
    return headParameters(spec.head, bodyFeatures(spec.arch, spec.body), int(spec.classes.size())) <= numbers;
}

Result<Network> networkFrom(const StateDict &weights)
{
    const auto spec = specIn(weights);
    if (!spec)
        return spec.error();
    if (!plausible(*spec, weights))
        return Error{ErrorCode::Corrupt,
                     QStringLiteral("The file does not hold all of the network it describes.")};
    Network network(*spec);
    if (const auto done = loadExactly(network, weights); !done)
        return done.error();
    setTrainingMode(network, false);
    return network;
}

} // namespace

Result<Network> loadModel(const QString &path)
{
    const auto weights = readWeightFile(path);
    if (!weights)
        return weights.error();
    auto network = guarded([&] { return networkFrom(*weights); });
    if (network)
        return network;
    Error error = network.error();
    error.message = QStringLiteral("“%1” cannot be used. %2").arg(QFileInfo(path).fileName(), error.message);
    return error;
}

Result<Network> loadFolded(const QString &path)
{
    Result<Network> network = loadModel(path);
    if (!network)
        return network;
    return guarded([&]() -> Result<Network> {
        return foldBatchNorms(*network, inferenceType(resolvePrecision(Precision::Auto)));
    });
}

Result<void> saveModel(const QString &path, Network &network)
{
    return saveModel(path, network, network->spec);
}

Result<void> saveModel(const QString &path, Network &network, const ModelSpec &spec)
{
    return guarded([&] {
        StateDict weights = stateDictOf(network);
        weights.metadata[specMetadataKey] = specBytes(spec);
        return writeSafetensors(path, weights);
    });
}

QByteArray specBytes(const ModelSpec &spec)
{
    return QJsonDocument(toJson(spec)).toJson(QJsonDocument::Compact);
}

} // namespace cairn
