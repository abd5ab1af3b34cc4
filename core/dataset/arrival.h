#pragma once

#include "core/dataset/duplicates.h"
#include "core/project/downloadrepository.h"
#include "core/project/imagerepository.h"

namespace cairn {

struct ArrivalRules
{
    int smallestSide = 64; ///< pixels; a picture with a shorter side is refused
    int nearDuplicateBits = nearDuplicateDistance; ///< of the perceptual hash; −1: near duplicates are taken
};

/// What became of a fetched file.
struct Arrival
{
    DownloadState state = DownloadState::Done; ///< Done, Duplicate or Refused
    QString reason = {}; ///< a sentence, empty for Done
    qint64 imageId = 0; ///< for Done
    bool damaged = false; ///< refused because it could not be read
};

/// Decides on fetched files as an import would (content sniffed, limits, decoded to the end, SHA-256), and by
/// its rules. Works in one thread, with the connection it was made with.
class ArrivalDesk
{
public:
    /// Reads the perceptual hashes of the project's pictures.
    static Result<ArrivalDesk> open(Database &database, const ArrivalRules &rules = {});

    /// A picture is moved to images/, with its class and provenance; an exact duplicate is removed; what is
    /// too small, unreadable or nearly the same as another picture goes to quarantine, unless `keepDamaged`
    /// says that a damaged one stays where it is for another attempt. Errors: WriteFailed and the database's;
    /// then the file is where it was.
    Result<Arrival> take(const QString &file, const DownloadRecord &download, bool keepDamaged = false);

private:
    ArrivalDesk(Database &database, const ArrivalRules &rules)
        : m_database(&database)
        , m_rules(rules)
    {
    }
    QString refusal(const NewImage &image) const;
    Result<Arrival> add(NewImage image, const DownloadRecord &download);

    Database *m_database;
    ArrivalRules m_rules;
    std::vector<PerceptualHash> m_hashes;
};

} // namespace cairn
