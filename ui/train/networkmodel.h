// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/modelsummary.h"
#include "ui/widgets/tablemodel.h"

namespace cairn {

struct NetworkRow : StageSummary
{
    bool total = false; ///< sums up
};

/// A network, stage by stage, with its real counts; the last row sums up.
class NetworkModel : public TableModel<NetworkRow>
{
    Q_OBJECT
public:
    enum Column { Name, Output, Layers, Units, Parameters, Macs, Memory };

    explicit NetworkModel(QObject *parent = nullptr);
    void setSummary(const ModelSummary &summary, int batch); ///< `batch`: images that the memory is for
    const ModelSummary &summary() const { return m_summary; }

private:
    QVariant dataOf(const NetworkRow &row, int role) const override;

    ModelSummary m_summary;
    int m_batch = 1;
};

/// 3.67 G, 21.8 M, 512 k: a large count in three digits.
QString shortCount(qint64 count);

} // namespace cairn
