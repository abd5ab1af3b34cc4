// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/exporthistory.h"

#include "core/base/format.h"
#include "ui/widgets/plaintext.h"

#include <QDir>
#include <QFileInfo>
#include <QLocale>

namespace cairn {

namespace {

// Short: the column stands beside four others in half a window.
QString whenText(const QDateTime &at)
{
    const bool thisYear = at.date().year() == QDate::currentDate().year();
    return QLocale().toString(at, thisYear ? QStringLiteral("d MMM hh:mm") : QStringLiteral("d MMM yyyy"));
}

} // namespace

void ExportHistory::setRecords(std::vector<ExportRecord> records)
{
    beginResetModel();
    m_records = std::move(records);
    endResetModel();
}

int ExportHistory::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_records.size());
}

int ExportHistory::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant ExportHistory::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ExportRecord &record = m_records[std::size_t(index.row())];
    if (role == Qt::ToolTipRole)
        return plainTip(tr("%1\n%2\nSHA-256 %3\nLargest difference %4 on %5 images, %6 predictions changed")
                            .arg(QDir::toNativeSeparators(record.path), formatBytes(record.bytes),
                                 record.sha256, QString::number(record.largestDifference, 'g', 2),
                                 QString::number(record.images), QString::number(record.changedDecisions)));
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case When:
        return whenText(record.at);
    case Run:
        return tr("Run %1").arg(record.runId);
    case Format:
        return record.format;
    case File:
        return QFileInfo(record.path).fileName();
    case Checksum:
        return record.sha256.left(8);
    default:
        return {};
    }
}

QVariant ExportHistory::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case When:
        return tr("Date");
    case Run:
        return tr("Run");
    case Format:
        return tr("Format");
    case File:
        return tr("File");
    case Checksum:
        return tr("SHA-256");
    default:
        return {};
    }
}

} // namespace cairn
