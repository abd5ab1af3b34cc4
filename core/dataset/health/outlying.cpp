// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/health/outlying.h"
#include "core/base/text.h"

#include "core/base/format.h"

#include <QFileInfo>
#include <QHash>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

/// Canonical paths, with one look at the disk for each folder.
class Places
{
public:
    explicit Places(const QString &folder)
        : m_top(QFileInfo(folder).canonicalFilePath() + u'/')
    {
    }

    bool isOutside(const QString &file)
    {
        const QFileInfo info(file);
        if (info.isSymLink())
            return !info.canonicalFilePath().startsWith(m_top);
        const QString folder = info.path();
        auto known = m_canonical.constFind(folder);
        if (known == m_canonical.constEnd())
            known = m_canonical.insert(folder, QFileInfo(folder).canonicalFilePath() + u'/');
        return !known->startsWith(m_top);
    }

private:
    const QString m_top;
    QHash<QString, QString> m_canonical;
};

} // namespace

QString outlyingNotice(const std::vector<FoundFile> &files, const QString &folder)
{
    Places places(folder);
    qint64 count = 0;
    QString first;
    for (const FoundFile &file : files) {
        if (!file.refusal.isEmpty() || file.owned || !places.isOutside(file.path))
            continue;
        ++count;
        if (first.isEmpty())
            first = file.path;
    }
    if (count == 0)
        return {};
    return Text::
        tr("%1 of the file(s) are outside “%2”, through links or their paths in the list, among them “%3”.",
           nullptr, int(count))
            .arg(formatCount(count), folder, first);
}

} // namespace cairn
