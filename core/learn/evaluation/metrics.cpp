// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/evaluation/metrics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cairn {

namespace {

constexpr qsizetype mostClasses = 2000; // a matrix of 32 MB
constexpr double largestCount = 9007199254740991; // 2⁵³ − 1

/// A NaN loss is the worst of all.
double sortableLoss(const Prediction &prediction)
{
    return std::isnan(prediction.loss) ? qInf() : prediction.loss;
}

} // namespace

double ratio(qint64 part, qint64 whole)
{
    return whole > 0 ? double(part) / double(whole) : qQNaN();
}

ConfusionMatrix::ConfusionMatrix(int classes)
    : m_classes(std::max(classes, 0))
    , m_counts(std::size_t(m_classes) * std::size_t(m_classes), 0)
{
}

void ConfusionMatrix::add(int actual, int predicted, qint64 count)
{
    Q_ASSERT(actual >= 0 && actual < m_classes && predicted >= 0 && predicted < m_classes);
    m_counts[std::size_t(actual) * std::size_t(m_classes) + std::size_t(predicted)] += count;
}

qint64 ConfusionMatrix::total() const
{
    return std::accumulate(m_counts.begin(), m_counts.end(), qint64(0));
}

qint64 ConfusionMatrix::rowTotal(int actual) const
{
    qint64 sum = 0;
    for (int predicted = 0; predicted < m_classes; ++predicted)
        sum += at(actual, predicted);
    return sum;
}

qint64 ConfusionMatrix::columnTotal(int predicted) const
{
    qint64 sum = 0;
    for (int actual = 0; actual < m_classes; ++actual)
        sum += at(actual, predicted);
    return sum;
}

qint64 ConfusionMatrix::correct() const
{
    qint64 sum = 0;
    for (int i = 0; i < m_classes; ++i)
        sum += at(i, i);
    return sum;
}

std::vector<ConfusionMatrix::Confusion> ConfusionMatrix::mostConfused(qint64 minimum) const
{
    std::vector<Confusion> confusions;
    for (int actual = 0; actual < m_classes; ++actual) {
        for (int predicted = 0; predicted < m_classes; ++predicted) {
            const qint64 count = at(actual, predicted);
            if (actual != predicted && count > 0 && count >= minimum)
                confusions.push_back({actual, predicted, count});
        }
    }
    std::stable_sort(confusions.begin(), confusions.end(),
                     [](const Confusion &a, const Confusion &b) { return a.count > b.count; });
    return confusions;
}

QJsonArray ConfusionMatrix::toJson() const
{
    QJsonArray rows;
    for (int actual = 0; actual < m_classes; ++actual) {
        QJsonArray row;
        for (int predicted = 0; predicted < m_classes; ++predicted)
            row << at(actual, predicted);
        rows << row;
    }
    return rows;
}

ConfusionMatrix ConfusionMatrix::fromJson(const QJsonArray &rows)
{
    if (rows.size() > mostClasses)
        return {};
    ConfusionMatrix matrix(static_cast<int>(rows.size()));
    for (int actual = 0; actual < matrix.classes(); ++actual) {
        const QJsonArray row = rows[actual].toArray();
        if (row.size() != rows.size())
            return {};
        for (int predicted = 0; predicted < matrix.classes(); ++predicted) {
            const double count = row[predicted].toDouble(-1);
            if (!(count >= 0 && count <= largestCount) || count != std::floor(count))
                return {};
            matrix.add(actual, predicted, static_cast<qint64>(count));
        }
    }
    return matrix;
}

std::vector<ClassMetrics> classMetrics(const ConfusionMatrix &matrix)
{
    std::vector<ClassMetrics> metrics;
    for (int i = 0; i < matrix.classes(); ++i) {
        const qint64 hits = matrix.at(i, i);
        const qint64 support = matrix.rowTotal(i);
        const qint64 predicted = matrix.columnTotal(i);
        metrics.push_back(
            {support, ratio(hits, predicted), ratio(hits, support), ratio(2 * hits, support + predicted)});
    }
    return metrics;
}

Evaluation evaluate(std::vector<Prediction> predictions, int classes)
{
    Evaluation result;
    result.confusion = ConfusionMatrix(classes);
    double loss = 0;
    const auto isClass = [classes](int index) { return index >= 0 && index < classes; };
    for (const Prediction &prediction : predictions) {
        if (!isClass(prediction.actual) || !isClass(prediction.predicted))
            continue;
        result.confusion.add(prediction.actual, prediction.predicted);
        loss += prediction.loss;
    }
    const qint64 total = result.confusion.total();
    const qint64 correct = result.confusion.correct();
    result.loss = total > 0 ? loss / double(total) : qQNaN();
    result.accuracy = ratio(correct, total);
    result.errorRate = ratio(total - correct, total);
    result.predictions = std::move(predictions);
    return result;
}

std::vector<std::size_t> topLosses(const std::vector<Prediction> &predictions)
{
    std::vector<std::size_t> order(predictions.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return sortableLoss(predictions[a]) > sortableLoss(predictions[b]);
    });
    return order;
}

} // namespace cairn
