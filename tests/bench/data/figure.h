// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>

namespace cairn::bench {

/// One number that was measured, and what it is to be.
struct Figure
{
    enum class Bound {
        None,
        Below,
        AtLeast,
    };

    QString name;
    double value = 0;
    QString unit;
    Bound bound = Bound::None;
    double goal = 0;

    bool met() const; ///< true without a goal
    bool worseThan(const Figure &other) const; ///< by the bound; false without one
};

QJsonObject toJson(const Figure &figure);
Figure figureFromJson(const QJsonObject &object);

/// "| open: window usable | 0.61 s | < 1 s | yes |"
QString tableRow(const Figure &figure);
QString tableHead();

} // namespace cairn::bench
