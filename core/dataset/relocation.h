// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/project/database.h"

namespace cairn {

struct Relocation
{
    struct Left
    {
        QString file; ///< where the project looks for it
        QString reason; ///< a sentence
    };
    qint64 moved = 0;
    std::vector<Left> left; ///< images that stay where they are
    bool cancelled = false; ///< what was found until then has its new path
};

/// The images that lie in the folder `from` (which may be gone) are in `to` now, under the same names: each
/// takes its new path where the file there has the same content. One image's file can be given as well.
/// Labels, runs and all else stay; no file is written to. Hashes on all cores. Errors: InvalidInput (no image
/// lies in `from`; it is in the project's own folder), NotFound (there is no `to`).
Result<Relocation> relocateImages(Database &database, const QString &from, const QString &to,
                                  const ProgressCallback &progress = {}, const CancelToken &cancel = {});

/// The folders whose images are away, each as the topmost one that is gone; sorted.
Result<QStringList> missingFolders(Database &database);

} // namespace cairn
