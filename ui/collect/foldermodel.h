// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/library.h"
#include "ui/widgets/tablemodel.h"

namespace cairn {

struct FolderRow
{
    QString folder; ///< its path, or that it is the project's own
    int images;
};

/// Where the project's images lie: one row a folder.
class FolderModel : public TableModel<FolderRow>
{
    Q_OBJECT
public:
    enum Column { Folder, Images };

    /// Images inside `ownFolder`, the project's own, share one row.
    FolderModel(Library &library, const QString &ownFolder, QObject *parent = nullptr);

private:
    QString tipOf(const FolderRow &row) const override { return row.folder; }
    void recount();

    Library &m_library;
    QString m_ownFolder;
};

} // namespace cairn
