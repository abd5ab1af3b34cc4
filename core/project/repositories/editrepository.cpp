// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/repositories/editrepository.h"

#include "core/project/edithistory.h"
#include "core/project/query.h"
#include "core/project/repositories/classrepository.h"
#include "core/project/repositories/editpayload.h"
#include "core/project/repositories/imagerepository.h"

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr int historyEntries = 50;

Result<void> readLabels(Database &database, Edit &edit)
{
    Query query(database,
                u"SELECT image_id, before_class, after_class FROM label_events WHERE edit_id = ?"_s);
    return query.forEachRow({edit.id}, [&edit](const Query &row) {
        edit.labels.push_back({row.integer(0), row.integer(1), row.integer(2)});
    });
}

Result<qint64> nextEditId(Database &database)
{
    return Query(database, u"SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'edits'"_s)
        .number({}, 1);
}

// Images that came for the class meanwhile, from a download, go where its others went.
Result<void> emptyClass(Database &database, const ClassChange &removal)
{
    return database
        .execute(
            u"UPDATE labels SET class_id = ? WHERE class_id = ? AND EXISTS (SELECT 1 FROM classes WHERE id = ?)"_s,
            {removal.into, removal.before->id, removal.into})
        .and_then([&] {
            return database.execute(u"DELETE FROM labels WHERE class_id = ?"_s, {removal.before->id});
        });
}

Result<void> applyClasses(ClassRepository &classes, const std::vector<ClassChange> &changes, bool removals)
{
    return forEach(changes, [&](const ClassChange &change) -> Result<void> {
        if (removals != !change.after.has_value())
            return {};
        return !change.after ? classes.remove(change.before->id)
            : change.before  ? classes.update(*change.after)
                             : classes.insert(*change.after);
    });
}

} // namespace

Result<void> EditRepository::insert(const Edit &edit)
{
    const auto addEdit = [&] {
        return m_database.execute(
            u"INSERT INTO edits (id, at, description, kind, payload) VALUES (?, ?, ?, ?, ?)"_s,
            {edit.id, QDateTime::currentMSecsSinceEpoch(), edit.description, editKindName(edit.kind),
             editPayload(edit)});
    };
    const auto addLabels = [&] {
        Query event(
            m_database,
            u"INSERT INTO label_events (edit_id, image_id, before_class, after_class) VALUES (?, ?, ?, ?)"_s);
        return event.runForEach(edit.labels, [&](const LabelChange &change) {
            return QVariantList{edit.id, change.imageId, change.before, change.after};
        });
    };
    return m_database.execute(u"DELETE FROM edits WHERE undone = 1"_s).and_then(addEdit).and_then(addLabels);
}

// Classes come before the labels that name them and go after them.
Result<void> EditRepository::apply(const Edit &edit, const std::vector<ClassChange> &classes, bool forward)
{
    ClassRepository classRows(m_database);
    ImageRepository images(m_database);
    const auto emptyRemoved = [&] {
        return forEach(classes, [&](const ClassChange &change) {
            return forward && !change.after ? emptyClass(m_database, change) : Result<void>();
        });
    };
    return applyClasses(classRows, classes, false)
        .and_then([&] { return images.setLabels(edit.labels, forward); })
        .and_then([&] { return images.setValues(edit.kind, edit.values, forward); })
        .and_then(emptyRemoved)
        .and_then([&] { return applyClasses(classRows, classes, true); });
}

Result<void> EditRepository::add(const Edit &edit, const std::vector<ClassChange> &classes)
{
    return inTransaction(m_database,
                         [&] { return insert(edit).and_then([&] { return apply(edit, classes, true); }); });
}

Result<void> EditRepository::step(const Edit &edit, const std::vector<ClassChange> &classes, bool forward)
{
    return inTransaction(m_database, [&] {
        return m_database.execute(u"UPDATE edits SET undone = ? WHERE id = ?"_s, {forward ? 0 : 1, edit.id})
            .and_then([&] { return apply(edit, classes, forward); });
    });
}

Result<StoredEdits> EditRepository::latest() const
{
    const auto nextId = nextEditId(m_database);
    Query query(m_database,
                u"SELECT id, description, kind, payload, undone FROM edits ORDER BY id DESC LIMIT ?"_s);
    if (const auto done
        = nextId.and_then([&](qint64) { return query.run({qint64(EditHistory::stepLimit)}); });
        !done)
        return done.error();
    StoredEdits stored{{}, 0, *nextId};
    std::size_t changes = 0;
    while (query.next() && changes <= EditHistory::changeLimit) {
        auto edit = std::make_shared<Edit>();
        edit->id = query.integer(0);
        edit->description = query.text(1);
        edit->kind = editKindOf(query.text(2));
        readEditPayload(query.text(3), *edit);
        if (const auto done = readLabels(m_database, *edit); !done)
            return done.error();
        changes += edit->size();
        stored.undone += query.integer(4) != 0 ? 1 : 0;
        stored.edits.push_back(std::move(edit));
    }
    if (const auto done = query.finish(); !done)
        return done.error();
    std::ranges::reverse(stored.edits);
    return stored;
}

Result<qint64> EditRepository::currentClass(qint64 classId) const
{
    const auto known = [this](qint64 id) { // the class, or 0
        return Query(m_database, u"SELECT id FROM classes WHERE id = ?"_s).number({id});
    };
    const auto follow = [&](qint64 found) -> Result<qint64> {
        if (classId == 0 || found != 0)
            return classId;
        // A class that was merged into may have been merged itself later.
        Query query(m_database,
                    u"SELECT payload FROM edits WHERE kind = 'class' AND undone = 0 ORDER BY id"_s);
        const auto takeStep = [&classId](const Query &row) {
            Edit edit;
            readEditPayload(row.text(0), edit);
            classId = edit.classAfter(classId);
        };
        return query.forEachRow({}, takeStep).and_then([&] { return known(classId); });
    };
    return known(classId).and_then(follow);
}

Result<std::vector<LabelHistoryEntry>> EditRepository::labelHistory(qint64 imageId) const
{
    Query query(m_database,
                u"SELECT edits.at, edits.description, coalesce(b.name, ''), coalesce(a.name, '') "
                "FROM label_events JOIN edits ON edits.id = edit_id "
                "LEFT JOIN classes AS b ON b.id = before_class LEFT JOIN classes AS a ON a.id = after_class "
                "WHERE image_id = ? AND undone = 0 ORDER BY edits.id DESC LIMIT ?"_s);
    return query.rows({imageId, historyEntries}, [](const Query &row) {
        return LabelHistoryEntry{QDateTime::fromMSecsSinceEpoch(row.integer(0)), row.text(1), row.text(2),
                                 row.text(3)};
    });
}

} // namespace cairn
