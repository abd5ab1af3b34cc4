// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/health/health.h"
#include "core/base/text.h"

#include "core/base/format.h"
#include "core/dataset/health/qualityscan.h"
#include "core/project/repositories/classrepository.h"
#include "core/project/repositories/imagerepository.h"
#include "core/project/repositories/qualityrepository.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

using Images = std::vector<const ImageRecord *>; // out of the trash, by id

std::vector<qint64> idsWhere(const Images &images, const std::function<bool(const ImageRecord &)> &wanted)
{
    std::vector<qint64> ids;
    for (const ImageRecord *image : images) {
        if (wanted(*image))
            ids.push_back(image->id);
    }
    return ids;
}

double side(const ImageRecord &image)
{
    return std::sqrt(double(image.width) * image.height);
}

/// The value below which `share` of the sorted values lie, interpolated linearly.
double quantile(const std::vector<double> &sorted, double share)
{
    const double at = share * double(sorted.size() - 1);
    const std::size_t low = std::size_t(at);
    const std::size_t high = std::min(low + 1, sorted.size() - 1);
    return sorted[low] + (at - double(low)) * (sorted[high] - sorted[low]);
}

std::vector<qint64> oddSizes(const Images &images)
{
    std::vector<double> sides;
    for (const ImageRecord *image : images)
        sides.push_back(side(*image));
    if (sides.empty())
        return {};
    std::ranges::sort(sides);
    const double first = quantile(sides, 0.25);
    const double median = quantile(sides, 0.5);
    const double third = quantile(sides, 0.75);
    const double fence = oddSizeRanges * (third - first);
    return idsWhere(images, [&](const ImageRecord &image) {
        const double length = side(image);
        return (length < first - fence || length > third + fence) && std::abs(length - median) > median / 2;
    });
}

std::vector<ClassHealth> classHealth(std::vector<ClassRecord> classes, const Images &images)
{
    std::ranges::sort(classes, {}, &ClassRecord::position);
    std::vector<ClassHealth> rows;
    for (const ClassRecord &record : classes)
        rows.push_back({record.id, record.name, 0, 0, false, {}});
    rows.push_back({0, Text::tr("Unlabeled"), 0, 0, false, {}});
    QHash<qint64, std::size_t> rowOf;
    for (std::size_t i = 0; i < rows.size(); ++i)
        rowOf.insert(rows[i].classId, i);
    for (const ImageRecord *image : images) {
        ClassHealth &row = rows[rowOf.value(image->classId, rows.size() - 1)];
        row.ids.push_back(image->id);
        row.train += image->split == Split::Train ? 1 : 0;
        row.valid += image->split == Split::Valid ? 1 : 0;
    }
    std::size_t largest = 0;
    for (const ClassHealth &row : rows)
        largest = std::max(largest, row.classId == 0 ? 0 : row.ids.size());
    for (ClassHealth &row : rows)
        row.rare = row.classId != 0 && double(row.ids.size()) < rareClassShare * double(largest);
    return rows;
}

/// Images of groups with at least two different answers to `question` among those that have one.
std::vector<qint64> disagreeing(const std::vector<DuplicateGroup> &groups,
                                const QHash<qint64, const ImageRecord *> &byId,
                                const std::function<qint64(const ImageRecord &)> &question)
{
    std::vector<qint64> ids;
    for (const DuplicateGroup &group : groups) {
        std::set<qint64> answers;
        for (const qint64 id : group.ids) {
            if (const qint64 answer = question(*byId[id]); answer != 0)
                answers.insert(answer);
        }
        if (answers.size() < 2)
            continue;
        std::ranges::copy_if(group.ids, std::back_inserter(ids),
                             [&](qint64 id) { return question(*byId[id]) != 0; });
    }
    std::ranges::sort(ids);
    return ids;
}

class Check
{
public:
    Check(const Images &images, const QHash<qint64, ImageQuality> &qualities)
        : m_images(images)
        , m_qualities(qualities)
    {
        for (const ImageRecord *image : images)
            m_byId.insert(image->id, image);
    }

    void addOfPixels(HealthReport &report) const
    {
        const auto add
            = [&](const QString &key, const QString &title, const QString &explanation, auto fault) {
                  report.findings.push_back(
                      {key, title, explanation, idsWhere(m_images, [&](const ImageRecord &image) {
                           const auto quality = m_qualities.constFind(image.id);
                           return quality != m_qualities.constEnd() && fault(*quality);
                       })});
              };
        add(u"blurry"_s, Text::tr("Blurry"),
            Text::tr("Sharpness (variance of the Laplacian at %1 pixels) under %2. Move images to the trash "
                     "if the "
                     "subject cannot be recognized.")
                .arg(qualitySide)
                .arg(blurryBelow),
            [](const ImageQuality &quality) { return quality.sharpness < blurryBelow; });
        add(u"dark"_s, Text::tr("Dark"),
            Text::tr("Perceived brightness under %1 of 1. Move images to the trash if the subject cannot be "
                     "recognized.")
                .arg(darkBelow),
            [](const ImageQuality &quality) { return quality.brightness < darkBelow; });
        add(u"bright"_s, Text::tr("Bright"),
            Text::tr(
                "Perceived brightness over %1 of 1: washed out, or a white background. Move images to the "
                "trash if the subject cannot be recognized.")
                .arg(brightAbove),
            [](const ImageQuality &quality) { return quality.brightness > brightAbove; });
        add(u"low_information"_s, Text::tr("Low information"),
            Text::tr(
                "The gray values' entropy is under %1 of 8 bits: nearly one color, often a placeholder. Move "
                "images that show nothing to the trash.")
                .arg(lowInformationBelow, 0, 'f', 1),
            [](const ImageQuality &quality) { return quality.entropy < lowInformationBelow; });
        add(u"grey"_s, Text::tr("Without color"),
            Text::tr(
                "Mean chroma under %1 of 1. Harmless, unless one class has more gray images than others: the "
                "network would learn that.")
                .arg(grayBelow),
            [](const ImageQuality &quality) { return quality.saturation < grayBelow; });
    }

    void addOfSizes(HealthReport &report) const
    {
        report.findings.push_back(
            {u"small"_s, Text::tr("Small"),
             Text::tr("The shorter side has fewer than %1 pixels: training enlarges these images.")
                 .arg(smallBelow),
             idsWhere(m_images, [](const ImageRecord &image) {
                 return std::min(image.width, image.height) < smallBelow;
             })});
        report.findings.push_back({u"odd_size"_s, Text::tr("Unusual size"),
                                   Text::tr("More than %1 interquartile ranges larger or smaller than most: "
                                            "often icons, or other kinds of images.")
                                       .arg(oddSizeRanges),
                                   oddSizes(m_images)});
        report.findings.push_back(
            {u"odd_aspect"_s, Text::tr("Long or tall"),
             Text::tr("One side is more than %1 times the other: a square crop shows less than half of it.")
                 .arg(1 / oddAspectBelow),
             idsWhere(m_images, [](const ImageRecord &image) {
                 return std::min(image.width, image.height)
                     < oddAspectBelow * std::max(image.width, image.height);
             })});
    }

    void addDuplicates(HealthReport &report, const std::vector<ImageRecord> &all,
                       const CancelToken &cancel) const
    {
        std::vector<HashedImage> hashed;
        for (const ImageRecord *image : m_images) {
            if (const auto quality = m_qualities.constFind(image->id); quality != m_qualities.constEnd())
                hashed.push_back({image->id, quality->hash});
        }
        report.samePixels = withBest(samePixelsGroups(all, m_qualities));
        report.nearDuplicates = withBest(nearDuplicateGroups(hashed, nearDuplicateDistance, cancel));
        const auto members = [](const std::vector<DuplicateGroup> &groups) {
            std::vector<qint64> ids;
            for (const DuplicateGroup &group : groups)
                ids.insert(ids.end(), group.ids.begin(), group.ids.end());
            std::ranges::sort(ids);
            return ids;
        };
        report.findings.push_back({u"same_pixels"_s, Text::tr("Exact duplicates"),
                                   Text::tr("The same pixels in different files. Keep one of each group."),
                                   members(report.samePixels)});
        report.findings.push_back({u"near_duplicates"_s, Text::tr("Near duplicates"),
                                   Text::tr("Perceptual hashes that differ in at most %1 of 64 bits: scaled, "
                                            "recompressed or retouched copies.")
                                       .arg(nearDuplicateDistance),
                                   members(report.nearDuplicates)});
        report.findings.push_back(
            {u"leaks"_s, Text::tr("Leaks into validation"),
             Text::tr(
                 "Near duplicates in both training and validation: the error rate looks better than it is. "
                 "Re-split, which keeps them together, or move the copies to the trash."),
             disagreeing(report.nearDuplicates, m_byId,
                         [](const ImageRecord &image) { return qint64(image.split); })});
        report.findings.push_back({u"conflicts"_s, Text::tr("Conflicting labels"),
                                   Text::tr("Copies of one image, or near duplicates, in different classes: "
                                            "at least one label is wrong. "
                                            "Correct the label."),
                                   disagreeing(report.nearDuplicates, m_byId,
                                               [](const ImageRecord &image) { return image.classId; })});
    }

private:
    std::vector<DuplicateGroup> withBest(const std::vector<ImageGroup> &groups) const
    {
        std::vector<DuplicateGroup> chosen;
        for (const ImageGroup &group : groups)
            chosen.push_back({group, bestOfGroup(group, m_byId, m_qualities)});
        return chosen;
    }

    const Images &m_images;
    const QHash<qint64, ImageQuality> &m_qualities;
    QHash<qint64, const ImageRecord *> m_byId;
};

/// Files with the very same content are one image: what their labels contradict was noted by the import.
void addConflicts(HealthReport &report, const std::vector<ConflictRecord> &conflicts,
                  const std::vector<ImageRecord> &images)
{
    QSet<qint64> present;
    for (const ImageRecord &image : images) {
        if (!image.trashed)
            present.insert(image.id);
    }
    const auto found = std::ranges::find(report.findings, u"conflicts"_s, &HealthFinding::key);
    for (const ConflictRecord &conflict : conflicts) {
        if (!present.contains(conflict.imageId))
            continue;
        found->ids.push_back(conflict.imageId);
        report.labelConflicts.push_back(conflict);
    }
    std::ranges::sort(found->ids);
    const auto twice = std::ranges::unique(found->ids);
    found->ids.erase(twice.begin(), twice.end());
}

} // namespace

const HealthFinding *HealthReport::finding(const QString &key) const
{
    const auto found = std::ranges::find(findings, key, &HealthFinding::key);
    return found == findings.end() ? nullptr : &*found;
}

std::vector<qint64> bestFirst(const std::vector<DuplicateGroup> &groups)
{
    std::vector<qint64> ids;
    for (const DuplicateGroup &group : groups) {
        ids.push_back(group.best);
        std::ranges::copy_if(group.ids, std::back_inserter(ids), [&](qint64 id) { return id != group.best; });
    }
    return ids;
}

std::vector<qint64> allButTheBest(const std::vector<DuplicateGroup> &groups)
{
    std::vector<qint64> ids;
    for (const DuplicateGroup &group : groups)
        std::ranges::copy_if(group.ids, std::back_inserter(ids), [&](qint64 id) { return id != group.best; });
    std::ranges::sort(ids);
    return ids;
}

HealthReport checkHealth(const std::vector<ClassRecord> &classes, const std::vector<ImageRecord> &images,
                         const QHash<qint64, ImageQuality> &qualities, std::vector<qint64> unreadable,
                         const CancelToken &cancel)
{
    Images present;
    for (const ImageRecord &image : images) {
        if (!image.trashed)
            present.push_back(&image);
    }
    std::ranges::sort(present, {}, &ImageRecord::id);
    HealthReport report;
    report.images = int(present.size());
    report.measured = int(std::ranges::count_if(
        present, [&](const ImageRecord *image) { return qualities.contains(image->id); }));
    report.classes = classHealth(classes, present);
    std::ranges::sort(unreadable);
    report.findings.push_back(
        {u"unreadable"_s, Text::tr("Unreadable"),
         Text::tr(
             "The file is missing, or was damaged after it was imported. Restore the file, or move the image "
             "to the trash."),
         std::move(unreadable)});
    const Check check(present, qualities);
    check.addDuplicates(report, images, cancel);
    check.addOfPixels(report);
    check.addOfSizes(report);
    return report;
}

Result<HealthReport> checkProject(Database &database, const ProgressCallback &progress,
                                  const CancelToken &cancel)
{
    const auto scan = measureImages(database, progress, cancel);
    if (!scan)
        return scan.error();
    const auto read = allOf(ClassRepository(database).all(), ImageRepository(database).all(),
                            QualityRepository(database).all(), ConflictRepository(database).open());
    if (!read)
        return read.error();
    const auto &[classes, images, qualities, conflicts] = *read;
    std::vector<qint64> unreadable;
    for (const auto &[id, reason] : scan->unreadable)
        unreadable.push_back(id);
    HealthReport report = checkHealth(classes, images, qualities, std::move(unreadable), cancel);
    addConflicts(report, conflicts, images);
    report.changed = scan->changed;
    if (cancel.cancelled())
        return Error{ErrorCode::Cancelled, Text::tr("The check was canceled.")};
    return report;
}

} // namespace cairn
