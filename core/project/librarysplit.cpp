// SPDX-License-Identifier: GPL-3.0-or-later
// How the split changes: as a whole, and as images join it.

#include "core/base/format.h"
#include "core/base/text.h"
#include "core/project/library.h"
#include "core/project/repositories/imagerepository.h"
#include "core/project/repositories/settingsrepository.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

void Library::setSplits(const QHash<qint64, Split> &splits, const QString &description)
{
    Edit edit;
    edit.kind = EditKind::Split;
    for (const auto &[id, split] : splits.asKeyValueRange()) {
        const ImageRecord *known = image(id);
        if (known && known->split != split)
            edit.values.push_back({id, int(known->split), int(split)});
    }
    edit.description = description.isEmpty()
        ? Text::tr("Split into training and validation (%1)").arg(formatCount(qint64(edit.values.size())))
        : description;
    if (!edit.values.empty())
        perform(std::move(edit));
}

void Library::setSplits(const QHash<qint64, Split> &splits, const SplitRule &rule)
{
    m_contents.splitRule = rule;
    m_writer.enqueue([rule](Database &database) { return SettingsRepository(database).setSplitRule(rule); });
    setSplits(splits);
}

/// Where images that get their first label join the split; those that are not measured yet wait.
std::vector<ImageChange> Library::joinsOf(const std::vector<LabelChange> &labels)
{
    if (!isSplit())
        return {};
    const SplitRule rule = splitRule();
    QHash<qint64, Split> joined;
    const auto splitOf = [&](qint64 id) {
        const ImageRecord *known = image(id);
        return known && known->split != Split::None ? known->split : joined.value(id, Split::None);
    };
    QHash<qint64, ClassSplit> counts;
    std::vector<ImageChange> changes;
    for (const LabelChange &change : labels) {
        const ImageRecord *known = image(change.imageId);
        if (change.after == 0 || change.before != 0 || !known || known->split != Split::None)
            continue;
        if (!m_join.knows(change.imageId)) {
            m_waiting.insert(change.imageId);
            continue;
        }
        if (!counts.contains(change.after))
            counts.insert(change.after, m_splits.value(change.after));
        ClassSplit &ofClass = counts[change.after];
        const Split split = m_join.sideFor(change.imageId, ofClass, splitOf, rule);
        ++ofClass[std::size_t(split)];
        joined.insert(change.imageId, split);
        changes.push_back({change.imageId, int(Split::None), int(split)});
    }
    if (!m_waiting.isEmpty())
        Q_EMIT hashesWanted();
    return changes;
}

/// Labeled images in no part of the split, as if they got their label now.
std::vector<LabelChange> Library::leftOut(const std::function<bool(const ImageRecord &)> &which) const
{
    std::vector<LabelChange> labels;
    for (const ImageRecord &image : m_contents.images) {
        if (image.classId != 0 && !image.trashed && image.split == Split::None && which(image))
            labels.push_back({image.id, 0, image.classId});
    }
    return labels;
}

void Library::joinSplit()
{
    Edit edit;
    edit.kind = EditKind::Split;
    edit.values = joinsOf(leftOut([](const ImageRecord &) { return true; }));
    edit.description = Text::tr("Add %1 image(s) to the split", nullptr, int(edit.values.size()))
                           .arg(formatCount(qint64(edit.values.size())));
    if (!edit.values.empty())
        perform(std::move(edit));
}

void Library::addHashes(const std::vector<std::pair<qint64, PerceptualHash>> &hashes)
{
    for (const auto &[id, hash] : hashes)
        m_join.setHash(id, hash);
    const QSet<qint64> waiting = std::exchange(m_waiting, {});
    std::vector<LabelChange> ready = leftOut(
        [&](const ImageRecord &image) { return waiting.contains(image.id) && m_join.knows(image.id); });
    if (ready.empty())
        return;
    Edit edit;
    edit.kind = EditKind::Split;
    edit.values = joinsOf(ready);
    edit.description = Text::tr("Add %1 image(s) to the split", nullptr, int(edit.values.size()))
                           .arg(formatCount(qint64(edit.values.size())));
    if (!edit.values.empty())
        perform(std::move(edit));
}

// They came without a step that could be undone, so their place in the split is none either.
void Library::joinArrivals(qint64 afterId)
{
    const std::vector<ImageChange> joins
        = joinsOf(leftOut([afterId](const ImageRecord &image) { return image.id > afterId; }));
    if (joins.empty())
        return;
    QList<int> rows;
    for (const ImageChange &change : joins) {
        const int row = rowOf(change.imageId);
        ImageRecord &image = m_contents.images[std::size_t(row)];
        count(image, -1);
        image.split = Split(change.after);
        count(image, 1);
        rows << row;
    }
    m_writer.enqueue(
        [joins](Database &database) { return ImageRepository(database).setValues(EditKind::Split, joins); });
    std::ranges::sort(rows);
    Q_EMIT imagesChanged(rows);
}

void Library::swapTestAndValidation()
{
    QHash<qint64, Split> splits;
    for (const ImageRecord &image : m_contents.images) {
        if (image.split == Split::Test)
            splits.insert(image.id, Split::Valid);
        else if (image.split == Split::Valid)
            splits.insert(image.id, Split::Test);
    }
    setSplits(splits, Text::tr("Swap test and validation (%1)").arg(formatCount(splits.size())));
}

void Library::giveTrainingImage(qint64 classId)
{
    if (splitCount(Split::Train, classId) > 0)
        return;
    const auto found = std::ranges::find_if(m_contents.images, [classId](const ImageRecord &image) {
        return image.classId == classId && !image.trashed && image.split == Split::Valid;
    });
    if (found != m_contents.images.end())
        setSplit({found->id}, Split::Train);
}

} // namespace cairn
