// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/library.h"
#include "core/base/text.h"

#include "core/project/repositories/classrepository.h"
#include "core/project/repositories/editrepository.h"
#include "core/project/repositories/imagerepository.h"
#include "core/project/repositories/qualityrepository.h"
#include "core/project/repositories/settingsrepository.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

Result<Library::Contents> Library::loadImages(Database &database)
{
    auto read = allOf(ClassRepository(database).all(), ImageRepository(database).all(),
                      ClassRepository(database).nextId(), SettingsRepository(database).splitRule(),
                      QualityRepository(database).hashes());
    if (!read)
        return read.error();
    auto &[classes, images, nextClassId, rule, hashes] = *read;
    return Contents{.classes = std::move(classes),
                    .images = std::move(images),
                    .nextClassId = nextClassId,
                    .splitRule = rule,
                    .hashes = std::move(hashes)};
}

Result<Library::Contents> Library::load(Database &database)
{
    auto read = allOf(loadImages(database), EditRepository(database).latest());
    if (!read)
        return read.error();
    auto &[contents, stored] = *read;
    contents.edits = std::move(stored.edits);
    contents.undone = stored.undone;
    contents.nextEditId = stored.nextId;
    return std::move(contents);
}

Library::Library(const Project &project, Contents contents, QObject *parent)
    : QObject(parent)
    , m_contents(std::move(contents))
    , m_writer(project)
{
    m_history.reset(std::exchange(m_contents.edits, {}), m_contents.undone);
    reindex();
}

Library::~Library() = default;

void Library::reindex()
{
    m_rows.clear();
    m_rows.reserve(qsizetype(m_contents.images.size()));
    m_counts.clear();
    m_splits.clear();
    m_split = {};
    m_imageCount = 0;
    for (const auto &[id, hash] : std::exchange(m_contents.hashes, {}))
        m_join.setHash(id, hash);
    for (std::size_t row = 0; row < m_contents.images.size(); ++row) {
        m_rows.insert(m_contents.images[row].id, int(row));
        count(m_contents.images[row], 1);
    }
    for (const ClassRecord &record : m_contents.classes)
        m_contents.nextClassId = std::max(m_contents.nextClassId, record.id + 1);
}

void Library::count(const ImageRecord &image, int step)
{
    if (image.trashed)
        return;
    m_counts[image.classId] += step;
    m_imageCount += step;
    if (image.classId == 0)
        return;
    m_splits[image.classId][std::size_t(image.split)] += step;
    m_split[std::size_t(image.split)] += step;
}

int Library::rowOf(qint64 imageId) const
{
    return m_rows.value(imageId, -1);
}

const ImageRecord *Library::image(qint64 imageId) const
{
    const int row = rowOf(imageId);
    return row < 0 ? nullptr : &m_contents.images[std::size_t(row)];
}

const ClassRecord *Library::classById(qint64 id) const
{
    const auto found = std::ranges::find(m_contents.classes, id, &ClassRecord::id);
    return found == m_contents.classes.end() ? nullptr : &*found;
}

const ClassRecord *Library::currentClass(qint64 classId) const
{
    const ClassRecord *known = classById(classId);
    return known ? known : classById(m_history.classAfter(classId));
}

int Library::classCount(qint64 classId) const
{
    return m_counts.value(classId);
}

int Library::imageCount() const
{
    return m_imageCount;
}

int Library::splitCount(Split split, qint64 classId) const
{
    return (classId == 0 ? m_split : m_splits.value(classId))[std::size_t(split)];
}

bool Library::isSplit() const
{
    return splitCount(Split::Train) > 0 && splitCount(Split::Valid) > 0;
}

SplitRule Library::splitRule() const
{
    if (m_contents.splitRule || !isSplit())
        return m_contents.splitRule.value_or(SplitRule());
    const double valid = splitCount(Split::Valid);
    return {valid / (valid + splitCount(Split::Train)), SplitRule().seed};
}

QString Library::keyOf(const ClassRecord &record) const
{
    if (!record.shortcut.isEmpty())
        return record.shortcut;
    constexpr int digits = 9;
    const auto numberOf = [](const ClassRecord &one) { return QString::number(one.position + 1); };
    QSet<QString> own;
    for (const ClassRecord &other : m_contents.classes)
        own.insert(other.shortcut);
    if (record.position < digits && !own.contains(numberOf(record)))
        return numberOf(record);
    QSet<QString> used = own;
    int before = 0; // classes without a number of their own that come first
    for (const ClassRecord &other : m_contents.classes) {
        const bool hasNumber = other.position < digits && !own.contains(numberOf(other));
        if (!other.shortcut.isEmpty())
            continue;
        if (hasNumber)
            used.insert(numberOf(other));
        else if (other.position < record.position)
            ++before;
    }
    for (int digit = 1; digit <= digits; ++digit) {
        if (!used.contains(QString::number(digit)) && before-- == 0)
            return QString::number(digit);
    }
    return {};
}

void Library::perform(Edit edit)
{
    edit.id = m_contents.nextEditId++;
    const auto shared = std::make_shared<const Edit>(std::move(edit));
    const Applied applied = apply(*shared, true);
    m_history.push(shared);
    m_writer.enqueue([shared, classes = applied.classes](Database &database) {
        return EditRepository(database).add(*shared, classes);
    });
    emitChanges(applied);
}

Result<void> Library::checkClassesEditable() const
{
    if (!m_classesFixed)
        return {};
    return Error{ErrorCode::Locked,
                 Text::tr("An import that may add classes is running; wait until it is finished.")};
}

void Library::step(bool forward)
{
    const EditPointer edit = m_history.next(forward);
    if (!edit)
        return;
    if (const auto free = checkClassesEditable(); edit->addsOrRemovesClasses() && !free) {
        Q_EMIT refused(free.error());
        return;
    }
    (void)(forward ? m_history.stepForward() : m_history.stepBack());
    const Applied applied = apply(*edit, forward);
    std::vector<qint64> concerned;
    for (const int row : applied.rows)
        concerned.push_back(m_contents.images[std::size_t(row)].id);
    m_writer.enqueue([edit, classes = applied.classes, forward](Database &database) {
        return EditRepository(database).step(*edit, classes, forward);
    });
    emitChanges(applied);
    Q_EMIT stepped(concerned);
}

void Library::undo()
{
    step(false);
}

void Library::redo()
{
    step(true);
}

void Library::emitChanges(const Applied &applied)
{
    if (!applied.classes.empty())
        Q_EMIT classesChanged();
    if (!applied.rows.isEmpty())
        Q_EMIT imagesChanged(applied.rows);
    Q_EMIT historyChanged();
}

// Classes come before the labels that name them and go after them, as in EditRepository.
Library::Applied Library::apply(const Edit &edit, bool forward)
{
    Applied applied;
    applied.classes = applyClasses(edit, forward, false);
    applyLabels(edit, forward, applied.rows);
    applyValues(edit, forward, applied.rows);
    for (ClassChange &removal : applyClasses(edit, forward, true))
        applied.classes.push_back(std::move(removal));
    std::ranges::sort(applied.rows); // one row may have a new label and a new part of the split
    applied.rows.erase(std::unique(applied.rows.begin(), applied.rows.end()), applied.rows.end());
    return applied;
}

void Library::applyLabels(const Edit &edit, bool forward, QList<int> &rows)
{
    QSet<qint64> known{0};
    for (const ClassRecord &record : m_contents.classes)
        known.insert(record.id);
    rows.reserve(qsizetype(edit.size()));
    for (const LabelChange &change : edit.labels) {
        const int row = rowOf(change.imageId);
        if (row < 0)
            continue;
        const qint64 classId = forward ? change.after : change.before;
        ImageRecord &image = m_contents.images[std::size_t(row)];
        count(image, -1);
        image.classId = known.contains(classId) ? classId : 0;
        count(image, 1);
        rows << row;
    }
}

void Library::applyValues(const Edit &edit, bool forward, QList<int> &rows)
{
    for (const ImageChange &change : edit.values) {
        const int row = rowOf(change.imageId);
        if (row < 0)
            continue;
        const int value = forward ? change.after : change.before;
        ImageRecord &image = m_contents.images[std::size_t(row)];
        count(image, -1);
        if (edit.kind == EditKind::Trash)
            image.trashed = value != 0;
        else if (edit.kind == EditKind::Flag)
            image.flagged = value != 0;
        else if (edit.kind == EditKind::Fine)
            image.fineClass = value;
        else
            image.split = Split(value);
        count(image, 1);
        rows << row;
    }
}

// Between an edit and its undoing, an import may have added a class of the same name or given images to a
// class that the edit made: what is done then differs from what the edit says, and the disk is told so.
std::vector<ClassChange> Library::applyClasses(const Edit &edit, bool forward, bool removals)
{
    std::vector<ClassChange> done;
    for (const ClassChange &change : edit.classes) {
        const auto &before = forward ? change.before : change.after;
        std::optional<ClassRecord> after = forward ? change.after : change.before;
        if (removals != !after.has_value())
            continue;
        const bool applied = !after ? removeRecord(before->id)
            : before                ? replaceRecord(*after)
                                    : addRecord(*after);
        if (applied)
            done.push_back({before, after, change.into});
    }
    return done;
}

bool Library::addRecord(ClassRecord &record)
{
    if (classById(record.id))
        return false;
    const QString name = record.name;
    for (int number = 2; classNamed(record.name, record.id); ++number)
        record.name = u"%1 (%2)"_s.arg(name).arg(number);
    auto &classes = m_contents.classes;
    record.position = std::clamp(record.position, 0, int(classes.size()));
    auto place = classes.insert(classes.begin() + record.position, record);
    for (++place; place != classes.end(); ++place)
        ++place->position;
    return true;
}

bool Library::replaceRecord(ClassRecord &record)
{
    const auto found = std::ranges::find(m_contents.classes, record.id, &ClassRecord::id);
    if (found == m_contents.classes.end())
        return false;
    if (classNamed(record.name, record.id))
        record.name = found->name;
    record.position = found->position;
    *found = record;
    return true;
}

bool Library::removeRecord(qint64 classId)
{
    const auto found = std::ranges::find(m_contents.classes, classId, &ClassRecord::id);
    if (found == m_contents.classes.end()
        || std::ranges::find(m_contents.images, classId, &ImageRecord::classId) != m_contents.images.end())
        return false;
    for (auto next = m_contents.classes.erase(found); next != m_contents.classes.end(); ++next)
        --next->position;
    m_counts.remove(classId);
    m_splits.remove(classId);
    return true;
}

void Library::replaceContents(Contents contents)
{
    for (ImageRecord &image : contents.images) {
        const int row = rowOf(image.id);
        if (row < 0)
            continue;
        const ImageRecord &known = m_contents.images[std::size_t(row)];
        image.classId = known.classId;
        image.split = known.split;
        image.trashed = known.trashed;
        image.flagged = known.flagged;
        image.fineClass = known.fineClass;
    }
    contents.nextClassId = std::max(contents.nextClassId, m_contents.nextClassId);
    contents.nextEditId = m_contents.nextEditId;
    contents.splitRule = m_contents.splitRule;
    const qint64 newest = m_contents.images.empty() ? 0 : m_contents.images.back().id;
    m_contents = std::move(contents);
    reindex();
    Q_EMIT classesChanged();
    Q_EMIT imagesReset();
    joinArrivals(newest); // tells of rows, which those who listen must know
}

} // namespace cairn
