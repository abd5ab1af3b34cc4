// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/evaluation/intervals.h"
#include "core/learn/evaluation/metrics.h"

#include <functional>

namespace cairn {

/// Two runs on the same images.
struct PairedErrors
{
    qint64 images = 0; ///< labeled, and judged by both
    qint64 firstWrong = 0;
    qint64 secondWrong = 0;
    std::vector<qint64> becameRight; ///< image ids: only the first is wrong
    std::vector<qint64> becameWrong; ///< only the second is

    double firstErrorRate() const; ///< 0–1; NaN without images
    double secondErrorRate() const;
    Interval firstInterval() const { return wilsonInterval(firstWrong, images); }
    Interval secondInterval() const { return wilsonInterval(secondWrong, images); }
    double pValue() const; ///< McNemar's exact test
};

/// `counts`, if given, says which images to look at. Ids are in the order of `second`.
PairedErrors pairedErrors(const Evaluation &first, const Evaluation &second,
                          const std::function<bool(qint64 imageId)> &counts = {});

/// "error rate 11.7 % (5.8–22.2 %)" is shareWithInterval(7, 60): "11.7 % (5.8–22.2 %)".
QString shareWithInterval(qint64 hits, qint64 of);

} // namespace cairn
