// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/evaluation/classreport.h"
#include "core/learn/evaluation/metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cairn {

namespace {

constexpr int topFive = 5;

} // namespace

std::vector<ClassReport> classReports(const Evaluation &evaluation)
{
    const ConfusionMatrix &matrix = evaluation.confusion;
    const std::vector<ClassMetrics> metrics = classMetrics(matrix);
    std::vector<double> losses(metrics.size(), 0);
    for (const Prediction &prediction : evaluation.predictions) {
        if (prediction.actual >= 0 && std::size_t(prediction.actual) < losses.size()
            && prediction.predicted >= 0)
            losses[std::size_t(prediction.actual)] += prediction.loss;
    }
    std::vector<ClassReport> reports;
    for (int i = 0; i < matrix.classes(); ++i) {
        const std::size_t index = std::size_t(i);
        const qint64 support = metrics[index].support;
        reports.push_back({metrics[index], wilsonInterval(matrix.at(i, i), matrix.columnTotal(i)),
                           wilsonInterval(matrix.at(i, i), support),
                           support > 0 ? losses[index] / double(support) : qQNaN()});
    }
    return reports;
}

double macroF1(const std::vector<ClassReport> &classes)
{
    double sum = 0;
    qint64 present = 0;
    for (const ClassReport &report : classes) {
        const bool predicted = !std::isnan(report.precision);
        present += report.support > 0 || predicted ? 1 : 0;
        sum += std::isnan(report.f1) ? 0 : report.f1; // nothing of it was right
    }
    return present > 0 ? sum / double(present) : qQNaN();
}

double topKAccuracy(const LabeledProbabilities &table, int k)
{
    qint64 hits = 0;
    for (std::size_t i = 0; i < table.rows(); ++i) {
        const double own = table.selfConfidence(i);
        const auto above = std::ranges::count_if(table.row(i), [own](double p) { return p > own; });
        hits += above < k ? 1 : 0;
    }
    return ratio(hits, qint64(table.rows()));
}

std::optional<double> topFiveAccuracy(const LabeledProbabilities &table)
{
    return table.classes > topFive ? std::optional(topKAccuracy(table, topFive)) : std::nullopt;
}

std::vector<ThresholdPoint> thresholdCurve(const LabeledProbabilities &table, int positive)
{
    struct Scored
    {
        double score;
        bool positive;
    };
    std::vector<Scored> images;
    for (std::size_t i = 0; i < table.rows(); ++i)
        images.push_back({table.row(i)[std::size_t(positive)], table.given[i] == positive});
    std::ranges::stable_sort(images, std::greater(), &Scored::score);
    const qint64 positives = std::ranges::count(images, true, &Scored::positive);
    const qint64 negatives = qint64(images.size()) - positives;
    std::vector<ThresholdPoint> curve;
    if (!images.empty())
        curve.push_back({std::numeric_limits<double>::infinity(), qQNaN(), positives > 0 ? 0 : qQNaN(),
                         negatives > 0 ? 0 : qQNaN()});
    qint64 found = 0;
    for (std::size_t i = 0; i < images.size(); ++i) {
        found += images[i].positive ? 1 : 0;
        const qint64 taken = qint64(i) + 1;
        if (i + 1 == images.size() || images[i + 1].score != images[i].score)
            curve.push_back({images[i].score, ratio(found, taken), ratio(found, positives),
                             ratio(taken - found, negatives)});
    }
    return curve;
}

} // namespace cairn
