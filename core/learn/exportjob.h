// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/learningset.h"
#include "core/learn/modelfacts.h"

#include <optional>
#include <vector>

namespace cairn {

/// What a model can be written as. A bundle is made of several of these.
enum class ModelFormat {
    TorchScript, ///< torch.jit.load
    Onnx, ///< opset 13, IR 7, one file
    Safetensors, ///< weights by torchvision's names
    TorchWeights, ///< the same as a state dict that torch.save would write
};

struct ModelFile
{
    ModelFormat format = ModelFormat::TorchScript;
    QString path;
    /// ONNX: the graph begins with 8-bit pixels (image: N×H×W×3, RGB) and ends with probabilities. Otherwise
    /// it begins with normalized ones (pixel_values: N×3×H×W) and ends with logits.
    bool withPreprocessing = false;
};

/// A trained network, as files for other programs.
struct ExportJob
{
    QString weightsFile; ///< best.safetensors of a run
    std::vector<ModelFile> files;
    std::vector<Example> samples; ///< images to compare on
    ModelFacts facts;
    /// A folder that exists, to draw images into with what the network makes of them; empty: none.
    QString goldenFolder;
};

/// Result of comparing a file that was read back with the trained network, in float32.
struct ExportCheck
{
    int images = 0; ///< real ones; 0: it was compared on a pattern
    double largestDifference = 0; ///< of any probability
    int changedDecisions = 0; ///< images whose predicted class differs
    QString reader; ///< "OpenCV 4.6.0"
};

/// The largest difference and the most changed predictions of any of them; their readers.
ExportCheck worstOf(const std::vector<ExportCheck> &checks);

struct ExportOutcome
{
    ModelSpec spec;
    std::vector<ExportCheck> checks; ///< one a file
    /// What bfloat16 alone changes, where this machine evaluates in it.
    std::optional<ExportCheck> bfloat16;
};

} // namespace cairn
