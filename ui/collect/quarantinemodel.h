// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/library.h"
#include "core/project/repositories/quarantinerepository.h"
#include "ui/widgets/tablemodel.h"

namespace cairn {

/// The files that were refused, each with the reason; newest first.
class QuarantineModel : public TableModel<QuarantineRecord>
{
    Q_OBJECT
public:
    enum Column { File, Class, Reason };

    /// Files below `ownFolder` are Cairn's.
    QuarantineModel(const Library &library, const QString &ownFolder, QObject *parent = nullptr);
    void setFiles(std::vector<QuarantineRecord> files) { setRows(std::move(files)); }
    const QuarantineRecord &file(int row) const { return rows()[std::size_t(row)]; }

private:
    QString tipOf(const QuarantineRecord &row) const override { return row.file; }
};

} // namespace cairn
