// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plottable.h"

#include "core/base/csv.h"
#include "core/base/folder.h"

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

enum Column {
    CurveColumn,
    XColumn,
    YColumn,
    ColumnCount,
};

} // namespace

PlotTable::PlotTable(QString xLabel, QList<Curve> curves, QObject *parent)
    : QAbstractTableModel(parent)
    , m_xLabel(std::move(xLabel))
{
    for (const Curve &curve : std::as_const(curves)) {
        for (qsizetype i = 0; i < std::min(curve.x.size(), curve.y.size()); ++i)
            m_points.push_back({int(m_names.size()), curve.x[i], curve.y[i]});
        m_names.append(curve.name);
    }
}

bool PlotTable::saveCsv(const QString &file) const
{
    QString text = csvRow({u"curve"_s, u"x"_s, u"y"_s});
    for (const Point &point : m_points)
        text += csvRow(
            {m_names[point.curve], QString::number(point.x, 'g', 17), QString::number(point.y, 'g', 17)});
    return replaceFile(file, text.toUtf8()).ok();
}

int PlotTable::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_points.size());
}

int PlotTable::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant PlotTable::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Point &point = m_points[std::size_t(index.row())];
    if (role == Qt::TextAlignmentRole && index.column() != CurveColumn)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    if (index.column() == CurveColumn)
        return m_names[point.curve];
    return QString::number(index.column() == XColumn ? point.x : point.y, 'g', 6);
}

QVariant PlotTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole && section != CurveColumn)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return section == CurveColumn ? tr("Curve") : section == XColumn ? m_xLabel : tr("Value");
}

} // namespace cairn
