// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/interchange.h"

namespace cairn {

/// A look at a data set before it is imported: what an import would take for granted, and from what the user
/// can choose instead.
struct ImportPreview
{
    QString problem; ///< a sentence where the choices made so far do not do; empty: an import can start
    // Folders and archives.
    QStringList tree; ///< "cats/100CANON\t3": folders with images, 200 at most
    TreeLayout layout;
    // Tables.
    QStringList header; ///< the columns' names; empty where it is no table
    QList<QStringList> rows; ///< the first few
    qsizetype fileColumn = -1;
    qsizetype labelColumn = -1; ///< −1: none, or one column a class
    // Label Studio.
    QStringList controls;
};

/// Reads what it must, not one image. Not in the GUI thread: lists the folder.
ImportPreview previewImport(const DataSource &source, const ImportOptions &options,
                            const CancelToken &cancel = {});

} // namespace cairn
