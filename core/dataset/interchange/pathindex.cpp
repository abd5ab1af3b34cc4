// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/interchange/pathindex.h"

#include <QSet>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

/// Composed: macOS writes "ü" into file systems and archives as two characters, tables have it as one.
QString composed(const QString &text)
{
    return text.normalized(QString::NormalizationForm_C);
}

QStringList partsOf(const QString &path)
{
    QStringList parts;
    for (const QString &part : composed(path).split(u'/', Qt::SkipEmptyParts)) {
        if (part == u".." && !parts.isEmpty())
            parts.removeLast();
        else if (part != u"." && part != u"..")
            parts << part;
    }
    return parts;
}

bool hasDrive(const QString &path)
{
    return path.size() > 2 && path[0].isLetter() && path[1] == u':' && (path[2] == u'\\' || path[2] == u'/');
}

/// How many of the folders at the ends of two paths are the same; their last parts are names.
int commonFolders(const QStringList &one, const QStringList &other)
{
    int count = 0;
    for (qsizetype i = 2; i <= std::min(one.size(), other.size()); ++i, ++count) {
        if (one[one.size() - i] != other[other.size() - i])
            break;
    }
    return count;
}

} // namespace

QString normalizedPath(const QString &written)
{
    QString path = written.trimmed();
    if (path.startsWith(u"file:", Qt::CaseInsensitive))
        path = QUrl(path).toLocalFile();
    const bool windows = hasDrive(path);
    if (windows || !path.contains(u'/'))
        path.replace(u'\\', u'/');
    return windows ? path.mid(2) : path;
}

QString withoutImageExtension(const QString &name)
{
    static const QSet<QString> endings{u"jpg"_s, u"jpeg"_s, u"jpe"_s,  u"jfif"_s, u"png"_s,  u"webp"_s,
                                       u"bmp"_s, u"tif"_s,  u"tiff"_s, u"gif"_s,  u"avif"_s, u"heic"_s,
                                       u"jxl"_s, u"ppm"_s,  u"pgm"_s,  u"pbm"_s,  u"pnm"_s};
    const qsizetype dot = name.lastIndexOf(u'.');
    return dot > 0 && endings.contains(name.sliced(dot + 1).toLower()) ? name.first(dot) : name;
}

PathIndex::PathIndex(const QString &base, QStringList paths)
    : m_base(partsOf(base))
    , m_paths(std::move(paths))
{
    for (qsizetype i = 0; i < m_paths.size(); ++i)
        m_byStem.insert(withoutImageExtension(composed(m_paths[i].section(u'/', -1))).toLower(), i);
}

PathIndex::Candidate PathIndex::rate(const QStringList &written, bool absolute, const QString &path) const
{
    const QStringList parts = partsOf(path);
    const QString &name = parts.last();
    const QString &wanted = written.last();
    const bool id = withoutImageExtension(wanted) == wanted; // names no extension
    const bool fits = id ? withoutImageExtension(name).compare(wanted, Qt::CaseInsensitive) == 0
            || name.compare(wanted, Qt::CaseInsensitive) == 0
                         : name.compare(wanted, Qt::CaseInsensitive) == 0;
    if (!fits)
        return {};
    const int common = commonFolders(written, parts);
    const bool below = parts.size() > m_base.size() && parts.first(m_base.size()) == m_base;
    QStringList rest = below ? parts.sliced(m_base.size()) : parts;
    if (below && rest.size() == 2 && (rest[0] == u"images" || rest[0] == u"data"))
        rest.removeFirst(); // where exports put them
    const bool wholeBelow = below && common >= rest.size() - 1;
    const bool wholeWritten = common == written.size() - 1;
    if (!wholeBelow && !wholeWritten && !(absolute && common > 0))
        return {};
    return {common, name == wanted};
}

PathIndex::Match PathIndex::find(const QString &written) const
{
    const QString path = normalizedPath(written);
    const QStringList parts = partsOf(path);
    if (parts.isEmpty() || path.contains(QChar::Null))
        return {};
    const bool absolute = path.startsWith(u'/');
    Match best;
    Candidate highest;
    const QString stem = withoutImageExtension(parts.last()).toLower();
    for (auto [it, end] = m_byStem.equal_range(stem); it != end; ++it) {
        const Candidate candidate = rate(parts, absolute, m_paths[*it]);
        if (candidate.folders < 0 || candidate < highest)
            continue;
        best = {*it, best.index >= 0 && candidate == highest};
        highest = candidate;
    }
    if (best.index < 0 && path.contains(u'\\')) // of Windows after all, though with a slash as well
        return find(QString(path).replace(u'\\', u'/'));
    return best;
}

} // namespace cairn
