// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/health/health.h"
#include "ui/widgets/tablemodel.h"

namespace cairn {

/// The findings of a health report and how many images each concerns.
class FindingModel : public TableModel<HealthFinding>
{
    Q_OBJECT
public:
    enum Column { Name, Images };

    explicit FindingModel(QObject *parent = nullptr);
    /// The same findings come again after every check: what is selected stays so.
    void setFindings(std::vector<HealthFinding> findings)
    {
        setRows(std::move(findings), &HealthFinding::key);
    }
    const HealthFinding *finding(int row) const { return rowAt(row); } ///< nullptr where there is no such row
    int rowOf(const QString &key) const; ///< −1 if there is none

private:
    QString tipOf(const HealthFinding &finding) const override { return finding.explanation; }
    QVariant dataOf(const HealthFinding &finding, int role) const override;
};

} // namespace cairn
