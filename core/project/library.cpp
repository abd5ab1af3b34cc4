#include "core/project/library.h"

#include "core/project/classrepository.h"
#include "core/project/imagerepository.h"
#include "core/project/librarycommands.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

Result<Library::Contents> Library::load(Database &database)
{
    Contents contents;
    auto classes = ClassRepository(database).all();
    if (!classes)
        return classes.error();
    auto images = ImageRepository(database).all();
    if (!images)
        return images.error();
    const auto nextClassId = ClassRepository(database).nextId();
    if (!nextClassId)
        return nextClassId.error();
    return Contents{*std::move(classes), *std::move(images), *nextClassId};
}

Library::Library(const Project &project, Contents contents, QObject *parent)
    : QObject(parent)
    , m_contents(std::move(contents))
    , m_writer(project)
{
    reindex();
}

Library::~Library() = default;

void Library::reindex()
{
    m_rows.clear();
    m_rows.reserve(qsizetype(m_contents.images.size()));
    m_counts.clear();
    m_imageCount = 0;
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
}

int Library::rowOf(qint64 imageId) const
{
    return m_rows.value(imageId, -1);
}

const ClassRecord *Library::classById(qint64 id) const
{
    const auto found = std::ranges::find(m_contents.classes, id, &ClassRecord::id);
    return found == m_contents.classes.end() ? nullptr : &*found;
}

int Library::classCount(qint64 classId) const
{
    return m_counts.value(classId);
}

int Library::imageCount() const
{
    return m_imageCount;
}

void Library::setLabel(const std::vector<qint64> &imageIds, qint64 classId)
{
    const ClassRecord *target = classById(classId);
    if (classId != 0 && !target)
        return;
    std::vector<LabelChange> changes;
    changes.reserve(imageIds.size());
    QSet<qint64> seen;
    for (const qint64 id : imageIds) {
        const int row = rowOf(id);
        if (row < 0 || seen.contains(id) || m_contents.images[std::size_t(row)].classId == classId)
            continue;
        seen.insert(id);
        changes.push_back({id, m_contents.images[std::size_t(row)].classId, classId});
    }
    if (!changes.empty())
        m_undoStack.push(new LabelCommand(*this, std::move(changes), target ? target->name : QString()));
}

void Library::setTrashed(const std::vector<qint64> &imageIds, bool trashed)
{
    std::vector<qint64> ids;
    QSet<qint64> seen;
    for (const qint64 id : imageIds) {
        const int row = rowOf(id);
        if (row < 0 || seen.contains(id) || m_contents.images[std::size_t(row)].trashed == trashed)
            continue;
        seen.insert(id);
        ids.push_back(id);
    }
    if (!ids.empty())
        m_undoStack.push(new TrashCommand(*this, std::move(ids), trashed));
}

void Library::applyLabels(const std::vector<LabelChange> &changes, bool forward, const QString &description)
{
    std::vector<LabelChange> done;
    QList<int> rows;
    done.reserve(changes.size());
    rows.reserve(qsizetype(changes.size()));
    for (const LabelChange &change : changes) {
        const int row = rowOf(change.imageId);
        ImageRecord &image = m_contents.images[std::size_t(row)];
        count(image, -1);
        image.classId = forward ? change.after : change.before;
        count(image, 1);
        rows << row;
        done.push_back(forward ? change : LabelChange{change.imageId, change.after, change.before});
    }
    m_writer.enqueue([done = std::move(done), description](Database &database) {
        return ImageRepository(database).applyLabels(done, description);
    });
    std::ranges::sort(rows);
    Q_EMIT imagesChanged(rows);
}

void Library::applyTrashed(const std::vector<qint64> &ids, bool trashed)
{
    QList<int> rows;
    for (const qint64 id : ids) {
        const int row = rowOf(id);
        ImageRecord &image = m_contents.images[std::size_t(row)];
        count(image, -1);
        image.trashed = trashed;
        count(image, 1);
        rows << row;
    }
    m_writer.enqueue(
        [ids, trashed](Database &database) { return ImageRepository(database).setTrashed(ids, trashed); });
    std::ranges::sort(rows);
    Q_EMIT imagesChanged(rows);
}

Result<void> Library::checkName(const QString &cleanName, qint64 ownId) const
{
    const auto taken = std::ranges::find_if(m_contents.classes, [&](const ClassRecord &record) {
        return record.id != ownId && record.name.compare(cleanName, Qt::CaseInsensitive) == 0;
    });
    if (taken == m_contents.classes.end())
        return {};
    return Error{ErrorCode::AlreadyExists, u"There is a class named “%1” already."_s.arg(taken->name)};
}

Result<qint64> Library::addClass(const QString &name)
{
    const auto clean = ClassRepository::cleanName(name);
    if (!clean)
        return clean.error();
    if (const auto free = checkName(*clean, 0); !free)
        return free.error();
    const ClassRecord record{m_contents.nextClassId++, *clean, int(m_contents.classes.size())};
    m_contents.classes.push_back(record);
    m_writer.enqueue([record](Database &database) { return ClassRepository(database).insert(record); });
    Q_EMIT classesChanged();
    return record.id;
}

Result<void> Library::renameClass(qint64 id, const QString &name)
{
    const auto found = std::ranges::find(m_contents.classes, id, &ClassRecord::id);
    if (found == m_contents.classes.end())
        return Error{ErrorCode::NotFound, u"The class is not there any more."_s};
    const auto clean = ClassRepository::cleanName(name);
    if (!clean)
        return clean.error();
    if (const auto free = checkName(*clean, id); !free)
        return free;
    found->name = *clean;
    m_writer.enqueue(
        [id, clean = *clean](Database &database) { return ClassRepository(database).rename(id, clean); });
    Q_EMIT classesChanged();
    return {};
}

Result<void> Library::removeClass(qint64 id)
{
    const auto found = std::ranges::find(m_contents.classes, id, &ClassRecord::id);
    if (found == m_contents.classes.end())
        return Error{ErrorCode::NotFound, u"The class is not there any more."_s};
    m_undoStack.clear(); // its steps name a class that is gone
    for (auto next = m_contents.classes.erase(found); next != m_contents.classes.end(); ++next)
        --next->position;
    QList<int> rows;
    for (std::size_t row = 0; row < m_contents.images.size(); ++row) {
        ImageRecord &image = m_contents.images[row];
        if (image.classId != id)
            continue;
        count(image, -1);
        image.classId = 0;
        count(image, 1);
        rows << int(row);
    }
    m_counts.remove(id);
    m_writer.enqueue([id](Database &database) { return ClassRepository(database).remove(id); });
    Q_EMIT classesChanged();
    if (!rows.isEmpty())
        Q_EMIT imagesChanged(rows);
    return {};
}

void Library::setSplits(const QHash<qint64, Split> &splits)
{
    QList<int> rows;
    QHash<qint64, Split> changed;
    for (const auto &[id, split] : splits.asKeyValueRange()) {
        const int row = rowOf(id);
        if (row < 0 || m_contents.images[std::size_t(row)].split == split)
            continue;
        m_contents.images[std::size_t(row)].split = split;
        rows << row;
        changed.insert(id, split);
    }
    if (rows.isEmpty())
        return;
    m_writer.enqueue([changed](Database &database) { return ImageRepository(database).setSplits(changed); });
    std::ranges::sort(rows);
    Q_EMIT imagesChanged(rows);
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
    }
    contents.nextClassId = std::max(contents.nextClassId, m_contents.nextClassId);
    m_contents = std::move(contents);
    reindex();
    Q_EMIT classesChanged();
    Q_EMIT imagesReset();
}

} // namespace cairn
