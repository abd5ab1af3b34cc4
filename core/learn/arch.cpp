// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/arch.h"
#include "core/base/text.h"

#include <cstdlib>

namespace cairn {

namespace {

int depth(Arch arch)
{
    return std::abs(static_cast<int>(arch));
}

} // namespace

QString archName(Arch arch)
{
    return (archHasShortcuts(arch) ? QStringLiteral("resnet%1") : QStringLiteral("plain%1")).arg(depth(arch));
}

QString archTitle(Arch arch)
{
    return (archHasShortcuts(arch) ? QStringLiteral("ResNet-%1") : QStringLiteral("Plain-%1"))
        .arg(depth(arch));
}

QList<Arch> allArchs()
{
    return {Arch::ResNet18,  Arch::ResNet34, Arch::ResNet50, Arch::ResNet101,
            Arch::ResNet152, Arch::Plain18,  Arch::Plain34};
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
                 Text::tr("There is no network “%1”; choose one of %2.")
                     .arg(name.left(100), names.join(QStringLiteral(", ")))};
}

std::array<int, 4> archBlocks(Arch arch)
{
    switch (arch) {
    case Arch::ResNet18:
    case Arch::Plain18:
        return {2, 2, 2, 2};
    case Arch::ResNet34:
    case Arch::Plain34:
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
    return depth(arch) >= 50;
}

bool archHasShortcuts(Arch arch)
{
    return static_cast<int>(arch) > 0;
}

} // namespace cairn
