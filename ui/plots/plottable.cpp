// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plottable.h"

#include "core/base/csv.h"
#include "core/base/folder.h"

using namespace Qt::StringLiterals;

namespace cairn {

PlotTable::PlotTable(const QString &xLabel, const QList<Curve> &curves, QObject *parent)
    : TableModel(
        {column(tr("Curve"), &PlotPoint::curve),
         number(xLabel, [](const PlotPoint &point) { return QString::number(point.x, 'g', 6); }),
         number(tr("Value"), [](const PlotPoint &point) { return QString::number(point.y, 'g', 6); })},
        parent)
{
    std::vector<PlotPoint> points;
    for (const Curve &curve : curves) {
        for (qsizetype i = 0; i < std::min(curve.x.size(), curve.y.size()); ++i)
            points.push_back({curve.name, curve.x[i], curve.y[i]});
    }
    setRows(std::move(points));
}

bool PlotTable::saveCsv(const QString &file) const
{
    QString text = csvRow({u"curve"_s, u"x"_s, u"y"_s});
    for (const PlotPoint &point : rows())
        text += csvRow({point.curve, QString::number(point.x, 'g', 17), QString::number(point.y, 'g', 17)});
    return replaceFile(file, text.toUtf8()).ok();
}

} // namespace cairn
