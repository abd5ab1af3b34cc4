// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>

namespace cairn {

/// NaN is larger than any number here: what is no number is not the same.
inline double largerDifference(double a, double b)
{
    return std::isnan(a) || a >= b ? a : b; // a comparison with NaN is false
}

} // namespace cairn
