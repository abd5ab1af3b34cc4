// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace cairn {

struct SampleSearch
{
    QString className;
    QString query; ///< for Wikimedia Commons
    QString instead; ///< words to search for where the category is none (any more)
};

/// The sample of photographs: three landmarks by their categories of Wikimedia Commons.
const QList<SampleSearch> &landmarkSearches();
QStringList landmarkClasses();
inline constexpr int landmarkImages = 100; ///< of each

} // namespace cairn
