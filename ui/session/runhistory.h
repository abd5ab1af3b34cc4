// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/metricschannel.h"

#include <QList>

namespace cairn {

/// A run's curves for the plots: x is the position in epochs. Bounded: when a curve is full, neighboring
/// points are merged in such a way that the smallest and the largest value of each pair survive.
class RunHistory
{
public:
    void clear();
    void append(const std::vector<BatchBin> &bins);
    void append(const EpochMetrics &epoch);
    /// What a run that goes on had told before it was ended.
    void prepend(const RunHistory &earlier);
    void cutAt(double epoch); ///< forgets what was told from this position on

    struct Curve
    {
        QList<double> x;
        QList<double> y;
    };
    const Curve &loss() const { return m_loss; }
    const Curve &smoothedLoss() const { return m_smoothed; }
    const Curve &learningRate() const { return m_rate; }
    const Curve &gradientNorm() const { return m_norm; } ///< of steps; empty for runs of older versions
    const Curve &imagesPerSecond() const { return m_speed; }
    const QList<EpochMetrics> &epochs() const { return m_epochs; }
    const BatchMetrics &last() const { return m_last; }
    qint64 batches() const { return m_batches; }

    static constexpr qsizetype capacity = 20000;

private:
    Curve m_loss;
    Curve m_smoothed;
    Curve m_rate;
    Curve m_norm;
    Curve m_speed;
    QList<EpochMetrics> m_epochs;
    BatchMetrics m_last;
    qint64 m_batches = 0;
};

} // namespace cairn
