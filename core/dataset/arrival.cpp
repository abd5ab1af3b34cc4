#include "core/dataset/arrival.h"

#include "core/dataset/pictureverifier.h"
#include "core/dataset/quarantine.h"
#include "core/project/editrepository.h"
#include "core/project/qualityrepository.h"

#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

Arrival duplicate()
{
    return {DownloadState::Duplicate, u"A picture with the same content is in the project already."_s};
}

/// What a person would call it.
QString nameOf(const DownloadRecord &download)
{
    return download.from.title.isEmpty() ? QUrl(download.from.sourceUrl).fileName() : download.from.title;
}

} // namespace

Result<ArrivalDesk> ArrivalDesk::open(Database &database, const ArrivalRules &rules)
{
    ArrivalDesk desk(database, rules);
    const auto qualities = QualityRepository(database).all();
    if (!qualities)
        return qualities.error();
    for (const ImageQuality &quality : *qualities)
        desk.m_hashes.push_back(quality.hash);
    return desk;
}

QString ArrivalDesk::refusal(const NewImage &image) const
{
    if (std::min(image.width, image.height) < m_rules.smallestSide)
        return u"It has %1 × %2 pixels; pictures under %3 pixels a side are not taken."_s.arg(image.width)
            .arg(image.height)
            .arg(m_rules.smallestSide);
    const PerceptualHash hash = image.quality ? image.quality->hash : 0;
    const bool alike = hash != 0 && std::ranges::any_of(m_hashes, [&](PerceptualHash other) {
                           return other != 0 && hammingDistance(hash, other) <= m_rules.nearDuplicateBits;
                       });
    return alike ? u"It looks nearly the same as a picture of the project."_s : QString();
}

Result<Arrival> ArrivalDesk::add(NewImage image, const DownloadRecord &download)
{
    image.from = download.from;
    if (const auto moved = moveIntoProject(image, m_database->folder()); !moved)
        return moved.error();
    m_database->folder().sync(
        image.path.mid(m_database->directory().size() + 1)); // before its row: the power may fail
    Transaction transaction(*m_database); // the class stays what it is until the picture has it
    const auto classId = EditRepository(*m_database).livingClass(download.classId);
    if (!classId)
        return classId.error();
    image.classId = *classId;
    const auto ids = ImageRepository(*m_database).add({image});
    if (!ids)
        return ids.error();
    if (const auto done = transaction.commit(); !done)
        return done.error();
    if (ids->front() == 0)
        return duplicate();
    if (image.quality)
        m_hashes.push_back(image.quality->hash);
    return Arrival{DownloadState::Done, {}, ids->front()};
}

Result<Arrival> ArrivalDesk::take(const QString &file, const DownloadRecord &download, bool keepDamaged)
{
    VerifiedPicture picture = verifyPicture({file, {}, Split::None, {}}, {}, Thumbnails::Skip);
    const bool damaged = !picture.refusal.isEmpty();
    if (damaged && keepDamaged)
        return Arrival{DownloadState::Refused, picture.refusal, 0, true};
    const auto known = ImageRepository(*m_database).contains(picture.image.sha256);
    if (!damaged && !known)
        return known.error();
    if (!damaged && *known) {
        if (const auto removed = removeFile(file); !removed)
            return removed.error();
        return duplicate();
    }
    const QString reason = damaged ? picture.refusal : refusal(picture.image);
    if (reason.isEmpty())
        return add(std::move(picture.image), download);
    const auto moved = moveToQuarantine(*m_database, {0, file, reason, download.classId, download.id, 0},
                                        nameOf(download));
    return moved ? Result<Arrival>(Arrival{DownloadState::Refused, reason, 0, damaged}) : moved.error();
}

} // namespace cairn
