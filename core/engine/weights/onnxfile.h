// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/weights/filebytes.h"
#include "core/engine/weights/onnxgraph.h"

#include <QByteArray>

namespace cairn {

/// What an ONNX file holds, as views of its bytes. Nothing here says that the graph makes sense.
struct OnnxFile
{
    struct Initializer
    {
        std::string name;
        std::vector<std::int64_t> dims; ///< none negative; their product times four bytes is what there is
        std::span<const std::byte> values; ///< float32, little-endian
    };
    std::int64_t opset = 0;
    std::vector<OnnxNode> nodes;
    std::vector<Initializer> initializers;
    std::vector<std::string> inputs; ///< names
    std::vector<std::string> outputs;
    std::map<std::string, QByteArray> metadata;
};

/// Reads the parts of an ONNX file that Cairn writes. Bounded: time and memory grow in proportion to the
/// bytes, whatever they claim; lists have fixed limits. Errors, with a sentence: Corrupt (no protobuf, sizes
/// that do not fit), Unsupported (weights outside the file, graphs inside graphs, numbers that are not
/// float32). Throws std::bad_alloc.
Result<OnnxFile> readOnnx(std::span<const std::byte> bytes);

/// Only the metadata, whatever the graph is. Errors: Corrupt. Throws std::bad_alloc.
Result<std::map<std::string, QByteArray>> readOnnxMetadata(std::span<const std::byte> bytes);

/// May be an ONNX file: they have no signature, but begin with the version of the format.
bool looksLikeOnnx(std::span<const std::byte> bytes);

} // namespace cairn
