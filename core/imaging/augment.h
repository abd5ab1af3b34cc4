// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/examplerandom.h"
#include "core/learn/trainingconfig.h"

#include <opencv2/core/mat.hpp>
#include <opencv2/core/matx.hpp>

#include <array>

namespace cairn {

/// The image as it is validated (fast.ai's Resize with its default, centered choice; resizeBilinear()): the
/// largest centered square, or all of it with black bars, or all of it squeezed; `size` × `size`. Input and
/// output 8UC3.
cv::Mat fitSquare(const cv::Mat &rgb, int size, ResizeMode mode);

/// Brightness and contrast as fast.ai's: both act on the logit of a value in 0–1, so that nothing is cut off
/// at black and white: σ((logit(v) + logit(brightness)) × contrast).
struct Lighting
{
    double brightness = 0.5; ///< 0–1; 0.5 changes nothing
    double contrast = 1; ///< > 0; 1 changes nothing

    bool changes() const { return brightness != 0.5 || contrast != 1; }
    bool operator==(const Lighting &) const = default;
};

/// For each value of an 8-bit channel, the value after `lighting`, 0–1; v / 255 where it changes nothing.
std::array<float, 256> lightingTable(const Lighting &lighting);

/// One way to look at an image: what is random about a training example, drawn.
struct ImageView
{
    /// The part of the image that makes the square, in pixels of what `mode` makes of it (Pad: the padded
    /// square).
    cv::Rect2d box;
    /// From the square's coordinates (−1 … 1, rightwards and downwards) to the box's.
    cv::Matx33d map = cv::Matx33d::eye();
    ResizeMode mode = ResizeMode::Crop;
    Lighting lighting;
};

/// Draws a view of an image of that size. The distributions are those of fast.ai 2.7's aug_transforms
/// (vision/augment.py), in its order: flip, warp, rotate, zoom, brightness, contrast:
/// - the box: that of ResizeMode; with minCropScale < 1 fast.ai's RandomResizedCrop (area share
///   minCropScale … 1, aspect 3:4 … 4:3 on a logarithmic scale, ten attempts, else the largest centered one).
/// - flip with probability ½.
/// - zoom: factor z uniform in 1 … maxZoom with probability affineShare, about a uniformly drawn point.
/// - rotate: uniform within ±maxRotate degrees with probability affineShare.
/// - warp: two numbers uniform within ±maxWarp, each with probability affineShare, tilt the square about
///   either axis: its corners (∓1 ∓ y, ∓1 ∓ x) … become the square's (a homography).
/// - brightness uniform within 0.5 ± maxLighting/2, contrast log-uniform within 1 − maxLighting … 1/(1 −
///   maxLighting), each with probability lightingShare.
/// Each quantity has random numbers of its own: changing the range of one leaves the others' draws alone.
ImageView drawView(cv::Size image, ResizeMode mode, const Augmentation &augmentation, ExampleRandom &random);

/// Shows the image so, `size` × `size`, all geometry in one interpolation from the given pixels: with
/// resizeBilinear() where the view is an upright part of the image, else bilinear through the homography,
/// the mean of several samples a pixel where it shrinks. Beyond the image's border it is mirrored
/// (fast.ai's reflection padding). Lighting is left to lightingTable(). Input and output 8UC3.
cv::Mat renderView(const cv::Mat &rgb, int size, const ImageView &view);

/// The image as training would show it for these random numbers, with its lighting: for people to look at.
cv::Mat augmentedImage(const cv::Mat &rgb, int size, ResizeMode mode, const Augmentation &augmentation,
                       ExampleRandom &random);

/// The shorter side an image needs so that a view of `size` finds pixels enough: even the smallest random
/// crop and the largest zoom are not enlarged.
int neededShortSide(int size, const Augmentation &augmentation);

} // namespace cairn
