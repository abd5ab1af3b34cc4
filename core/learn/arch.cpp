#include "core/learn/arch.h"

namespace cairn {

QString archName(Arch arch)
{
    return QStringLiteral("resnet%1").arg(static_cast<int>(arch));
}

QString archTitle(Arch arch)
{
    return QStringLiteral("ResNet-%1").arg(static_cast<int>(arch));
}

QList<Arch> allArchs()
{
    return {Arch::ResNet18, Arch::ResNet34, Arch::ResNet50, Arch::ResNet101, Arch::ResNet152};
}

Result<Arch> archFromName(const QString &name)
{
    QStringList names;
    for (const Arch arch : allArchs()) {
        if (archName(arch) == name)
            return arch;
        names << archName(arch);
    }
    return Error{ErrorCode::InvalidInput,
                 QStringLiteral("There is no network “%1”; choose one of %2.")
                     .arg(name.left(100), names.join(QStringLiteral(", ")))};
}

std::array<int, 4> archBlocks(Arch arch)
{
    switch (arch) {
    case Arch::ResNet18:
        return {2, 2, 2, 2};
    case Arch::ResNet34:
        return {3, 4, 6, 3};
    case Arch::ResNet50:
        return {3, 4, 6, 3};
    case Arch::ResNet101:
        return {3, 4, 23, 3};
    case Arch::ResNet152:
        return {3, 8, 36, 3};
    }
    Q_UNREACHABLE();
}

bool archUsesBottleneck(Arch arch)
{
    return arch != Arch::ResNet18 && arch != Arch::ResNet34;
}

int archFeatures(Arch arch)
{
    return archUsesBottleneck(arch) ? 2048 : 512;
}

} // namespace cairn
