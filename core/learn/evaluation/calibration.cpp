// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/evaluation/calibration.h"

#include "core/base/vectorregisters.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cairn {

namespace {

constexpr double smallestProbability
    = 1e-38; // float32's smallest normal number: a stored 0 may have been less

double logOf(double probability)
{
    return std::log(std::max(probability, smallestProbability));
}

/// The mean loss at β = 1/T: its first two derivatives.
struct Slope
{
    double first = 0;
    double second = 0;
};

Slope slopeAt(const LabeledProbabilities &table, const std::vector<double> &logs, double beta)
{
    Slope slope;
    for (std::size_t i = 0; i < table.rows(); ++i) {
        const auto z = std::span(logs).subspan(i * std::size_t(table.classes), std::size_t(table.classes));
        const double largest = *std::ranges::max_element(z);
        double sum = 0;
        double mean = 0;
        double square = 0;
        for (const double value : z) {
            const double d = value - largest;
            const double weight = std::exp(beta * d);
            sum += weight;
            mean += weight * d;
            square += weight * d * d;
        }
        mean /= sum;
        slope.first += mean - (z[std::size_t(table.given[i])] - largest);
        slope.second += square / sum - mean * mean;
    }
    return slope;
}

} // namespace

void applyTemperature(std::span<double> probabilities, double temperature)
{
    if (temperature == 1 || probabilities.empty())
        return;
    const double largest = logOf(*std::ranges::max_element(probabilities));
    double sum = 0;
    for (double &p : probabilities) {
        p = std::isnan(p) ? p : std::exp((logOf(p) - largest) / temperature);
        sum += p;
    }
    for (double &p : probabilities)
        p /= sum;
}

std::vector<float> withTemperature(std::span<const float> probabilities, double temperature)
{
    std::vector<double> scaled(probabilities.begin(), probabilities.end());
    applyTemperature(scaled, temperature);
    return {scaled.begin(), scaled.end()};
}

LabeledProbabilities withTemperature(LabeledProbabilities probabilities, double temperature)
{
    freeVectorRegisters();
    const auto classes = std::size_t(probabilities.classes);
    for (std::size_t i = 0; i < probabilities.rows(); ++i)
        applyTemperature(std::span(probabilities.values).subspan(i * classes, classes), temperature);
    return probabilities;
}

double fitTemperature(const LabeledProbabilities &table)
{
    freeVectorRegisters();
    bool wrong = false;
    for (std::size_t i = 0; i < table.rows() && !wrong; ++i)
        wrong = table.mostProbable(i) != table.given[i];
    if (!wrong || table.rows() < fewestForTemperature)
        return 1;
    std::vector<double> logs(table.values.size());
    std::ranges::transform(table.values, logs.begin(), logOf);
    double low = 1 / largestTemperature; // the slope is negative left of the minimum
    double high = 1 / smallestTemperature;
    double beta = 1;
    for (int i = 0; i < 100 && high - low > 1e-14 * high; ++i) {
        const Slope slope = slopeAt(table, logs, beta);
        (slope.first < 0 ? low : high) = beta;
        double next = beta - slope.first / slope.second;
        if (!(next > low && next < high)) // also when it is not a number
            next = (low + high) / 2;
        const bool converged = std::abs(next - beta) <= 1e-9 * beta; // quadratically: `next` is exact
        beta = next;
        if (converged)
            break;
    }
    const double temperature = 1 / beta;
    const bool inside = temperature > 1.001 * smallestTemperature && temperature < 0.999 * largestTemperature;
    return inside ? temperature : 1;
}

void recalibrate(Prediction &prediction, double temperature)
{
    if (temperature == 1 || prediction.probabilities.empty())
        return;
    prediction.probabilities = withTemperature(prediction.probabilities, temperature);
    const auto at = [&](int index) {
        const bool known = index >= 0 && std::size_t(index) < prediction.probabilities.size();
        return known ? double(prediction.probabilities[std::size_t(index)]) : 0;
    };
    prediction.probability = at(prediction.predicted);
    prediction.actualProbability = at(prediction.actual);
    if (prediction.actual >= 0)
        prediction.loss = -logOf(prediction.actualProbability);
}

Calibration calibrationOf(const LabeledProbabilities &table, int bins)
{
    freeVectorRegisters();
    Calibration result;
    result.bins.assign(std::size_t(std::max(bins, 1)), {});
    const double n = double(table.rows());
    double ece = 0;
    for (std::size_t i = 0; i < table.rows(); ++i) {
        const auto p = table.row(i);
        result.nll -= logOf(table.selfConfidence(i));
        for (std::size_t k = 0; k < p.size(); ++k) {
            const double miss = p[k] - (int(k) == table.given[i] ? 1 : 0);
            result.brier += miss * miss;
        }
        const int predicted = table.mostProbable(i);
        const double confidence = p[std::size_t(predicted)];
        const auto bin
            = std::clamp<std::ptrdiff_t>(std::ptrdiff_t(std::ceil(confidence * bins)) - 1, 0, bins - 1);
        ReliabilityBin &own = result.bins[std::size_t(bin)];
        ++own.count;
        own.confidence += confidence;
        own.accuracy += predicted == table.given[i] ? 1 : 0;
    }
    for (ReliabilityBin &bin : result.bins) {
        ece += std::abs(bin.accuracy - bin.confidence);
        bin.accuracy = bin.count > 0 ? bin.accuracy / double(bin.count) : qQNaN();
        bin.confidence = bin.count > 0 ? bin.confidence / double(bin.count) : qQNaN();
    }
    result.ece = ece / n; // not a number without rows, as 0 / 0 is
    result.nll /= n;
    result.brier /= n;
    return result;
}

std::vector<CoveragePoint> coverageCurve(const LabeledProbabilities &table)
{
    struct Sure
    {
        double probability;
        bool wrong;
    };
    std::vector<Sure> images;
    for (std::size_t i = 0; i < table.rows(); ++i) {
        const int predicted = table.mostProbable(i);
        images.push_back({table.row(i)[std::size_t(predicted)], predicted != table.given[i]});
    }
    std::ranges::stable_sort(images, std::greater(), &Sure::probability);
    std::vector<CoveragePoint> curve;
    qint64 wrong = 0;
    for (std::size_t i = 0; i < images.size(); ++i) {
        wrong += images[i].wrong ? 1 : 0;
        if (i + 1 == images.size() || images[i + 1].probability != images[i].probability)
            curve.push_back({images[i].probability, double(i + 1) / double(images.size()),
                             double(wrong) / double(i + 1)});
    }
    return curve;
}

} // namespace cairn
