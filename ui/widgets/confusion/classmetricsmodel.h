// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/evaluation/classreport.h"
#include "ui/widgets/tablemodel.h"

namespace cairn {

struct ClassMetricsRow : ClassReport
{
    QString name;
};

/// Precision and recall of every class with their 95 % intervals, F1 and mean loss.
class ClassMetricsModel : public TableModel<ClassMetricsRow>
{
    Q_OBJECT
public:
    enum Column { Name, Images, Precision, Recall, F1, Loss };

    explicit ClassMetricsModel(QObject *parent = nullptr);
    void setEvaluation(const Evaluation &evaluation, const QStringList &classes);
};

} // namespace cairn
