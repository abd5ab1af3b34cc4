// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/confusion/classmetricsmodel.h"

#include "core/base/format.h"

#include <cmath>

namespace cairn {

namespace {

QString share(double value)
{
    return std::isfinite(value) ? QString::number(value, 'f', 3) : QStringLiteral("–");
}

/// "0.92 (0.78–0.97)"
QString shareWithin(double value, const Interval &within)
{
    if (!std::isfinite(value))
        return QStringLiteral("–");
    return QStringLiteral("%1 (%2–%3)")
        .arg(value, 0, 'f', 2)
        .arg(within.low, 0, 'f', 2)
        .arg(within.high, 0, 'f', 2);
}

QString interval(const Interval &within)
{
    return ClassMetricsModel::tr("95 % confidence interval: %1 to %2")
        .arg(formatPercent(within.low), formatPercent(within.high));
}

} // namespace

ClassMetricsModel::ClassMetricsModel(QObject *parent)
    : TableModel(
        {column(tr("Class"), &ClassMetricsRow::name).withTip(&ClassMetricsRow::name),
         number(tr("Images"), [](const ClassMetricsRow &row) { return formatCount(row.support); }),
         number(tr("Precision"),
                [](const ClassMetricsRow &row) { return shareWithin(row.precision, row.precisionInterval); })
             .withTitleTip(tr("Share of images predicted as this class that belong to it"))
             .withTip([](const ClassMetricsRow &row) { return interval(row.precisionInterval); }),
         number(tr("Recall"),
                [](const ClassMetricsRow &row) { return shareWithin(row.recall, row.recallInterval); })
             .withTitleTip(tr("Share of images of this class that were predicted as it"))
             .withTip([](const ClassMetricsRow &row) { return interval(row.recallInterval); }),
         number(tr("F1"), [](const ClassMetricsRow &row) { return share(row.f1); }),
         number(tr("Loss"), [](const ClassMetricsRow &row) { return share(row.meanLoss); })},
        parent)
{
}

void ClassMetricsModel::setEvaluation(const Evaluation &evaluation, const QStringList &classes)
{
    std::vector<ClassMetricsRow> rows;
    for (const ClassReport &report : classReports(evaluation))
        rows.push_back({report, classes.value(qsizetype(rows.size()))});
    setRows(std::move(rows));
}

} // namespace cairn
