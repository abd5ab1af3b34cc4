// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/database.h"

#include <vector>

namespace cairn {

/// A file with an image's content that says another class than the image has or had.
struct ConflictRecord
{
    qint64 imageId = 0;
    QString file; ///< absolute, “archive/path” or “list, line n”
    QString label; ///< what that file says
    QString imageLabel; ///< what the image's own file said
};

/// Rows of `label_conflicts`.
class ConflictRepository
{
public:
    explicit ConflictRepository(Database &database)
        : m_database(database)
    {
    }
    /// In one transaction; what is there already is noted anew.
    Result<void> add(const std::vector<ConflictRecord> &conflicts);
    /// Those that nobody has decided: the image's label was not edited since. By image.
    Result<std::vector<ConflictRecord>> open() const;

private:
    Database &m_database;
};

} // namespace cairn
