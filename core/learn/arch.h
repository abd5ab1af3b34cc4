// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <array>
#include <QStringList>

namespace cairn {

/// The networks Cairn trains: He et al. 2015 (arXiv:1512.03385), as torchvision arranges them. A number is
/// that of the weighted layers with the plain head; the plain networks' are negative.
enum class Arch {
    ResNet18 = 18,
    ResNet34 = 34,
    ResNet50 = 50,
    ResNet101 = 101,
    ResNet152 = 152,
    Plain18 = -18, ///< the paper's plain networks: the same convolutions without shortcuts, whose error grows
                   ///< with depth
    Plain34 = -34,
};

/// "resnet34", "plain34": the name in files, on the command line and in torchvision.
QString archName(Arch arch);
/// "ResNet-34", "Plain-34": the name people read.
QString archTitle(Arch arch);
/// All of them in order, for menus and help texts.
QList<Arch> allArchs();
/// Error InvalidInput lists the names that exist.
Result<Arch> archFromName(const QString &name);

/// Blocks in each of the four stages, e.g. {3, 4, 6, 3}.
std::array<int, 4> archBlocks(Arch arch);
/// True for 50, 101, 152: 1×1 – 3×3 – 1×1 blocks with four times the width at their end.
bool archUsesBottleneck(Arch arch);
/// False for the plain networks. There are no ImageNet weights of these.
bool archHasShortcuts(Arch arch);

} // namespace cairn
