// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace cairn {

struct Provenance;

/// What the source of images with this `ImageRecord::provider` is called; empty: the user's own.
QString providerTitle(const QString &provider);

/// Whom an image is credited to, as creditedTo() writes it into files, in the language of the window.
QString creditTitle(const Provenance &from);

} // namespace cairn
