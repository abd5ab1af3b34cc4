// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace cairn {

/// A share with what it may be: 0–1.
struct Interval
{
    double low = 0;
    double high = 1;
    bool operator==(const Interval &) const = default;
};

/// Wilson's 95 % interval for a share of which `hits` of `of` were seen (Wilson 1927; z = 1.959963984540054).
/// Nothing seen
/// (`of` ≤ 0): 0–1.
Interval wilsonInterval(qint64 hits, qint64 of);

/// McNemar's exact test of two classifiers on the same images (McNemar 1947): the probability, if both were
/// equally good, of discordant counts at least as uneven as these. 0–1; 1 where nothing is discordant.
double mcnemarExact(qint64 onlyFirstWrong, qint64 onlySecondWrong);

/// Two classifiers cannot be told apart by such a p-value: 0.05 or more.
inline bool withinNoise(double pValue)
{
    return !(pValue < 0.05);
}

} // namespace cairn
