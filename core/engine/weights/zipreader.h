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

/// The entries of a zip archive that stores them uncompressed, as torch.save and TorchScript do; with the
/// 64-bit extension. Nothing is copied or unpacked: a "zip bomb" cannot be. Errors: Corrupt, Unsupported
/// (compressed or encrypted entries).
Result<std::vector<ZipEntry>> readStoredZip(std::span<const std::byte> archive);

/// Starts as a zip archive does.
bool looksLikeZip(std::span<const std::byte> bytes);

} // namespace cairn
