// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/imagequality.h"
#include "core/project/database.h"

#include <QHash>

#include <utility>
#include <vector>

namespace cairn {

/// Rows of `image_quality`: what the pixels of an image say, measured once.
class QualityRepository
{
public:
    explicit QualityRepository(Database &database)
        : m_database(database)
    {
    }
    Result<QHash<qint64, ImageQuality>> all() const; ///< by image id; one query, also for 100,000 rows
    /// Image ids with their perceptual hashes.
    Result<std::vector<std::pair<qint64, PerceptualHash>>> hashes() const;
    /// In one transaction; replaces what was measured before.
    Result<void> set(const std::vector<std::pair<qint64, ImageQuality>> &measured);
    /// Id and absolute path of the images out of the trash that are not measured yet.
    Result<std::vector<std::pair<qint64, QString>>> unmeasured() const;

private:
    Database &m_database;
};

} // namespace cairn
