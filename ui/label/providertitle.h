// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace cairn {

/// What the source of images with this `ImageRecord::provider` is called; empty: the user's own.
QString providerTitle(const QString &provider);

} // namespace cairn
