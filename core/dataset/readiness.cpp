// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/readiness.h"
#include "core/base/text.h"

#include "core/base/format.h"

#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

struct ClassCount
{
    QString name;
    qint64 labeled = 0;
    qint64 train = 0;
    qint64 valid = 0;
    qint64 undivided = 0;
};

Error notReady(const QString &message, const QString &detail = {})
{
    return {ErrorCode::InvalidInput, message, detail};
}

/// Test images do not.
bool takesPart(const ImageRecord &image)
{
    return image.split == Split::Train || image.split == Split::Valid;
}

/// By position; with the images that count: labeled and not in the trash.
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
        ++count.labeled;
        count.train += image.split == Split::Train ? 1 : 0;
        count.valid += image.split == Split::Valid ? 1 : 0;
        count.undivided += image.split == Split::None ? 1 : 0;
    }
    std::erase_if(counts, [](const auto &entry) { return entry.second.labeled == 0; });
    return counts;
}

Result<void> checkCounts(const std::vector<std::pair<qint64, ClassCount>> &counts, bool anyImage)
{
    if (!anyImage)
        return notReady(Text::tr("There are no images yet; import a folder of images first."));
    if (counts.empty())
        return notReady(Text::tr("No image has a label yet; label images of at least two classes first."));
    if (counts.size() == 1) {
        return notReady(Text::tr("Only the class “%1” has images; label images of at least one more class.")
                            .arg(counts.front().second.name));
    }
    const auto some = [&](qint64 ClassCount::*part) {
        return std::ranges::any_of(counts, [part](const auto &entry) { return entry.second.*part > 0; });
    };
    if (!some(&ClassCount::train) || !some(&ClassCount::valid))
        return notReady(
            Text::tr("The images are not split into training and validation yet; split them first."));
    for (const auto &[id, count] : counts) {
        if (count.train == 0 && count.valid > 0) {
            return notReady(Text::tr("The class “%1” has validation images but no training images; move at "
                                     "least one of them to "
                                     "training.")
                                .arg(count.name));
        }
    }
    return {};
}

/// What trains all the same, and what is left out.
QStringList noticesOf(const std::vector<std::pair<qint64, ClassCount>> &counts)
{
    QStringList unmeasured;
    qint64 leftOut = 0;
    for (const auto &[id, count] : counts) {
        if (count.train > 0 && count.valid == 0)
            unmeasured << u"“%1”"_s.arg(count.name);
        leftOut += count.undivided;
    }
    QStringList notices;
    if (!unmeasured.isEmpty())
        notices << Text::tr(
                       "The class(es) %1 have no validation images, so their accuracy cannot be measured.",
                       nullptr, int(unmeasured.size()))
                       .arg(unmeasured.join(u", "_s));
    if (leftOut > 0)
        notices << Text::tr("%1 labeled image(s) are in no split and are left out.", nullptr, int(leftOut))
                       .arg(formatCount(leftOut));
    return notices;
}

QString goneText(const QStringList &missing)
{
    return Text::tr("The file(s) of %1 image(s) are missing, among them “%2”.", nullptr, int(missing.size()))
        .arg(formatCount(missing.size()), missing.first());
}

/// Labeled images that are away count as absent; where what is left does not do, they are the reason.
Error becauseOf(const QStringList &missing, bool anyLeft, const Error &error)
{
    const QString text
        = goneText(missing) + u' ' + Text::tr("Restore the files, or update the location of their folder.");
    return {ErrorCode::ReadFailed,
            anyLeft ? text + u' ' + Text::tr("Without them: %1").arg(error.message) : text,
            {}};
}

} // namespace

Result<Readiness> learningSet(const std::vector<ClassRecord> &classes, const std::vector<ImageRecord> &images)
{
    const bool anyImage
        = std::ranges::any_of(images, [](const ImageRecord &image) { return !image.trashed; });
    if (const auto ready = checkCounts(countByClass(classes, images), anyImage); !ready)
        return ready.error();
    Readiness readiness;
    std::vector<ImageRecord> present;
    for (const ImageRecord &image : images) {
        const bool wanted = !image.trashed && image.classId != 0 && takesPart(image);
        if (wanted && !QFileInfo::exists(image.path))
            readiness.missing << image.path;
        else
            present.push_back(image);
    }
    const auto counts = countByClass(classes, present);
    if (!readiness.missing.isEmpty()) {
        if (const auto ready = checkCounts(counts, anyImage); !ready)
            return becauseOf(readiness.missing, !counts.empty(), ready.error());
    }
    LearningSet &data = readiness.data;
    QHash<qint64, int> labels;
    readiness.notices = noticesOf(counts);
    for (const auto &[id, count] : counts) {
        if (count.train == 0)
            continue; // all of it is left out
        labels.insert(id, int(data.classes.size()));
        data.classes << count.name;
    }
    for (const ImageRecord &image : present) {
        if (image.trashed || !takesPart(image) || !labels.contains(image.classId))
            continue;
        auto &part = image.split == Split::Train ? data.train : data.valid;
        part.push_back({image.id, image.path, labels.value(image.classId)});
    }
    return readiness;
}

QString missingNotice(const QStringList &missing)
{
    return missing.isEmpty() ? QString()
                             : goneText(missing) + u' ' + Text::tr("Training leaves out missing images.");
}

} // namespace cairn
