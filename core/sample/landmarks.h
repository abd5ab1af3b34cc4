// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sample/scene.h"

#include <memory>

namespace cairn::drawing {

/// A building at the origin whose shape was decided when it was made.
class Building
{
public:
    virtual ~Building() = default;
    virtual double height() const = 0; ///< metres
    virtual double radius() const = 0; ///< of the smallest circle on the ground that it fits into
    virtual void addTo(Scene &scene) const = 0;
};

std::unique_ptr<Building> makeArena(Random &random);
std::unique_ptr<Building> makeClockTower(Random &random);
std::unique_ptr<Building> makeLatticeTower(Random &random);

} // namespace cairn::drawing
