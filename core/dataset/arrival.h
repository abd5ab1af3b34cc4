// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/health/duplicates.h"
#include "core/project/repositories/downloadrepository.h"
#include "core/project/repositories/imagerepository.h"

#include <optional>

namespace cairn {

struct ArrivalRules
{
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
class ArrivalProcessor
{
public:
    /// Reads the perceptual hashes of the project's images.
    static Result<ArrivalProcessor> open(Database &database, const ArrivalRules &rules = {});

    struct Fetched
    {
        QString file;
        DownloadRecord download;
        bool keepDamaged = false; ///< a damaged one stays where it is, for another attempt
    };
    /// An image is moved to images/, with its class and provenance; an exact duplicate is removed; what is
    /// too small, unreadable or nearly the same as another image goes to quarantine. Images are on the
    /// disk before their rows are: many at once wait for it once. One answer a file, in their order. Errors:
    /// WriteFailed and the database's.
    std::vector<Result<Arrival>> take(const std::vector<Fetched> &files);

private:
    struct Kept; ///< an image that lies in images/ and has no row yet
    ArrivalProcessor(Database &database, const ArrivalRules &rules)
        : m_database(&database)
        , m_rules(rules)
    {
    }
    QString refusal(const NewImage &image) const;
    /// Empty: the image is in `kept` now.
    Result<std::optional<Arrival>> look(const Fetched &fetched, std::vector<Kept> &kept);
    void sync(const std::vector<Kept> &kept) const;
    Result<std::vector<Arrival>> add(const std::vector<Kept> &kept);

    Database *m_database;
    ArrivalRules m_rules;
    std::vector<PerceptualHash> m_hashes;
};

} // namespace cairn
