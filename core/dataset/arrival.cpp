#include "core/dataset/arrival.h"

#include "core/dataset/pictureverifier.h"
#include "core/dataset/quarantine.h"

#include <QFile>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

Arrival duplicate()
{
    return {DownloadState::Duplicate, u"A picture with the same content is in the project already."_s, 0,
            false};
}

QString tooSmall(const NewImage &image, const ArrivalRules &rules)
{
    if (std::min(image.width, image.height) >= rules.smallestSide)
        return {};
    return u"It has %1 × %2 pixels; pictures under %3 pixels a side are not taken."_s.arg(image.width)
        .arg(image.height)
        .arg(rules.smallestSide);
}

Result<Arrival> add(Database &database, NewImage image, const DownloadRecord &download)
{
    const auto classId = livingClass(database, download.classId);
    if (!classId)
        return classId.error();
    image.classId = *classId;
    image.from = download.from;
    if (const auto moved = moveIntoProject(image, database.directory()); !moved)
        return moved.error();
    const auto ids = ImageRepository(database).add({image});
    if (!ids)
        return ids.error();
    return ids->front() == 0 ? duplicate() : Arrival{DownloadState::Done, {}, ids->front(), false};
}

} // namespace

Result<Arrival> takeArrived(Database &database, const QString &file, const DownloadRecord &download,
                            const ArrivalRules &rules, bool keepDamaged)
{
    VerifiedPicture picture = verifyPicture({file, {}, Split::None, {}}, {});
    const bool damaged = !picture.refusal.isEmpty();
    const QString refusal = damaged ? picture.refusal : tooSmall(picture.image, rules);
    if (!refusal.isEmpty()) {
        if (damaged && keepDamaged)
            return Arrival{DownloadState::Refused, refusal, 0, true};
        const auto moved = moveToQuarantine(database, {0, file, refusal, download.classId, download.id, 0});
        return moved ? Result<Arrival>(Arrival{DownloadState::Refused, refusal, 0, damaged}) : moved.error();
    }
    const auto known = ImageRepository(database).contains(picture.image.sha256);
    if (!known)
        return known.error();
    if (*known) {
        QFile::remove(file);
        return duplicate();
    }
    return add(database, std::move(picture.image), download);
}

} // namespace cairn
