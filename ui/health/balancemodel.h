// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/health/health.h"
#include "ui/widgets/tablemodel.h"

namespace cairn {

/// A health report's classes: how many images each has, and on which side of the split.
class BalanceModel : public TableModel<ClassHealth>
{
    Q_OBJECT
public:
    enum Column { Name, Train, Valid, Images };

    explicit BalanceModel(QObject *parent = nullptr);
    void setClasses(std::vector<ClassHealth> classes) { setRows(std::move(classes)); }
    const ClassHealth *classAt(int row) const { return rowAt(row); } ///< nullptr where there is no such row

private:
    QString tipOf(const ClassHealth &row) const override;
    QVariant dataOf(const ClassHealth &row, int role) const override;
};

} // namespace cairn
