// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>
#include <QStringList>
#include <vector>

namespace cairn {

/// What the network said of one image.
struct Prediction
{
    qint64 imageId = 0;
    int actual = -1; ///< class index; −1 unknown
    int predicted = -1; ///< class index of the largest probability
    double probability = 0; ///< of the predicted class, 0–1
    double actualProbability = 0; ///< of the actual class, 0–1 (what fast.ai's top losses print)
    double loss = 0; ///< cross-entropy, nats
    std::vector<float> probabilities; ///< one a class, sums to 1
};

/// `part` ÷ `whole`, NaN where there is no whole.
double ratio(qint64 part, qint64 whole);

/// Counts of (actual, predicted), row-major: rows are actual classes.
class ConfusionMatrix
{
public:
    ConfusionMatrix() = default;
    explicit ConfusionMatrix(int classes);

    int classes() const { return m_classes; }
    qint64 at(int actual, int predicted) const
    {
        return m_counts[std::size_t(actual) * std::size_t(m_classes) + std::size_t(predicted)];
    }
    void add(int actual, int predicted, qint64 count = 1);
    qint64 total() const;
    qint64 rowTotal(int actual) const;
    qint64 columnTotal(int predicted) const;
    qint64 correct() const;

    struct Confusion
    {
        int actual;
        int predicted;
        qint64 count;
        bool operator==(const Confusion &) const = default;
    };
    /// Off-diagonal cells with at least `minimum`, largest first, ties in row-major order (as fast.ai's
    /// most_confused).
    std::vector<Confusion> mostConfused(qint64 minimum = 1) const;

    QJsonArray toJson() const; ///< array of rows
    static ConfusionMatrix
    fromJson(const QJsonArray &rows); ///< empty matrix where it is not square or not counts

    bool operator==(const ConfusionMatrix &) const = default;

private:
    int m_classes = 0;
    std::vector<qint64> m_counts;
};

struct ClassMetrics
{
    qint64 support = 0; ///< images of the class
    double precision = 0; ///< 0–1; NaN when nothing was predicted as it
    double recall = 0; ///< 0–1; NaN when support is 0
    double f1 = 0;
};

/// One row a class.
std::vector<ClassMetrics> classMetrics(const ConfusionMatrix &matrix);

/// A network's result on a labeled set.
struct Evaluation
{
    double loss = 0; ///< mean cross-entropy, nats
    double errorRate = 0; ///< 0–1
    double accuracy = 0; ///< 1 − errorRate
    ConfusionMatrix confusion;
    std::vector<Prediction> predictions; ///< in the order of the examples; unreadable images are missing
};

/// Sums predictions up. `classes` is the number of classes.
Evaluation evaluate(std::vector<Prediction> predictions, int classes);

/// Indices into `predictions`, largest loss first.
std::vector<std::size_t> topLosses(const std::vector<Prediction> &predictions);

} // namespace cairn
