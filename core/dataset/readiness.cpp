#include "core/dataset/readiness.h"

#include "core/base/format.h"

#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

struct ClassCount
{
    QString name;
    qint64 labelled = 0;
    qint64 train = 0;
    qint64 valid = 0;
};

Error notReady(const QString &message, const QString &detail = {})
{
    return {ErrorCode::InvalidInput, message, detail};
}

/// By position; with the images that count: labelled and not in the trash.
std::vector<std::pair<qint64, ClassCount>> countByClass(std::vector<ClassRecord> classes,
                                                        const std::vector<ImageRecord> &images)
{
    std::ranges::sort(classes, {}, &ClassRecord::position);
    std::vector<std::pair<qint64, ClassCount>> counts;
    QHash<qint64, std::size_t> index;
    for (const ClassRecord &record : classes) {
        index.insert(record.id, counts.size());
        counts.push_back({record.id, {record.name}});
    }
    for (const ImageRecord &image : images) {
        const auto found = index.constFind(image.classId);
        if (image.trashed || found == index.constEnd())
            continue;
        ClassCount &count = counts[*found].second;
        ++count.labelled;
        count.train += image.split == Split::Train ? 1 : 0;
        count.valid += image.split == Split::Valid ? 1 : 0;
    }
    std::erase_if(counts, [](const auto &entry) { return entry.second.labelled == 0; });
    return counts;
}

Result<void> checkCounts(const std::vector<std::pair<qint64, ClassCount>> &counts, bool anyImage)
{
    if (!anyImage)
        return notReady(u"There are no images yet; import a folder of pictures first."_s);
    if (counts.empty())
        return notReady(u"No image has a label yet; label images of at least two classes first."_s);
    if (counts.size() == 1) {
        return notReady(u"Only the class “%1” has images; label images of at least one more class."_s.arg(
            counts.front().second.name));
    }
    for (const auto &[id, count] : counts) {
        if (count.labelled == 1) {
            return notReady(
                u"The class “%1” has only one image, and needs one for training and one for validation; "
                "add images to it, or clear that label."_s.arg(count.name));
        }
    }
    const bool divided = std::ranges::any_of(
        counts, [](const auto &entry) { return entry.second.train + entry.second.valid > 0; });
    if (!divided)
        return notReady(u"The images are not divided into training and validation yet; split them first."_s);
    for (const auto &[id, count] : counts) {
        if (count.train == 0 || count.valid == 0) {
            return notReady(u"The class “%1” has no image in %2; split the images again."_s.arg(
                count.name, count.train == 0 ? u"training"_s : u"validation"_s));
        }
    }
    return {};
}

Result<void> checkFiles(const LearningSet &data)
{
    qint64 missing = 0;
    QString first;
    for (const auto *examples : {&data.train, &data.valid}) {
        for (const Example &example : *examples) {
            if (QFileInfo::exists(example.path))
                continue;
            if (missing++ == 0)
                first = example.path;
        }
    }
    if (missing == 0)
        return {};
    const QString what = missing == 1
        ? u"One image's file is gone: “%1”"_s.arg(first)
        : u"The files of %1 images are gone, among them “%2”"_s.arg(formatCount(missing), first);
    return notReady(what + u"; put the files back, or move those images to the trash."_s);
}

} // namespace

Result<LearningSet> learningSet(const std::vector<ClassRecord> &classes,
                                const std::vector<ImageRecord> &images)
{
    const bool anyImage
        = std::ranges::any_of(images, [](const ImageRecord &image) { return !image.trashed; });
    const auto counts = countByClass(classes, images);
    if (const auto ready = checkCounts(counts, anyImage); !ready)
        return ready.error();
    LearningSet data;
    QHash<qint64, int> labels;
    for (const auto &[id, count] : counts) {
        labels.insert(id, int(data.classes.size()));
        data.classes << count.name;
    }
    for (const ImageRecord &image : images) {
        if (image.trashed || image.split == Split::None || !labels.contains(image.classId))
            continue;
        auto &part = image.split == Split::Train ? data.train : data.valid;
        part.push_back({image.id, image.path, labels.value(image.classId)});
    }
    if (const auto present = checkFiles(data); !present)
        return present.error();
    return data;
}

} // namespace cairn
