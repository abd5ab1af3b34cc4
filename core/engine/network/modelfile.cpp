// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/network/modelfile.h"
#include "core/base/text.h"

#include "core/engine/network/anymodel.h"
#include "core/engine/network/weightloader.h"
#include "core/engine/runtime/torchguard.h"
#include "core/engine/runtime/torchruntime.h"
#include "core/engine/weights/safetensors.h"
#include "core/engine/weights/weightfile.h"

#include <QFileInfo>
#include <QJsonDocument>

namespace cairn {

Result<Network> loadModel(const QString &path)
{
    const auto weights = readWeightFile(path);
    if (!weights)
        return weights.error();
    auto network = guarded([&] { return networkFrom(*weights); });
    if (network)
        return network;
    Error error = network.error();
    error.message = Text::tr("“%1” cannot be used. %2").arg(QFileInfo(path).fileName(), error.message);
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
