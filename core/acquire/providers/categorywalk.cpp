// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/acquire/providers/categorywalk.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr qsizetype mostNames = 200;
constexpr int mostRequests = 25; // for names
constexpr int deepest = 5;
constexpr qsizetype longestQuery = 300; // characters, by CirrusSearch
const QString bitmaps = u"filetype:bitmap "_s;

/// In quotes, for a keyword of CirrusSearch.
QString quoted(const QString &name)
{
    return u'"' + QString(name).replace(u'"', u"\\\""_s) + u'"';
}

QString inAnyOf(const QStringList &names)
{
    return u"incategory:"_s + quoted(names.join(u'|'));
}

bool fits(const QStringList &names)
{
    return (bitmaps + inAnyOf(names)).toUcs4().size() <= longestQuery;
}

} // namespace

QString ownFilesQuery(const QString &name)
{
    return bitmaps + inAnyOf({name});
}

QString deepFilesQuery(const QString &name)
{
    return bitmaps + u"deepcat:"_s + quoted(name);
}

CategoryWalk::CategoryWalk(const QString &name, int depth)
    : m_names{name}
    , m_levels(std::min(depth, deepest))
{
}

/// As many names as one question may hold, at least one.
qsizetype CategoryWalk::chunkEnd() const
{
    qsizetype end = m_at + 1;
    while (end < m_end && fits(m_names.mid(m_at, end + 1 - m_at)))
        ++end;
    return end;
}

QString CategoryWalk::query() const
{
    const QString names = inAnyOf(m_names.mid(m_at, chunkEnd() - m_at));
    return findsNames() ? names : bitmaps + names;
}

void CategoryWalk::take(const QStringList &found, bool more)
{
    ++m_requests;
    const qsizetype asked = chunkEnd();
    for (const QString &name : found) {
        // A name that no question can hold, or that would be read as several, is not one to ask about.
        if (name.isEmpty() || name.contains(u'|') || !fits({name}) || m_names.contains(name))
            continue;
        m_cut = m_cut || m_names.size() >= mostNames;
        if (m_names.size() < mostNames)
            m_names << name;
    }
    const bool levelGoesOn = more || asked < m_end;
    if (m_requests >= mostRequests) {
        m_cut = m_cut || levelGoesOn || (m_levels > 1 && m_names.size() > m_end);
        m_levels = 1;
        m_at = m_end;
    } else if (!more) {
        m_at = asked;
    }
    if (m_at >= m_end)
        nextLevel();
}

void CategoryWalk::nextLevel()
{
    const bool nothingNew = m_end == m_names.size();
    m_levels = nothingNew || m_cut ? 0 : m_levels - 1;
    m_at = m_levels > 0 ? m_end : 0;
    m_end = m_names.size();
}

bool CategoryWalk::nextFiles()
{
    m_at = chunkEnd();
    return m_at < m_end;
}

QJsonObject CategoryWalk::toJson() const
{
    return {{u"names"_s, QJsonArray::fromStringList(m_names)},
            {u"at"_s, qint64(m_at)},
            {u"end"_s, qint64(m_end)},
            {u"levels"_s, m_levels},
            {u"requests"_s, m_requests},
            {u"cut"_s, m_cut}};
}

std::optional<CategoryWalk> CategoryWalk::fromJson(const QJsonObject &json)
{
    CategoryWalk walk;
    const QJsonArray names = json[u"names"].toArray();
    for (const QJsonValue &name : names)
        walk.m_names << name.toString();
    walk.m_at = json[u"at"].toInteger();
    walk.m_end = json[u"end"].toInteger();
    walk.m_levels = json[u"levels"].toInt();
    walk.m_requests = json[u"requests"].toInt();
    walk.m_cut = json[u"cut"].toBool();
    const bool sane = walk.m_at >= 0 && walk.m_at < walk.m_end && walk.m_end <= walk.m_names.size();
    return sane ? std::optional(walk) : std::nullopt;
}

} // namespace cairn
