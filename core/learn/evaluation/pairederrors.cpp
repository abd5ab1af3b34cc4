// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/evaluation/pairederrors.h"

#include "core/base/format.h"

#include <QHash>

namespace cairn {

double PairedErrors::firstErrorRate() const
{
    return images > 0 ? double(firstWrong) / double(images) : qQNaN();
}

double PairedErrors::secondErrorRate() const
{
    return images > 0 ? double(secondWrong) / double(images) : qQNaN();
}

double PairedErrors::pValue() const
{
    return mcnemarExact(qint64(becameRight.size()), qint64(becameWrong.size()));
}

PairedErrors pairedErrors(const Evaluation &first, const Evaluation &second,
                          const std::function<bool(qint64 imageId)> &counts)
{
    QHash<qint64, bool> firstIsWrong;
    for (const Prediction &prediction : first.predictions) {
        if (prediction.actual >= 0)
            firstIsWrong.insert(prediction.imageId, prediction.actual != prediction.predicted);
    }
    PairedErrors result;
    for (const Prediction &prediction : second.predictions) {
        const auto known = firstIsWrong.constFind(prediction.imageId);
        if (prediction.actual < 0 || known == firstIsWrong.cend() || (counts && !counts(prediction.imageId)))
            continue;
        const bool wrong = prediction.actual != prediction.predicted;
        ++result.images;
        result.firstWrong += *known ? 1 : 0;
        result.secondWrong += wrong ? 1 : 0;
        if (*known && !wrong)
            result.becameRight.push_back(prediction.imageId);
        else if (!*known && wrong)
            result.becameWrong.push_back(prediction.imageId);
    }
    return result;
}

QString shareWithInterval(qint64 hits, qint64 of)
{
    if (of <= 0)
        return QStringLiteral("–");
    const Interval interval = wilsonInterval(hits, of);
    return QStringLiteral("%1 (%2–%3 %)")
        .arg(formatPercent(double(hits) / double(of)))
        .arg(interval.low * 100, 0, 'f', 1)
        .arg(interval.high * 100, 0, 'f', 1);
}

} // namespace cairn
