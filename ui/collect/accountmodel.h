// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/importreport.h"
#include "ui/widgets/tablemodel.h"

namespace cairn {

/// What became of a file, and why.
struct AccountRow
{
    QString outcome;
    QString file; ///< its path
    QString reason;
};

/// The files of an import that are no new images, each with what became of it and why: refused ones first.
class AccountModel : public TableModel<AccountRow>
{
    Q_OBJECT
public:
    enum Column { Outcome, File, Reason };

    explicit AccountModel(QObject *parent = nullptr);
    void setReport(const ImportReport &report);
};

} // namespace cairn
