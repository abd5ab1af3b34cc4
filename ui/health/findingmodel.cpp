// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/health/findingmodel.h"

#include "core/base/format.h"
#include "ui/style/theme.h"
#include "ui/widgets/plaintext.h"

#include <QGuiApplication>
#include <QPalette>

#include <algorithm>

namespace cairn {

void FindingModel::setFindings(std::vector<HealthFinding> findings)
{
    // The same findings come again after every check: what is selected stays so.
    const bool same = std::ranges::equal(m_findings, findings, {}, &HealthFinding::key, &HealthFinding::key)
        && !findings.empty();
    if (!same)
        beginResetModel();
    m_findings = std::move(findings);
    if (same)
        Q_EMIT dataChanged(index(0, Name), index(rowCount() - 1, Images));
    else
        endResetModel();
}

const HealthFinding *FindingModel::finding(int row) const
{
    return row >= 0 && row < rowCount() ? &m_findings[std::size_t(row)] : nullptr;
}

int FindingModel::rowOf(const QString &key) const
{
    const auto found = std::ranges::find(m_findings, key, &HealthFinding::key);
    return found == m_findings.end() ? -1 : int(found - m_findings.begin());
}

int FindingModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_findings.size());
}

int FindingModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant FindingModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const HealthFinding &finding = m_findings[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == Name ? finding.title : formatCount(qint64(finding.ids.size()));
    case Qt::ToolTipRole:
        return plainTip(finding.explanation);
    case Qt::ForegroundRole:
        return finding.ids.empty() ? QVariant(mutedColor(QGuiApplication::palette())) : QVariant();
    case Qt::TextAlignmentRole:
        return int((index.column() == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant FindingModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return section == Name ? tr("Finding") : tr("Images");
}

} // namespace cairn
