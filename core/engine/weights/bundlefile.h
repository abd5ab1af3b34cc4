// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/weights/filebytes.h"

namespace cairn {

/// The file in a bundle that holds the weights, and the one that holds everything's checksums.
inline constexpr const char *bundleWeights = "model.safetensors";
inline constexpr const char *bundleSums = "SHA256SUMS";

/// The bytes of a model: of the file itself or, of a bundle (a folder or a zip with SHA256SUMS inside), of
/// its model.safetensors, after every file has been checked against its SHA-256; README.md may have changed,
/// people write into it. Errors: those of FileBytes::read(); Corrupt (the sentence names the file that was
/// changed or is missing), Unsupported (a folder that is no bundle). Throws std::bad_alloc.
Result<SharedBytes> readModelBytes(const QString &path);

} // namespace cairn
