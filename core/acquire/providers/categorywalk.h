// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <optional>

namespace cairn {

/// A category of Wikimedia Commons and those in it, level by level: CirrusSearch's deepcat: knows no depth,
/// and refuses categories with more than 256 below them. First the names are found, several categories a
/// request; then their files are searched for, as many categories a search as its text may hold. No network:
/// it says what to search for and is told what came. At most 200 categories, found in at most 25 requests;
/// those nearest to the category come first.
class CategoryWalk
{
public:
    /// `depth`: levels below `name`; 1 or more.
    CategoryWalk(const QString &name, int depth);

    bool findsNames() const { return m_levels > 0; } ///< else it searches for files
    /// What CirrusSearch is asked: in the namespace of categories while findsNames(), else in that of files.
    QString query() const;
    /// The names that an answer brought, without their namespace. `more`: the same question has more.
    void take(const QStringList &found, bool more);
    bool nextFiles(); ///< goes on to the next search for files; false: that was the last one
    bool isCut() const { return m_cut; } ///< there are more categories than it looks at

    QJsonObject toJson() const;
    /// Nothing where it is none.
    static std::optional<CategoryWalk> fromJson(const QJsonObject &json);

private:
    CategoryWalk() = default;
    qsizetype chunkEnd() const;
    void nextLevel();

    QStringList m_names; // the category itself, then those below it by level
    qsizetype m_at = 0; // the first name of the question that is on
    qsizetype m_end = 1; // of the names that this level asks about
    int m_levels = 0; // that are still to be looked at for names
    int m_requests = 0;
    bool m_cut = false;
};

/// A search for the files of the category alone.
QString ownFilesQuery(const QString &name);
/// Of that and of everything below it, as far as the service goes.
QString deepFilesQuery(const QString &name);

} // namespace cairn
