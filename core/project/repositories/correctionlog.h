// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/database.h"

#include <QDateTime>

namespace cairn {

/// A label that was changed to another.
struct Correction
{
    QDateTime at;
    QString path; ///< absolute
    QString from; ///< name of the class as it is today; "class 7" where it is gone
    QString to; ///< empty: the label was cleared
    QString suggestedBy; ///< name of the run whose network suggested it; empty: nobody did
};

/// All that are not undone, oldest first. First labels of unlabeled images are no corrections.
Result<std::vector<Correction>> corrections(Database &database);

/// Writes them as CSV, atomically: file,from,to,when,suggested_by; times are ISO 8601 in UTC. Error
/// WriteFailed.
Result<qint64> writeCorrections(Database &database, const QString &file);

} // namespace cairn
