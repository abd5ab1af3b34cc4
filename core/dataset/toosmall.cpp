// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/toosmall.h"
#include "core/base/text.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

QString tooSmall(int width, int height, int smallest)
{
    if (std::min(width, height) >= smallest)
        return {};
    return Text::tr("It has %1 × %2 pixels; images with a side shorter than %3 pixels are not imported.")
        .arg(width)
        .arg(height)
        .arg(smallest);
}

} // namespace cairn
