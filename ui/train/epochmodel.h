// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/trainingobserver.h"
#include "ui/widgets/tablemodel.h"

namespace cairn {

/// The table that fast.ai prints: one row an epoch. Of the rows, at most the one whose weights are kept is
/// `best`; none holds its matrix.
class EpochModel : public TableModel<EpochMetrics>
{
    Q_OBJECT
public:
    enum Column { Epoch, StageName, TrainLoss, ValidLoss, ErrorRate, Time, ColumnCount };

    explicit EpochModel(QObject *parent = nullptr);
    void setEpochs(const QList<EpochMetrics> &epochs);
    void append(const EpochMetrics &epoch);

private:
    QString tipOf(const EpochMetrics &epoch) const override;
    QVariant dataOf(const EpochMetrics &epoch, int role) const override;
};

} // namespace cairn
