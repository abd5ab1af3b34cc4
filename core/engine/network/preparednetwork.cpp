// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/network/preparednetwork.h"
#include "core/base/text.h"

#include "core/base/paths.h"
#include "core/engine/network/weightloader.h"
#include "core/engine/weights/weightfile.h"

#include <QDir>

namespace cairn {

namespace {

// oneDNN works on channels_last; weights that lie so already are not rearranged at every step.
void layOutChannelsLast(Network &network)
{
    for (torch::Tensor parameter : network->parameters()) {
        if (parameter.dim() == 4)
            parameter.set_data(parameter.contiguous(torch::MemoryFormat::ChannelsLast));
    }
}

// Whoever starts a run resolves "imagenet" to a file, downloading it where needed; the engine itself only
// looks where such files lie.
Result<QString> imagenetFile(Arch arch)
{
    const QString pattern = archName(arch) + QStringLiteral("-*.pth");
    const QStringList folders = weightsDirectories();
    for (const QString &folder : folders) {
        const QStringList names = QDir(folder).entryList({pattern}, QDir::Files, QDir::Name);
        if (!names.isEmpty())
            return QDir(folder).filePath(names.first());
    }
    return Error{ErrorCode::Offline,
                 Text::tr("The ImageNet weights %1 are not in any of the folders %2; put the file "
                          "there.")
                     .arg(pattern, folders.join(QStringLiteral(", ")))};
}

// The shapes are the same, so nothing else would tell.
QString strideNote(const TrainingConfig &config)
{
    if (!config.body.strideInFirst || !archUsesBottleneck(config.arch))
        return {};
    return u' '
        + Text::tr("Weights trained with the stride in the 3×3 convolution, such as torchvision's, need more "
                   "training to work as well with the stride in the first 1×1.");
}

Result<QString> loadWeights(Network &network, const TrainingConfig &config)
{
    if (config.weights == QStringLiteral("none"))
        return QString();
    const Result<QString> path = config.weights == QStringLiteral("imagenet")
        ? imagenetFile(config.arch)
        : Result<QString>(config.weights);
    return path.and_then(readWeightFile)
        .and_then([&](const StateDict &weights) { return loadPretrained(network, weights); })
        .transform([&](const LoadReport &report) { return QString(report.sentence + strideNote(config)); });
}

} // namespace

Result<PreparedNetwork> prepareNetwork(const TrainingConfig &config, const QStringList &classes)
{
    torch::manual_seed(config.seed);
    Network network
        = makeNetwork({config.arch, config.head, classes, config.imageSize, config.body, config.resize});
    return loadWeights(network, config).transform([&](const QString &report) {
        layOutChannelsLast(network);
        return PreparedNetwork{network, report};
    });
}

} // namespace cairn
