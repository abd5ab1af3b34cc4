// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/arrival.h"
#include "core/base/text.h"

#include "core/dataset/imageverifier.h"
#include "core/dataset/quarantine.h"
#include "core/dataset/toosmall.h"
#include "core/project/repositories/editrepository.h"
#include "core/project/repositories/qualityrepository.h"

#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

Arrival duplicate()
{
    return {DownloadState::Duplicate, Text::tr("An image with the same content is already in the project.")};
}

/// What a person would call it.
QString nameOf(const DownloadRecord &download)
{
    return download.from.title.isEmpty() ? QUrl(download.from.sourceUrl).fileName() : download.from.title;
}

} // namespace

Result<ArrivalProcessor> ArrivalProcessor::open(Database &database, const ArrivalRules &rules)
{
    return QualityRepository(database).all().transform([&](const QHash<qint64, ImageQuality> &qualities) {
        ArrivalProcessor processor(database, rules);
        for (const ImageQuality &quality : qualities)
            processor.m_hashes.push_back(quality.hash);
        return processor;
    });
}

QString ArrivalProcessor::refusal(const NewImage &image) const
{
    if (const QString reason = tooSmall(image.width, image.height, smallestSide); !reason.isEmpty())
        return reason;
    const PerceptualHash hash = image.quality ? image.quality->hash : 0;
    const bool alike = hash != 0 && std::ranges::any_of(m_hashes, [&](PerceptualHash other) {
                           return other != 0 && hammingDistance(hash, other) <= m_rules.nearDuplicateBits;
                       });
    return alike ? Text::tr("It is a near duplicate of an image in the project.") : QString();
}

struct ArrivalProcessor::Kept
{
    NewImage image;
    qint64 classId = 0; ///< that it was fetched for
};

// Before the rows: the power may fail.
void ArrivalProcessor::sync(const std::vector<Kept> &kept) const
{
    const Folder &folder = m_database->folder();
    if (kept.size() == 1)
        folder.sync(kept.front().image.path.mid(m_database->directory().size() + 1));
    else
        folder.sync(); // file by file each would wait for the disk
}

Result<std::vector<Arrival>> ArrivalProcessor::add(const std::vector<Kept> &kept)
{
    sync(kept);
    const auto addOne = [this](const Kept &one) {
        return EditRepository(*m_database)
            .currentClass(one.classId)
            .and_then([&](qint64 classId) {
                NewImage image = one.image;
                image.classId = classId;
                return ImageRepository(*m_database).add({image});
            })
            .transform([](const std::vector<qint64> &ids) {
                return ids.front() == 0 ? duplicate() : Arrival{DownloadState::Done, {}, ids.front()};
            });
    };
    // The class stays what it is until the image has it.
    return inTransaction(*m_database, [&] { return collect(kept, addOne); });
}

Result<std::optional<Arrival>> ArrivalProcessor::look(const Fetched &fetched, std::vector<Kept> &kept)
{
    const QString &file = fetched.file;
    VerifiedImage verified = verifyImage({file, {}, Split::None, {}}, {}, Thumbnails::Skip);
    const bool damaged = !verified.refusal.isEmpty();
    if (damaged && fetched.keepDamaged)
        return std::optional(Arrival{DownloadState::Refused, verified.refusal, 0, true});
    const auto known = ImageRepository(*m_database).contains(verified.image.sha256);
    if (!damaged && !known)
        return known.error();
    const bool twice = std::ranges::any_of(
        kept, [&](const Kept &other) { return other.image.sha256 == verified.image.sha256; });
    if (!damaged && (*known || twice)) {
        if (const auto removed = removeFile(file); !removed)
            return removed.error();
        return std::optional(duplicate());
    }
    const QString reason = damaged ? verified.refusal : refusal(verified.image);
    if (!reason.isEmpty()) {
        const DownloadRecord &download = fetched.download;
        const auto moved = moveToQuarantine(*m_database, {0, file, reason, download.classId, download.id, 0},
                                            nameOf(download));
        if (!moved)
            return moved.error();
        return std::optional(Arrival{DownloadState::Refused, reason, 0, damaged});
    }
    NewImage image = std::move(verified.image);
    image.from = fetched.download.from;
    if (const auto moved = moveIntoProject(image, m_database->folder()); !moved)
        return moved.error();
    if (image.quality)
        m_hashes.push_back(image.quality->hash);
    kept.push_back({std::move(image), fetched.download.classId});
    return std::optional<Arrival>();
}

std::vector<Result<Arrival>> ArrivalProcessor::take(const std::vector<Fetched> &files)
{
    std::vector<Result<Arrival>> arrivals;
    std::vector<Kept> kept;
    std::vector<std::size_t> places; // of the kept ones in `arrivals`
    for (const Fetched &fetched : files) {
        const auto seen = look(fetched, kept);
        if (seen && !*seen)
            places.push_back(arrivals.size());
        arrivals.push_back(!seen ? Result<Arrival>(seen.error())
                                 : Result<Arrival>(seen->value_or(Arrival())));
    }
    if (kept.empty())
        return arrivals;
    const auto added = add(kept);
    for (std::size_t i = 0; i < places.size(); ++i)
        arrivals[places[i]] = added ? Result<Arrival>((*added)[i]) : Result<Arrival>(added.error());
    return arrivals;
}

} // namespace cairn
