// SPDX-License-Identifier: GPL-3.0-or-later
// What libFuzzer throws at the readers of weight files: all of them that stand before torch.

#include "core/engine/weights/safetensorsheader.h"
#include "core/engine/weights/unpickler.h"
#include "core/engine/weights/zipreader.h"

#include <cstdint>
#include <new>

using namespace cairn;

namespace {

/// As the older format has them, one after another.
void unpickleAll(std::span<const std::byte> bytes)
{
    ByteBudget budget(bytes.size());
    for (int i = 0; i < 5 && !bytes.empty(); ++i) {
        std::size_t end = 0;
        if (!unpickle(bytes, budget, &end))
            return;
        bytes = bytes.subspan(end);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto bytes = std::as_bytes(std::span(data, size));
    if (looksLikeSafetensors(bytes))
        static_cast<void>(readSafetensorsHeader(bytes).ok());
    const auto entries = readStoredZip(bytes);
    for (const ZipEntry &entry : entries ? *entries : std::vector<ZipEntry>())
        unpickleAll(entry.bytes);
    unpickleAll(bytes);
    return 0;
}
