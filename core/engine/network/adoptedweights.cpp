// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/network/adoptedweights.h"
#include "core/base/text.h"

#include "core/engine/network/modelfile.h"
#include "core/engine/network/weightloader.h"
#include "core/engine/weights/weightfile.h"

#include <QFileInfo>

namespace cairn {

Result<void> adoptWeights(const TrainingConfig &config, const QStringList &classes, const QString &target)
{
    const auto weights = readWeightFile(config.weights);
    if (!weights)
        return weights.error();
    Network network
        = makeNetwork({config.arch, config.head, classes, config.imageSize, config.body, config.resize});
    const auto report = loadPretrained(network, *weights);
    if (!report)
        return report.error();
    if (!report->fresh.isEmpty())
        return Error{
            ErrorCode::InvalidInput,
            Text::tr("“%1” does not match %2 class(es) and the selected head: %3 is missing or has a "
                     "different shape. Its classes must be those of the project in the same order, or "
                     "be listed in a file.",
                     nullptr, int(classes.size()))
                .arg(QFileInfo(config.weights).fileName())
                .arg(classes.size())
                .arg(report->fresh.first())};
    return saveModel(target, network);
}

} // namespace cairn
