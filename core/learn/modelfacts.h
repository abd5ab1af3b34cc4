// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/modelspec.h"

#include <QList>
#include <QPair>

namespace cairn {

/// Where a model comes from: what is written into its files besides the network.
struct ModelFacts
{
    QString program; ///< "Cairn 0.1.0"
    QString project;
    QString run; ///< "Run 3"
    QString dataDigest = {}; ///< SHA-256 (hexadecimal) of what it learned from; empty: unknown
    /// Logits are divided by it before softmax (Guo et al. 2017, arXiv:1706.04599); 1 changes nothing.
    double temperature = 1;
};

/// Means and standard deviations of ImageNet's channels (R, G, B) on values in 0–1, as doubles for text.
inline constexpr double imageNetMeans[3]{0.485, 0.456, 0.406};
inline constexpr double imageNetDeviations[3]{0.229, 0.224, 0.225};

/// labels.txt: one class a line, in the order of the outputs. Line breaks inside a name become spaces.
QByteArray labelsText(const QStringList &classes);

/// preprocessing.json: how an image file becomes the network's input, and its output probabilities.
QByteArray preprocessingJson(const ModelSpec &spec, const ModelFacts &facts);

/// config.json and preprocessor_config.json as Hugging Face's image-classification pipelines read them.
QByteArray huggingFaceConfig(const ModelSpec &spec);
QByteArray huggingFacePreprocessor(const ModelSpec &spec);

/// Keys and values for an ONNX model's metadata_props. "names" is a Python dictionary, as Ultralytics writes
/// it; "cairn" is the ModelSpec. `pixels`: the graph takes 8-bit images and normalizes them itself.
QList<QPair<QString, QString>> onnxMetadata(const ModelSpec &spec, const ModelFacts &facts, bool pixels);

/// `{0: 'cat', 1: "dog's"}`: a literal that Python's ast.literal_eval() reads, ASCII only.
QString pythonNames(const QStringList &classes);

} // namespace cairn
