// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/metricschannel.h"

#include <algorithm>
#include <cmath>

namespace cairn {

namespace {

/// A NaN loss leaves the extremes alone and shows in the sum.
void merge(BatchBin &bin, const BatchBin &newer)
{
    bin.last = newer.last;
    bin.minLoss = std::fmin(bin.minLoss, newer.minLoss);
    bin.maxLoss = std::fmax(bin.maxLoss, newer.maxLoss);
    bin.sumLoss += newer.sumLoss;
    bin.count += newer.count;
}

} // namespace

MetricsChannel::MetricsChannel(std::size_t capacity)
    : m_capacity(std::max<std::size_t>(capacity, 2))
{
    m_bins.reserve(m_capacity);
}

void MetricsChannel::push(const BatchMetrics &metrics)
{
    const std::lock_guard lock(m_mutex);
    if (m_bins.size() >= m_capacity)
        fold();
    m_bins.push_back({metrics, metrics.loss, metrics.loss, metrics.loss, 1});
}

std::vector<BatchBin> MetricsChannel::drain()
{
    std::vector<BatchBin> fresh;
    fresh.reserve(m_capacity);
    const std::lock_guard lock(m_mutex);
    m_bins.swap(fresh);
    return fresh;
}

void MetricsChannel::fold()
{
    const std::size_t count = m_bins.size();
    for (std::size_t i = 0; i < count; i += 2) {
        BatchBin bin = m_bins[i];
        if (i + 1 < count)
            merge(bin, m_bins[i + 1]);
        m_bins[i / 2] = bin;
    }
    m_bins.resize((count + 1) / 2);
}

} // namespace cairn
