// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/repositories/exportrepository.h"
#include "ui/widgets/tablemodel.h"

namespace cairn {

/// A project's exports, newest first.
class ExportHistory : public TableModel<ExportRecord>
{
    Q_OBJECT
public:
    enum Column { When, Run, Format, File, Checksum };

    explicit ExportHistory(QObject *parent = nullptr);
    void setRecords(std::vector<ExportRecord> records) { setRows(std::move(records)); }
    const ExportRecord &record(int row) const { return rows()[std::size_t(row)]; }

private:
    QString tipOf(const ExportRecord &record) const override;
};

} // namespace cairn
