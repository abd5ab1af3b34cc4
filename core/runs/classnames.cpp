// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/classnames.h"
#include "core/base/text.h"

#include "core/base/format.h"
#include "core/base/outside.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

// What a description of a network may hold, see modelSpecFromJson().
constexpr qsizetype mostNames = 10'000;
constexpr qsizetype longestName = 200;
constexpr qint64 largestFile = 8'000'000;

QStringList namesIn(const QByteArray &bytes)
{
    QStringList names;
    if (bytes.trimmed().startsWith('[')) {
        const QJsonArray array = isModestJson(bytes) ? QJsonDocument::fromJson(bytes).array() : QJsonArray();
        for (const QJsonValue &value : array)
            names << value.toString().simplified();
        return names;
    }
    for (const QString &line : QString::fromUtf8(bytes).split(u'\n'))
        names << line.simplified();
    while (!names.isEmpty() && names.last().isEmpty())
        names.removeLast();
    return names;
}

void makeUnique(QStringList &names)
{
    QSet<QString> seen;
    for (QString &name : names) {
        const QString wanted = name;
        for (int number = 2; seen.contains(name); ++number)
            name = u"%1 (%2)"_s.arg(wanted).arg(number);
        seen.insert(name);
    }
}

} // namespace

Result<QStringList> readClassNames(const QString &file)
{
    const auto bytes = readOutside(file, largestFile);
    if (!bytes)
        return bytes.error();
    const QString shown = QFileInfo(file).fileName();
    QStringList names = namesIn(*bytes);
    if (names.size() < 2 || names.size() > mostNames)
        return Error{
            ErrorCode::InvalidInput,
            Text::tr("“%1” must contain the names of 2 to 10,000 classes, one per line or as a JSON array; "
                     "it contains %2.")
                .arg(shown, formatCount(names.size()))};
    for (qsizetype i = 0; i < names.size(); ++i) {
        if (names[i].isEmpty() || names[i].size() > longestName - 8) // room for " (10000)"
            return Error{ErrorCode::InvalidInput,
                         Text::tr("Name %1 in “%2” is %3.")
                             .arg(formatCount(i + 1), shown,
                                  names[i].isEmpty() ? Text::tr("empty") : Text::tr("too long"))};
    }
    makeUnique(names);
    return names;
}

} // namespace cairn
