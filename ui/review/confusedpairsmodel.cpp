// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/review/confusedpairsmodel.h"

#include "core/base/format.h"

namespace cairn {

ConfusedPairsModel::ConfusedPairsModel(QObject *parent)
    : TableModel(
        {column(tr("Actual"), [this](const auto &pair) { return m_classes.value(pair.actual); }),
         column(tr("Predicted"), [this](const auto &pair) { return m_classes.value(pair.predicted); }),
         number(tr("Images"), [](const auto &pair) { return formatCount(pair.count); })},
        parent)
{
}

void ConfusedPairsModel::setMatrix(const ConfusionMatrix &matrix, const QStringList &classes)
{
    m_classes = classes;
    setRows(matrix.mostConfused());
}

} // namespace cairn
