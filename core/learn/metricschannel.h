// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/trainingobserver.h"

#include <mutex>
#include <vector>

namespace cairn {

/// One or several consecutive batches: several when the reader was slow and batches were folded together.
struct BatchBin
{
    BatchMetrics last; ///< of the newest batch in the bin
    double minLoss = 0;
    double maxLoss = 0;
    double sumLoss = 0;
    qint64 count = 0;
};

/// Carries batch metrics from the training thread to the GUI without signals: bounded, never blocks for long,
/// never loses a spike. When full, neighboring bins are merged pairwise (min, max, sum and count survive).
/// push() and drain() may run on different threads.
class MetricsChannel
{
public:
    explicit MetricsChannel(std::size_t capacity = 4096);
    void push(const BatchMetrics &metrics);
    std::vector<BatchBin> drain(); ///< everything since the last drain, oldest first

private:
    void fold();

    const std::size_t m_capacity;
    mutable std::mutex m_mutex;
    std::vector<BatchBin> m_bins;
};

} // namespace cairn
