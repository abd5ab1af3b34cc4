// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/learn/trainingconfig.h"

#include <cmath>
#include <QRegularExpression>

namespace cairn {

namespace {

/// The shortest text that reads back as the same double.
QString exactNumber(double value)
{
    QString text;
    for (int digits = 6; digits <= 17; ++digits) {
        text = QString::number(value, 'g', digits);
        if (text.toDouble() == value)
            break;
    }
    return text;
}

std::optional<double> readNumber(const QString &text)
{
    bool ok = false;
    const double value = text.trimmed().toDouble(&ok); // always with a point, whatever the locale
    return ok && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

} // namespace

QList<double> LearningRate::forGroups(int groups) const
{
    QList<double> rates(groups, high);
    for (int i = 0; spread && i < groups - 1; ++i)
        rates[i] = low > 0 ? low * std::pow(high / low, i / (groups - 1.0)) : high / 10;
    return rates;
}

QString LearningRate::toString() const
{
    if (!spread)
        return exactNumber(high);
    if (low <= 0)
        return QStringLiteral("slice(%1)").arg(exactNumber(high));
    return QStringLiteral("slice(%1,%2)").arg(exactNumber(low), exactNumber(high));
}

Result<LearningRate> LearningRate::parse(const QString &text)
{
    static const QRegularExpression pattern(QStringLiteral(R"(^\s*slice\(([^,()]*)(?:,([^,()]*))?\)\s*$)"));
    const QString bounded = text.left(200);
    const auto match = pattern.match(bounded);
    if (!match.hasMatch()) {
        if (const auto rate = readNumber(bounded); rate && *rate > 0)
            return same(*rate);
    } else {
        const auto first = readNumber(match.captured(1));
        if (first && *first > 0 && match.capturedStart(2) < 0)
            return slice(*first);
        const auto second = readNumber(match.captured(2));
        if (first && second && *first > 0 && *second > 0)
            return slice(*first, *second);
    }
    return Error{
        ErrorCode::InvalidInput,
        Text::tr("“%1” is not a learning rate; use for example 0.003 or slice(1e-6,1e-4).").arg(bounded)};
}

} // namespace cairn
