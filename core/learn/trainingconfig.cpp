// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/trainingconfig.h"
#include "core/base/text.h"

#include <algorithm>
#include <numeric>

namespace cairn {

Augmentation Augmentation::crops()
{
    Augmentation augmentation = none();
    augmentation.flip = true;
    augmentation.minCropScale = 0.35;
    return augmentation;
}

Augmentation Augmentation::none()
{
    Augmentation augmentation;
    augmentation.flip = false;
    augmentation.maxRotate = 0;
    augmentation.maxZoom = 1;
    augmentation.maxWarp = 0;
    augmentation.maxLighting = 0;
    return augmentation;
}

int TrainingConfig::totalEpochs() const
{
    return std::accumulate(stages.begin(), stages.end(), 0,
                           [](int sum, const Stage &stage) { return sum + stage.epochs; });
}

int TrainingConfig::frozenGroups(const Stage &stage) const
{
    return std::clamp(stage.freezeTo < 0 ? groups() + stage.freezeTo : stage.freezeTo, 0, groups() - 1);
}

QString precisionName(Precision precision)
{
    switch (precision) {
    case Precision::Auto:
        return QStringLiteral("auto");
    case Precision::Float32:
        return QStringLiteral("float32");
    case Precision::BFloat16:
        return QStringLiteral("bfloat16");
    case Precision::Float16:
        return QStringLiteral("float16");
    }
    Q_UNREACHABLE();
}

Result<Precision> precisionFromName(const QString &name)
{
    for (const Precision precision :
         {Precision::Auto, Precision::Float32, Precision::BFloat16, Precision::Float16}) {
        if (precisionName(precision) == name)
            return precision;
    }
    return Error{ErrorCode::InvalidInput,
                 Text::tr("There is no precision “%1”; choose auto, float32, bfloat16 or float16.")
                     .arg(name.left(100))};
}

} // namespace cairn
