// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sample/scene.h"

namespace cairn::drawing {

/// What stands around the landmark, the same for every class. `radius`: of the landmark's ground; nothing is
/// put inside it.

/// Hills, houses, and now and then something that could be taken for a part of another landmark: a crane, a
/// mast, an arcade, a high-rise.
void addSkyline(Scene &scene, double radius);
/// Trees, people, street lamps and cars between the camera and the landmark, and beside it. `from`: nearest z
/// they stand at.
void addClutter(Scene &scene, double radius, double from);
/// Something close that covers a part of the image: a branch, a wall, a pole, wires.
void addForeground(Scene &scene);

} // namespace cairn::drawing
