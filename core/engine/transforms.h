#pragma once

#include "core/learn/trainingconfig.h"

#include <opencv2/core/mat.hpp>

#include <array>

namespace cairn {

/// Means and standard deviations of ImageNet's channels (R, G, B) on pixels in 0–1: what every pretrained
/// network here expects.
inline constexpr std::array<float, 3> imageNetMean{0.485F, 0.456F, 0.406F};
inline constexpr std::array<float, 3> imageNetDeviation{0.229F, 0.224F, 0.225F};

/// Random numbers that belong to one example in one epoch: a function of (seed, epoch, index) only, so that a
/// seed gives the same pictures whichever thread works on them and in whatever order. SplitMix64 (Steele,
/// Lea, Flood 2014), the same on every platform, unlike std's distributions.
class ExampleRandom
{
public:
    ExampleRandom(quint64 seed, quint64 epoch, quint64 index);
    quint64 next();
    double uniform(double low, double high); ///< [low, high)
    int below(int bound); ///< 0 … bound − 1; bound ≥ 1

private:
    quint64 m_state;
};

/// The shorter side a picture needs so that a transform to `size` finds pixels enough: `size` itself for
/// validation; for training enough that even the smallest random crop is not enlarged. Decoding or keeping a
/// picture larger than that is waste.
int neededShortSide(int size, const Augmentation *augmentation);

/// Shrinks so that the shorter side is `side`; a picture that is small enough is returned as it is.
cv::Mat shrinkShortSide(const cv::Mat &rgb, int side);

/// The largest centred square, resized to `size` × `size` with antialiasing (fast.ai's Resize with method
/// 'crop'). Input and output 8UC3.
cv::Mat validTransform(const cv::Mat &rgb, int size);

/// A random crop (area share minCropScale…1, aspect 3:4 … 4:3), resized to `size` × `size` in one
/// interpolation, perhaps mirrored (fast.ai's RandomResizedCrop).
cv::Mat trainTransform(const cv::Mat &rgb, int size, const Augmentation &augmentation, ExampleRandom &random);

/// Writes a continuous 8UC3 RGB picture as normalised float32, height × width × 3: the memory of one picture
/// in a channels_last batch.
void writeNormalised(const cv::Mat &rgb, float *hwc);

} // namespace cairn
