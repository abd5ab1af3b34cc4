// SPDX-License-Identifier: GPL-3.0-or-later
// The steps of editing that Library offers: what each of them changes.

#include "core/base/format.h"
#include "core/base/text.h"
#include "core/project/library.h"
#include "core/project/repositories/classrepository.h"

#include <algorithm>
#include <QRegularExpression>
#include <QSet>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

QString imagesText(std::size_t count)
{
    return Text::tr("%1 image(s)", nullptr, int(count)).arg(formatCount(qint64(count)));
}

int valueOf(const ImageRecord &image, EditKind kind)
{
    return kind == EditKind::Trash ? int(image.trashed)
        : kind == EditKind::Flag   ? int(image.flagged)
                                   : int(image.split);
}

Error classIsGone()
{
    return {ErrorCode::NotFound, Text::tr("The class no longer exists.")};
}

} // namespace

void Library::setLabel(const std::vector<qint64> &imageIds, qint64 classId)
{
    const ClassRecord *target = classById(classId);
    if (classId != 0 && !target)
        return;
    Edit edit;
    edit.labels.reserve(imageIds.size());
    QSet<qint64> seen;
    for (const qint64 id : imageIds) {
        const ImageRecord *known = image(id);
        if (!known || seen.contains(id) || known->classId == classId)
            continue;
        seen.insert(id);
        edit.labels.push_back({id, known->classId, classId});
    }
    if (edit.labels.empty())
        return;
    const QString images = imagesText(edit.labels.size());
    edit.description = target ? Text::tr("Label %1 as %2").arg(images, target->name)
                              : Text::tr("Clear the label of %1").arg(images);
    edit.values = joinsOf(edit.labels);
    perform(std::move(edit));
}

void Library::setLabels(const QHash<qint64, qint64> &classes, const QString &description, qint64 run)
{
    Edit edit;
    edit.description = description;
    edit.suggestedBy = run;
    for (const auto &[id, classId] : classes.asKeyValueRange()) {
        const ImageRecord *known = image(id);
        if (known && known->classId != classId && (classId == 0 || classById(classId)))
            edit.labels.push_back({id, known->classId, classId});
    }
    std::ranges::sort(edit.labels, {}, &LabelChange::imageId);
    edit.values = joinsOf(edit.labels);
    if (!edit.labels.empty())
        perform(std::move(edit));
}

std::vector<ImageChange> Library::changesTo(EditKind kind, const std::vector<qint64> &imageIds,
                                            int value) const
{
    std::vector<ImageChange> changes;
    QSet<qint64> seen;
    for (const qint64 id : imageIds) {
        const ImageRecord *known = image(id);
        if (!known || seen.contains(id) || valueOf(*known, kind) == value)
            continue;
        seen.insert(id);
        changes.push_back({id, valueOf(*known, kind), value});
    }
    return changes;
}

void Library::setTrashed(const std::vector<qint64> &imageIds, bool trashed)
{
    Edit edit{.kind = EditKind::Trash, .values = changesTo(EditKind::Trash, imageIds, trashed)};
    edit.description = (trashed ? Text::tr("Move %1 to the trash") : Text::tr("Restore %1 from the trash"))
                           .arg(imagesText(edit.values.size()));
    if (!edit.values.empty())
        perform(std::move(edit));
}

void Library::setFlagged(const std::vector<qint64> &imageIds, bool flagged)
{
    Edit edit{.kind = EditKind::Flag, .values = changesTo(EditKind::Flag, imageIds, flagged)};
    edit.description = (flagged ? Text::tr("Flag %1") : Text::tr("Remove the flag from %1"))
                           .arg(imagesText(edit.values.size()));
    if (!edit.values.empty())
        perform(std::move(edit));
}

void Library::setFine(const std::vector<qint64> &imageIds, bool fine)
{
    Edit edit;
    edit.kind = EditKind::Fine;
    QSet<qint64> seen;
    for (const qint64 id : imageIds) {
        const ImageRecord *known = image(id);
        if (!known || seen.contains(id) || known->classId == 0 || known->labelIsFine() == fine)
            continue;
        seen.insert(id);
        edit.values.push_back({id, int(known->fineClass), fine ? int(known->classId) : 0});
    }
    edit.description = (fine ? Text::tr("Mark the label of %1 as correct")
                             : Text::tr("Undo marking the label of %1 as correct"))
                           .arg(imagesText(edit.values.size()));
    if (!edit.values.empty())
        perform(std::move(edit));
}

void Library::setSplit(const std::vector<qint64> &imageIds, Split split)
{
    Edit edit{.kind = EditKind::Split, .values = changesTo(EditKind::Split, imageIds, int(split))};
    edit.description = (split == Split::Train       ? Text::tr("Move %1 to training")
                            : split == Split::Valid ? Text::tr("Move %1 to validation")
                            : split == Split::Test  ? Text::tr("Move %1 to test")
                                                    : Text::tr("Remove %1 from the split"))
                           .arg(imagesText(edit.values.size()));
    if (!edit.values.empty())
        perform(std::move(edit));
}

const ClassRecord *Library::classNamed(const QString &name, qint64 exceptId) const
{
    const auto found = std::ranges::find_if(m_contents.classes, [&](const ClassRecord &record) {
        return record.id != exceptId && record.name == name;
    });
    return found == m_contents.classes.end() ? nullptr : &*found;
}

Result<QString> Library::unusedName(const QString &name, qint64 exceptId) const
{
    return ClassRepository::cleanName(name).and_then([&](const QString &clean) -> Result<QString> {
        if (const ClassRecord *taken = classNamed(clean, exceptId))
            return Error{ErrorCode::AlreadyExists,
                         Text::tr("A class named “%1” already exists.").arg(taken->name)};
        return clean;
    });
}

Result<ClassRecord> Library::findClass(qint64 classId) const
{
    const ClassRecord *record = classById(classId);
    return record ? Result<ClassRecord>(*record) : classIsGone();
}

Result<qint64> Library::addClass(const QString &name)
{
    return checkClassesEditable()
        .and_then([&] { return unusedName(name, 0); })
        .transform([this](const QString &clean) { return appendClass(clean); });
}

qint64 Library::appendClass(const QString &clean)
{
    const ClassRecord record{m_contents.nextClassId++, clean, int(m_contents.classes.size())};
    perform({.kind = EditKind::Class,
             .description = Text::tr("Add the class %1").arg(clean),
             .classes = {{.before = std::nullopt, .after = record}}});
    return record.id;
}

Result<void> Library::changeClass(const ClassRecord &before, const ClassRecord &after,
                                  const QString &description)
{
    if (before.name == after.name && before.color == after.color && before.shortcut == after.shortcut)
        return {};
    perform({.kind = EditKind::Class,
             .description = description,
             .classes = {{.before = before, .after = after}}});
    return {};
}

Result<void> Library::renameClass(qint64 id, const QString &name)
{
    const auto rename = [&](const ClassRecord &before) {
        return unusedName(name, id).and_then([&](const QString &clean) {
            ClassRecord after = before;
            after.name = clean;
            return changeClass(before, after, Text::tr("Rename %1 to %2").arg(before.name, after.name));
        });
    };
    return findClass(id).and_then(rename);
}

Result<void> Library::setClassColor(qint64 id, const QString &color)
{
    static const QRegularExpression valid(u"^(#[0-9a-f]{6})?$"_s);
    const auto before = findClass(id);
    if (!before)
        return before.error();
    ClassRecord after = *before;
    after.color = color.toLower();
    if (!valid.match(after.color).hasMatch())
        return Error{ErrorCode::InvalidInput, Text::tr("A color must be written like #3b8fd6.")};
    return changeClass(*before, after, Text::tr("Change the color of %1").arg(before->name));
}

Result<void> Library::setClassShortcut(qint64 id, const QString &key)
{
    const auto before = findClass(id);
    if (!before)
        return before.error();
    ClassRecord after = *before;
    after.shortcut = key.toLower();
    if (!key.isEmpty() && (key.size() != 1 || !key.front().isLetterOrNumber()))
        return Error{ErrorCode::InvalidInput, Text::tr("A key must be one letter or digit.")};
    if (after.shortcut == u"0")
        return Error{ErrorCode::InvalidInput, Text::tr("The key 0 clears a label; choose another key.")};
    for (const ClassRecord &other : m_contents.classes) {
        if (!key.isEmpty() && other.id != id && other.shortcut == after.shortcut)
            return Error{
                ErrorCode::AlreadyExists,
                Text::tr("%1 is already the key of %2; choose another key.").arg(key.toUpper(), other.name)};
    }
    return changeClass(*before, after, Text::tr("Change the key of %1").arg(before->name));
}

// The class goes, its images get another one (0: none).
// The others move up and keep their keys all the same: a hand has learnt them.
Edit Library::removalEdit(const ClassRecord &record, qint64 newClass) const
{
    Edit edit{.kind = EditKind::Class,
              .classes = {{.before = record, .after = std::nullopt, .into = newClass}}};
    for (const ClassRecord &other : m_contents.classes) {
        if (other.position <= record.position)
            continue;
        ClassRecord kept = other;
        kept.shortcut = keyOf(other);
        if (kept.shortcut == other.shortcut)
            continue;
        edit.classes.push_back({other, kept});
    }
    for (const ImageRecord &image : m_contents.images) {
        if (image.classId == record.id)
            edit.labels.push_back({image.id, record.id, newClass});
    }
    return edit;
}

Result<void> Library::removeClass(qint64 id)
{
    return checkClassesEditable()
        .and_then([&] { return findClass(id); })
        .transform([this](const ClassRecord &record) {
            Edit edit = removalEdit(record, 0);
            edit.description = Text::tr("Delete the class %1").arg(record.name);
            perform(std::move(edit));
        });
}

Result<void> Library::mergeClass(qint64 id, qint64 into)
{
    if (auto free = checkClassesEditable(); !free)
        return free;
    const auto record = findClass(id);
    const auto target = findClass(into);
    if (!record || !target)
        return classIsGone();
    if (id == into)
        return Error{ErrorCode::InvalidInput,
                     Text::tr("Choose another class to merge “%1” into.").arg(record->name)};
    Edit edit = removalEdit(*record, into);
    edit.description = Text::tr("Merge %1 into %2").arg(record->name, target->name);
    perform(std::move(edit));
    return {};
}

} // namespace cairn
