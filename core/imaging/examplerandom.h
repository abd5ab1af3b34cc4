// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace cairn {

/// Random numbers that belong to one example in one epoch: a function of (seed, epoch, index) only, so that a
/// seed gives the same images whichever thread works on them and in whatever order. SplitMix64 (Steele,
/// Lea, Flood 2014), the same on every platform, unlike std's distributions.
class ExampleRandom
{
public:
    ExampleRandom(quint64 seed, quint64 epoch, quint64 index);
    quint64 next();
    double uniform(double low, double high); ///< [low, high)
    int below(int bound); ///< 0 … bound − 1; bound ≥ 1

private:
    quint64 m_state;
};

} // namespace cairn
