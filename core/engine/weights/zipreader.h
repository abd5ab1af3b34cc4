// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/weights/filebytes.h"

#include <string>
#include <vector>

namespace cairn {

struct ZipEntry
{
    std::string name;
    std::span<const std::byte> bytes; ///< into the archive
};

/// The entries of a zip archive that are stored uncompressed, as torch.save and TorchScript store numbers;
/// with the 64-bit extension. Compressed ones (TorchScript's code) are left out: nothing is copied or
/// unpacked, no two of them overlap, and a "zip bomb" cannot be. Error Corrupt.
Result<std::vector<ZipEntry>> readStoredZip(std::span<const std::byte> archive);

/// Starts as a zip archive does.
bool looksLikeZip(std::span<const std::byte> bytes);

} // namespace cairn
