// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/evaluation/labeledprobabilities.h"

namespace cairn {

/// Probabilities of a network whose logits are divided by `temperature`: softmax(log p / T), as softmax(z /
/// T) since log p and the logits z differ by a constant. T > 1 is less sure, T < 1 surer; 1 changes nothing.
/// NaN rows stay NaN.
void applyTemperature(std::span<double> probabilities, double temperature);
std::vector<float> withTemperature(std::span<const float> probabilities, double temperature);
LabeledProbabilities withTemperature(LabeledProbabilities probabilities, double temperature);

inline constexpr double smallestTemperature = 0.05;
inline constexpr double largestTemperature = 100;
inline constexpr std::size_t fewestForTemperature = 20; ///< images

/// The temperature with the smallest mean −log softmax(log p / T)[given] (Guo et al. 2017, arXiv:1706.04599):
/// exact, by Newton's method on 1/T, in which the function is convex. 1 where these rows do not tell: too
/// few, none is wrong (the likelihood then has no maximum), or it would be at one of the bounds above.
double fitTemperature(const LabeledProbabilities &probabilities);

/// The same with today's labels and temperature: in a prediction that has been read from the database.
void recalibrate(Prediction &prediction, double temperature);

/// One bin of a reliability diagram.
struct ReliabilityBin
{
    qint64 count = 0;
    double accuracy = 0; ///< 0–1; NaN without images
    double confidence = 0; ///< mean of the largest probabilities, 0–1; NaN without images
};

struct Calibration
{
    double nll = 0; ///< mean −log p[given], nats
    double brier = 0; ///< mean over images of Σ_k (p_k − [k = given])², 0–2 (Brier 1950)
    double ece = 0; ///< expected calibration error over `bins` (Guo et al. 2017), 0–1
    std::vector<ReliabilityBin> bins; ///< of equal width, (low, high]
};

/// NaN in every number where there are no rows.
Calibration calibrationOf(const LabeledProbabilities &probabilities, int bins = 15);

/// Of images with at least this largest probability: how many there are, and how many of them are wrong.
struct CoveragePoint
{
    double threshold = 0; ///< the largest probability of the last image taken
    double coverage = 0; ///< share of all images, 0–1
    double errorRate = 0; ///< of those taken, 0–1
};

/// The curve behind "unsure below p": from the surest image to all of them, one point where the threshold
/// changes.
std::vector<CoveragePoint> coverageCurve(const LabeledProbabilities &probabilities);

} // namespace cairn
