// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace cairn {

/// The indices [first, end): which tiles, filters or rows a call computes.
struct IndexRange
{
    std::int64_t first = 0;
    std::int64_t end = 0;
};

} // namespace cairn
