// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/evaluation/intervals.h"

#include <algorithm>
#include <cmath>

namespace cairn {

Interval wilsonInterval(qint64 hits, qint64 of)
{
    if (of <= 0)
        return {};
    constexpr double z = 1.959963984540054;
    const double n = double(of);
    const double share = double(std::clamp<qint64>(hits, 0, of)) / n;
    const double center = share + z * z / (2 * n);
    const double half = z * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
    const double scale = 1 + z * z / n;
    // At both ends the formula's difference is 0 or 1 but for rounding.
    return {hits <= 0 ? 0 : std::max(0.0, (center - half) / scale),
            hits >= of ? 1 : std::min(1.0, (center + half) / scale)};
}

double mcnemarExact(qint64 onlyFirstWrong, qint64 onlySecondWrong)
{
    const qint64 smaller = std::min(onlyFirstWrong, onlySecondWrong);
    const qint64 all = onlyFirstWrong + onlySecondWrong;
    if (smaller < 0 || all == 0)
        return 1;
    // The binomial sum in units of its largest term, which is C(all, smaller) / 2^all: that one may be as
    // small as it likes.
    double logLargest = -double(all) * std::log(2.0);
    for (qint64 i = 1; i <= smaller; ++i)
        logLargest += std::log(double(all - smaller + i) / double(i));
    double sum = 0;
    double term = 1;
    for (qint64 i = smaller; i >= 0 && term > 0; --i) {
        sum += term;
        term *= double(i) / double(all - i + 1);
    }
    return std::min(1.0, 2 * sum * std::exp(logLargest));
}

} // namespace cairn
