// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QStringList>

namespace cairn {

/// Reads the names of a network's outputs, in their order: a text with one name a line (a bundle's
/// labels.txt), or a JSON array of strings. Of names that occur twice, as “crane” does in ImageNet's list,
/// the later ones become “crane (2)”. Errors, each a sentence: those of readOutside(); InvalidInput (fewer
/// than two names or more than 10,000, an empty one, one of more than 200 characters).
Result<QStringList> readClassNames(const QString &file);

} // namespace cairn
