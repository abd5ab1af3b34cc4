#pragma once

#include "core/project/database.h"
#include "core/project/downloadrepository.h"

namespace cairn {

struct ArrivalRules
{
    int smallestSide = 64; ///< pixels; a picture with a shorter side is refused
};

/// What became of a fetched file.
struct Arrival
{
    DownloadState state = DownloadState::Done; ///< Done, Duplicate or Refused
    QString reason; ///< a sentence, empty for Done
    qint64 imageId = 0; ///< for Done
    bool damaged = false; ///< refused because it could not be read
};

/// Decides on a fetched file as an import would (content sniffed, limits, decoded to its end, SHA-256), and
/// by `rules`. A picture is moved to images/, with its class and provenance; a duplicate is removed; whatever
/// else goes to quarantine, unless `keepDamaged` says that a damaged one stays where it is for another
/// attempt. Errors: WriteFailed and the database's; then the file is where it was.
Result<Arrival> takeArrived(Database &database, const QString &file, const DownloadRecord &download,
                            const ArrivalRules &rules = {}, bool keepDamaged = false);

} // namespace cairn
