// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/editrepository.h"

#include "core/project/classrepository.h"
#include "core/project/edithistory.h"
#include "core/project/editpayload.h"
#include "core/project/imagerepository.h"
#include "core/project/query.h"

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr int historyEntries = 50;

Result<void> readLabels(Database &database, Edit &edit)
{
    Query query(database,
                u"SELECT image_id, before_class, after_class FROM label_events WHERE edit_id = ?"_s);
    if (const auto done = query.run({edit.id}); !done)
        return done;
    while (query.next())
        edit.labels.push_back({query.integer(0), query.integer(1), query.integer(2)});
    return query.finish();
}

Result<qint64> nextEditId(Database &database)
{
    Query query(database, u"SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'edits'"_s);
    if (const auto done = query.run(); !done)
        return done.error();
    return query.next() ? query.integer(0) : 1;
}

// Images that came for the class meanwhile, from a download, go where its others went.
Result<void> emptyClass(Database &database, const ClassChange &removal)
{
    if (const auto moved = database.execute(
            u"UPDATE labels SET class_id = ? WHERE class_id = ? AND EXISTS (SELECT 1 FROM classes WHERE id = ?)"_s,
            {removal.into, removal.before->id, removal.into});
        !moved)
        return moved;
    return database.execute(u"DELETE FROM labels WHERE class_id = ?"_s, {removal.before->id});
}

Result<void> applyClasses(ClassRepository &classes, const std::vector<ClassChange> &changes, bool removals)
{
    for (const ClassChange &change : changes) {
        if (removals != !change.after.has_value())
            continue;
        const Result<void> done = !change.after ? classes.remove(change.before->id)
            : change.before                     ? classes.update(*change.after)
                                                : classes.insert(*change.after);
        if (!done)
            return done;
    }
    return {};
}

} // namespace

Result<void> EditRepository::insert(const Edit &edit)
{
    if (const auto done = m_database.execute(u"DELETE FROM edits WHERE undone = 1"_s); !done)
        return done;
    const auto done = m_database.execute(
        u"INSERT INTO edits (id, at, description, kind, payload) VALUES (?, ?, ?, ?, ?)"_s,
        {edit.id, QDateTime::currentMSecsSinceEpoch(), edit.description, editKindName(edit.kind),
         editPayload(edit)});
    if (!done)
        return done;
    Query event(
        m_database,
        u"INSERT INTO label_events (edit_id, image_id, before_class, after_class) VALUES (?, ?, ?, ?)"_s);
    for (const LabelChange &change : edit.labels) {
        if (const auto stored = event.run({edit.id, change.imageId, change.before, change.after}); !stored)
            return stored;
    }
    return {};
}

// Classes come before the labels that name them and go after them.
Result<void> EditRepository::apply(const Edit &edit, const std::vector<ClassChange> &classes, bool forward)
{
    ClassRepository classRows(m_database);
    ImageRepository images(m_database);
    if (const auto done = applyClasses(classRows, classes, false); !done)
        return done;
    if (const auto done = images.setLabels(edit.labels, forward); !done)
        return done;
    if (const auto done = images.setValues(edit.kind, edit.values, forward); !done)
        return done;
    for (const ClassChange &change : classes) {
        if (!forward || change.after)
            continue;
        if (const auto done = emptyClass(m_database, change); !done)
            return done;
    }
    return applyClasses(classRows, classes, true);
}

Result<void> EditRepository::add(const Edit &edit, const std::vector<ClassChange> &classes)
{
    Transaction transaction(m_database);
    if (const auto done = insert(edit); !done)
        return done;
    if (const auto done = apply(edit, classes, true); !done)
        return done;
    return transaction.commit();
}

Result<void> EditRepository::step(const Edit &edit, const std::vector<ClassChange> &classes, bool forward)
{
    Transaction transaction(m_database);
    if (const auto done
        = m_database.execute(u"UPDATE edits SET undone = ? WHERE id = ?"_s, {forward ? 0 : 1, edit.id});
        !done)
        return done;
    if (const auto done = apply(edit, classes, forward); !done)
        return done;
    return transaction.commit();
}

Result<StoredEdits> EditRepository::latest() const
{
    const auto nextId = nextEditId(m_database);
    if (!nextId)
        return nextId.error();
    StoredEdits stored{{}, 0, *nextId};
    Query query(m_database,
                u"SELECT id, description, kind, payload, undone FROM edits ORDER BY id DESC LIMIT ?"_s);
    if (const auto done = query.run({qint64(EditHistory::stepLimit)}); !done)
        return done.error();
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
    Query find(m_database, u"SELECT 1 FROM classes WHERE id = ?"_s);
    if (const auto done = find.run({classId}); !done)
        return done.error();
    if (classId == 0 || find.next())
        return classId;
    // A class that was merged into may have been merged itself later.
    Query query(m_database, u"SELECT payload FROM edits WHERE kind = 'class' AND undone = 0 ORDER BY id"_s);
    if (const auto done = query.run(); !done)
        return done.error();
    while (query.next()) {
        Edit edit;
        readEditPayload(query.text(0), edit);
        classId = edit.classAfter(classId);
    }
    if (const auto done = query.finish(); !done)
        return done.error();
    if (const auto done = find.run({classId}); !done)
        return done.error();
    return find.next() ? classId : 0;
}

Result<std::vector<LabelHistoryEntry>> EditRepository::labelHistory(qint64 imageId) const
{
    Query query(m_database,
                u"SELECT edits.at, edits.description, coalesce(b.name, ''), coalesce(a.name, '') "
                "FROM label_events JOIN edits ON edits.id = edit_id "
                "LEFT JOIN classes AS b ON b.id = before_class LEFT JOIN classes AS a ON a.id = after_class "
                "WHERE image_id = ? AND undone = 0 ORDER BY edits.id DESC LIMIT ?"_s);
    if (const auto done = query.run({imageId, historyEntries}); !done)
        return done.error();
    std::vector<LabelHistoryEntry> entries;
    while (query.next())
        entries.push_back(
            {QDateTime::fromMSecsSinceEpoch(query.integer(0)), query.text(1), query.text(2), query.text(3)});
    if (const auto done = query.finish(); !done)
        return done.error();
    return entries;
}

} // namespace cairn
