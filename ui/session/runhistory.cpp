// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/runhistory.h"

#include <algorithm>
#include <cmath>

namespace cairn {

namespace {

// Of every four points keep the lowest and the highest, in their order.
void halve(RunHistory::Curve &curve)
{
    qsizetype kept = 0;
    for (qsizetype i = 0; i < curve.x.size(); i += 4) {
        const qsizetype end = std::min(i + 4, curve.x.size());
        const auto [low, high] = std::minmax_element(curve.y.cbegin() + i, curve.y.cbegin() + end);
        const qsizetype a = std::min(low, high) - curve.y.cbegin();
        const qsizetype b = std::max(low, high) - curve.y.cbegin();
        for (const qsizetype source : {a, b}) {
            curve.x[kept] = curve.x[source];
            curve.y[kept] = curve.y[source];
            ++kept;
        }
    }
    curve.x.resize(kept);
    curve.y.resize(kept);
}

void add(RunHistory::Curve &curve, double x, double y)
{
    if (std::isnan(y))
        return;
    if (curve.x.size() >= RunHistory::capacity)
        halve(curve);
    curve.x.append(x);
    curve.y.append(y);
}

} // namespace

void RunHistory::clear()
{
    *this = RunHistory();
}

void RunHistory::append(const std::vector<BatchBin> &bins)
{
    for (const BatchBin &bin : bins) {
        if (bin.count > 1) {
            add(m_loss, bin.last.epoch, bin.minLoss);
            add(m_loss, bin.last.epoch, bin.maxLoss);
        } else {
            add(m_loss, bin.last.epoch, bin.last.loss);
        }
        add(m_smoothed, bin.last.epoch, bin.last.smoothedLoss);
        add(m_rate, bin.last.epoch, bin.last.learningRate);
        add(m_norm, bin.last.epoch, bin.last.gradientNorm);
        add(m_speed, bin.last.epoch, bin.last.imagesPerSecond);
        m_batches += bin.count;
    }
    if (!bins.empty())
        m_last = bins.back().last;
}

void RunHistory::append(const EpochMetrics &epoch)
{
    m_epochs.append(epoch);
}

void RunHistory::prepend(const RunHistory &earlier)
{
    const auto before = [](const Curve &first, const Curve &then) {
        return Curve{first.x + then.x, first.y + then.y};
    };
    m_loss = before(earlier.m_loss, m_loss);
    m_smoothed = before(earlier.m_smoothed, m_smoothed);
    m_rate = before(earlier.m_rate, m_rate);
    m_norm = before(earlier.m_norm, m_norm);
    m_speed = before(earlier.m_speed, m_speed);
    m_epochs = earlier.m_epochs + m_epochs;
}

void RunHistory::cutAt(double epoch)
{
    for (Curve *curve : {&m_loss, &m_smoothed, &m_rate, &m_norm, &m_speed}) {
        const auto end = std::ranges::find_if(curve->x, [epoch](double x) { return x >= epoch; });
        curve->y.resize(end - curve->x.begin());
        curve->x.resize(curve->y.size());
    }
    m_epochs.removeIf([epoch](const EpochMetrics &metrics) { return metrics.epoch >= epoch; });
}

} // namespace cairn
