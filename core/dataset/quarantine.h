// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/repositories/imagerepository.h"
#include "core/project/repositories/quarantinerepository.h"

namespace cairn {

/// Moves a checked image that Cairn holds to images/<2 hex>/<sha256>.<ext> of the project and sets its
/// path. What lies there is replaced: its name is all that says it is the same. With `name` it is
/// images/<2 hex>/<name>, if no other file has that. Errors: WriteFailed.
Result<void> moveIntoProject(NewImage &image, const Folder &project, const QString &name = {});

/// Moves a refused file that Cairn holds into the project's quarantine/ and notes the reason; `record.file`
/// is where it lies now, `name` what it is called from now on (made harmless; empty: as it is). Errors:
/// WriteFailed and the database's.
Result<void> moveToQuarantine(Database &database, QuarantineRecord record, const QString &name = {});

/// What a refused file would be as an image of the project.
struct Restored
{
    qint64 imageId = 0; ///< 0: its content is in the project already
};

/// Takes a refused file after all, whatever its size: Cairn's own is moved to images/, the user's is linked.
/// It gets its class (EditRepository::currentClass) and its provenance; the row goes. Errors: those of
/// decoding (what cannot be read cannot be taken; the row stays with the new reason), NotFound, WriteFailed.
Result<Restored> restoreFromQuarantine(Database &database, const QuarantineRecord &record);

/// The row goes, and the file, if Cairn holds it; never one of the user's.
Result<void> forgetQuarantined(Database &database, const QuarantineRecord &record);

} // namespace cairn
