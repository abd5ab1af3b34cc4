// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/acquire/onlinesample.h"

using namespace Qt::StringLiterals;

namespace cairn {

const QList<SampleSearch> &landmarkSearches()
{
    static const QList<SampleSearch> searches{
        {u"Colosseum"_s, u"Category:Colosseum"_s, u"Colosseum Rome"_s},
        {u"UT Main Building"_s, u"Category:Main Building, University of Texas at Austin"_s,
         u"University of Texas tower Austin"_s},
        {u"Eiffel Tower"_s, u"Category:Eiffel Tower"_s, u"Eiffel Tower Paris"_s}};
    return searches;
}

QStringList landmarkClasses()
{
    QStringList names;
    for (const SampleSearch &search : landmarkSearches())
        names << search.className;
    return names;
}

} // namespace cairn
