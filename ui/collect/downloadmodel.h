// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/library.h"
#include "core/project/repositories/downloadrepository.h"
#include "ui/widgets/tablemodel.h"

#include <QHash>

namespace cairn {

/// The download queue, a row an image, in the order in which they were queued.
class DownloadModel : public TableModel<DownloadRecord>
{
    Q_OBJECT
public:
    enum Column { State, Image, Class, License, Reason };

    explicit DownloadModel(const Library &library, QObject *parent = nullptr);
    void setRows(std::vector<DownloadRecord> rows);
    void updateRows(const std::vector<DownloadRecord> &rows); ///< new ones are appended

private:
    QString tipOf(const DownloadRecord &row) const override;

    QHash<qint64, int> m_index; ///< row by id
};

/// "waiting", "done", …
QString downloadStateText(DownloadState state);

} // namespace cairn
