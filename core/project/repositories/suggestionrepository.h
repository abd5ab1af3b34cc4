// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/database.h"

#include <vector>

namespace cairn {

/// What a run's network said of one image.
struct StoredSuggestion
{
    qint64 imageId = 0;
    std::vector<float> probabilities; ///< one an output of the network, sums to 1
};

/// Rows of `suggestions`.
class SuggestionRepository
{
public:
    explicit SuggestionRepository(Database &database)
        : m_database(database)
    {
    }
    /// In one transaction; replaces what was said of the same images before. Images that are gone are
    /// passed over.
    Result<void> add(qint64 runId, const std::vector<StoredSuggestion> &suggestions);
    /// Of the images that have no label now and are not in the trash, by id.
    Result<std::vector<StoredSuggestion>> all(qint64 runId) const;
    Result<void> clear(qint64 runId);

private:
    Database &m_database;
};

} // namespace cairn
