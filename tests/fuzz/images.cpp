// SPDX-License-Identifier: GPL-3.0-or-later
// What libFuzzer throws at the readers of images: header, then pixels.

#include "core/imaging/decode.h"

#include <opencv2/core.hpp>

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto bytes = QByteArray::fromRawData(reinterpret_cast<const char *>(data), qsizetype(size));
    const auto header = cairn::readImageHeader(bytes);
    // Large images are within the limits, but a fuzzer learns nothing from waiting for them.
    constexpr qint64 mostPixels = 1'000'000;
    if (header && qint64(header->width) * header->height <= mostPixels)
        static_cast<void>(cairn::decodeImage(bytes).ok());
    return 0;
}
