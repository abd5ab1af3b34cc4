// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/collect/accountmodel.h"

#include <QFileInfo>

namespace cairn {

AccountModel::AccountModel(QObject *parent)
    : TableModel({column(tr("Outcome"), &AccountRow::outcome).withTip(&AccountRow::outcome),
                  column(tr("File"), [](const AccountRow &row) { return QFileInfo(row.file).fileName(); })
                      .withTip(&AccountRow::file),
                  column(tr("Reason"), &AccountRow::reason).withTip(&AccountRow::reason)},
                 parent)
{
}

void AccountModel::setReport(const ImportReport &report)
{
    std::vector<AccountRow> rows;
    for (const Refusal &refusal : report.refused)
        rows.push_back({tr("Refused"), refusal.file, refusal.reason});
    for (const LabelConflict &conflict : report.conflicts) {
        rows.push_back(
            {tr("Conflict"), conflict.file,
             tr("Labeled %1 here, but %3 at %2.").arg(conflict.label, conflict.other, conflict.otherLabel)});
    }
    for (const RelabelOffer &offer : report.relabels) {
        rows.push_back({tr("Different label"), offer.file,
                        offer.before.isEmpty()
                            ? tr("Labeled %1 here, unlabeled in the project.").arg(offer.after)
                            : tr("Labeled %1 here, %2 in the project.").arg(offer.after, offer.before)});
    }
    for (const MovedFile &moved : report.moved)
        rows.push_back({tr("Moved"), moved.file, tr("Previously at %1.").arg(moved.from)});
    for (const DuplicateFile &duplicate : report.duplicates) {
        rows.push_back({tr("Duplicate"), duplicate.file,
                        duplicate.file == duplicate.of ? tr("Already in the project.")
                                                       : tr("Same as %1.").arg(duplicate.of)});
    }
    setRows(std::move(rows));
}

} // namespace cairn
