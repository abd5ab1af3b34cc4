// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/repositories/correctionlog.h"

#include "core/base/csv.h"
#include "core/base/folder.h"
#include "core/project/edit.h"
#include "core/project/query.h"
#include "core/project/repositories/editpayload.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace cairn {

Result<std::vector<Correction>> corrections(Database &database)
{
    const auto nameOf = [](const Query &query, int column) {
        const qint64 id = query.integer(column);
        const QString name = query.text(column + 1);
        return !name.isEmpty() || id == 0 ? name : u"class %1"_s.arg(id);
    };
    Query query(database,
                u"SELECT edits.at, images.path, before_class, coalesce(b.name, ''), after_class, "
                "coalesce(a.name, ''), edits.payload "
                "FROM label_events JOIN edits ON edits.id = edit_id JOIN images ON images.id = image_id "
                "LEFT JOIN classes b ON b.id = before_class LEFT JOIN classes a ON a.id = after_class "
                "WHERE edits.undone = 0 AND before_class <> 0 ORDER BY edits.id, images.id"_s);
    return query.rows({}, [&](const Query &row) {
        Edit edit;
        readEditPayload(row.text(6), edit);
        const QString path = row.text(1);
        return Correction{QDateTime::fromMSecsSinceEpoch(row.integer(0)),
                          QDir::isAbsolutePath(path) ? path : database.directory() + u'/' + path,
                          nameOf(row, 2), nameOf(row, 4),
                          edit.suggestedBy != 0 ? u"Run %1"_s.arg(edit.suggestedBy) : QString()};
    });
}

Result<qint64> writeCorrections(Database &database, const QString &file)
{
    return corrections(database).and_then([&file](const std::vector<Correction> &all) {
        QByteArray text = csvRow({u"file"_s, u"from"_s, u"to"_s, u"when"_s, u"suggested_by"_s}).toUtf8();
        for (const Correction &one : all)
            text
                += csvRow({one.path, one.from, one.to, one.at.toUTC().toString(Qt::ISODate), one.suggestedBy})
                       .toUtf8();
        return replaceFile(file, text).transform([&all] { return qint64(all.size()); });
    });
}

} // namespace cairn
