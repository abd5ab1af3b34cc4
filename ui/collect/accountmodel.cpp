// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/collect/accountmodel.h"

#include "ui/widgets/plaintext.h"

#include <QFileInfo>

namespace cairn {

void AccountModel::setReport(const ImportReport &report)
{
    beginResetModel();
    m_rows.clear();
    for (const Refusal &refusal : report.refused)
        m_rows.push_back({tr("Refused"), refusal.file, refusal.reason});
    for (const LabelConflict &conflict : report.conflicts) {
        m_rows.push_back(
            {tr("Conflict"), conflict.file,
             tr("Labeled %1 here, but %3 at %2.").arg(conflict.label, conflict.other, conflict.otherLabel)});
    }
    for (const RelabelOffer &offer : report.relabels) {
        m_rows.push_back({tr("Different label"), offer.file,
                          offer.before.isEmpty()
                              ? tr("Labeled %1 here, unlabeled in the project.").arg(offer.after)
                              : tr("Labeled %1 here, %2 in the project.").arg(offer.after, offer.before)});
    }
    for (const MovedFile &moved : report.moved)
        m_rows.push_back({tr("Moved"), moved.file, tr("Previously at %1.").arg(moved.from)});
    for (const DuplicateFile &duplicate : report.duplicates) {
        m_rows.push_back({tr("Duplicate"), duplicate.file,
                          duplicate.file == duplicate.of ? tr("Already in the project.")
                                                         : tr("Same as %1.").arg(duplicate.of)});
    }
    endResetModel();
}

int AccountModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int AccountModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant AccountModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows[std::size_t(index.row())];
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    if (index.column() == File)
        return role == Qt::ToolTipRole ? plainTip(row.file) : QFileInfo(row.file).fileName();
    const QString &text = index.column() == Outcome ? row.outcome : row.reason;
    return role == Qt::ToolTipRole ? plainTip(text) : text;
}

QVariant AccountModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == Outcome ? tr("Outcome") : section == File ? tr("File") : tr("Reason");
}

} // namespace cairn
