// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/data/figure.h"

using namespace Qt::StringLiterals;

namespace cairn::bench {

namespace {

QString text(double value, const QString &unit)
{
    const int digits = value < 10 && unit != u"ms"_s ? 2 : value < 100 ? 1 : 0;
    return QString::number(value, 'f', digits) + u' ' + unit;
}

} // namespace

bool Figure::met() const
{
    return bound == Bound::None || (bound == Bound::Below ? value < goal : value >= goal);
}

bool Figure::worseThan(const Figure &other) const
{
    return bound == Bound::Below ? value > other.value : bound == Bound::AtLeast && value < other.value;
}

QJsonObject toJson(const Figure &figure)
{
    return {{u"name"_s, figure.name},
            {u"value"_s, figure.value},
            {u"unit"_s, figure.unit},
            {u"bound"_s, int(figure.bound)},
            {u"goal"_s, figure.goal}};
}

Figure figureFromJson(const QJsonObject &object)
{
    return {object[u"name"_s].toString(), object[u"value"_s].toDouble(), object[u"unit"_s].toString(),
            Figure::Bound(object[u"bound"_s].toInt()), object[u"goal"_s].toDouble()};
}

QString tableRow(const Figure &figure)
{
    const QString measured = text(figure.value, figure.unit);
    if (figure.bound == Figure::Bound::None)
        return u"| %1 | %2 | | |"_s.arg(figure.name, measured);
    return u"| %1 | %2 | %3 %4 %5 | %6 |"_s
        .arg(figure.name, measured, figure.bound == Figure::Bound::Below ? u"<"_s : u"≥"_s)
        .arg(figure.goal)
        .arg(figure.unit, figure.met() ? u"yes"_s : u"no"_s);
}

QString tableHead()
{
    return u"| | measured | goal | met |\n|---|---|---|---|"_s;
}

} // namespace cairn::bench
