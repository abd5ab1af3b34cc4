// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/evaluation/metrics.h"
#include "ui/widgets/tablemodel.h"

namespace cairn {

/// The pairs of classes that a run mixes up, most frequent first.
class ConfusedPairsModel : public TableModel<ConfusionMatrix::Confusion>
{
    Q_OBJECT
public:
    enum Column { Actual, Predicted, Count };

    explicit ConfusedPairsModel(QObject *parent = nullptr);
    void setMatrix(const ConfusionMatrix &matrix, const QStringList &classes);
    ConfusionMatrix::Confusion pairAt(int row) const { return rows()[std::size_t(row)]; }

private:
    QStringList m_classes;
};

} // namespace cairn
