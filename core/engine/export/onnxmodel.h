// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/weights/onnxgraph.h"

#include <QList>
#include <QPair>
#include <QString>

#include <span>

namespace cairn {

/// float32 numbers that a graph refers to by name.
struct OnnxTensor
{
    std::string name;
    std::vector<std::int64_t> dims;
    std::span<const float> values; ///< row-major
};

/// A graph and its weights, ready to be written.
struct OnnxModel
{
    std::string name;
    std::vector<OnnxNode> nodes; ///< each after those whose outputs it takes
    std::vector<OnnxTensor> tensors;
    OnnxValue input;
    OnnxValue output;
    QList<QPair<QString, QString>> metadata;
    QString producer;
    QString producerVersion;
};

/// The model in ONNX's protobuf format: one file with its weights inside, opset 13, IR 7. Written by hand,
/// since a second copy of ONNX's generated classes in a process with LibTorch ends the program.
std::string onnxBytes(const OnnxModel &model);

} // namespace cairn
