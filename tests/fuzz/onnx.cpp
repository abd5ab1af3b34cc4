// SPDX-License-Identifier: GPL-3.0-or-later
// Feeds the reader of ONNX files with whatever libFuzzer thinks of.

#include "core/engine/weights/onnxfile.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::span bytes = std::as_bytes(std::span(data, size));
    const auto metadata = cairn::readOnnxMetadata(bytes);
    const auto file = cairn::readOnnx(bytes);
    if (!file)
        return 0;
    // Every view lies inside the bytes, and is as long as its shape says.
    for (const cairn::OnnxFile::Initializer &item : file->initializers) {
        const bool inside = item.values.empty()
            || (item.values.data() >= bytes.data()
                && item.values.data() + item.values.size() <= bytes.data() + bytes.size());
        std::uint64_t numbers = 1;
        for (const std::int64_t dimension : item.dims)
            numbers *= std::uint64_t(dimension);
        if (!inside || item.values.size() != 4 * numbers)
            __builtin_trap();
    }
    if (metadata && metadata->size() != file->metadata.size())
        __builtin_trap();
    return 0;
}
