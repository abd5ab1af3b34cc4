// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/augment.h"

namespace cairn {

/// Means and standard deviations of ImageNet's channels (R, G, B) on pixels in 0–1: what every pretrained
/// network here expects.
inline constexpr std::array<float, 3> imageNetMean{0.485F, 0.456F, 0.406F};
inline constexpr std::array<float, 3> imageNetDeviation{0.229F, 0.224F, 0.225F};

/// How a loader makes the network's square of an image.
struct SquareOptions
{
    int size = 224; ///< pixels
    ResizeMode mode = ResizeMode::Crop;
    Augmentation augmentation = Augmentation::none();
};

/// What is worth keeping of an image from one epoch to the next: the finished square where nothing is
/// random, else the image, shrunk if it has far more pixels than a view needs. 8UC3.
cv::Mat keptImage(const cv::Mat &rgb, const SquareOptions &options);

/// What to ask decodeImage() for: so much that keptImage() loses nothing to speak of. Where nothing is
/// random, 0, the whole image: what a codec makes at reduced size no other program makes the same, and who
/// opens an exported model elsewhere is to get the same probabilities.
int decodeShortSide(const SquareOptions &options);

/// Writes the square as normalized float32, size × size × 3: the memory of one image in a channels_last
/// batch. `kept` is from keptImage() with the same options; `random` decides the view.
void writeSquare(const cv::Mat &kept, const SquareOptions &options, ExampleRandom &random, float *hwc);

/// Writes a continuous 8UC3 RGB image as normalized float32, height × width × 3.
void writeNormalized(const cv::Mat &rgb, const Lighting &lighting, float *hwc);

} // namespace cairn
