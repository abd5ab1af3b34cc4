#include "ui/export/exporthistory.h"

#include "core/base/format.h"
#include "ui/widgets/plaintext.h"

#include <QDir>
#include <QFileInfo>
#include <QLocale>

namespace cairn {

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
        return plainTip(tr("%1\nSHA-256 %2\nLargest difference %3 on %4 images, %5 changed decisions")
                            .arg(QDir::toNativeSeparators(record.path), record.sha256,
                                 QString::number(record.largestDifference, 'g', 2),
                                 QString::number(record.images), QString::number(record.changedDecisions)));
    if (role == Qt::TextAlignmentRole && index.column() == Size)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case When:
        return QLocale().toString(record.at, QLocale::ShortFormat);
    case Run:
        return tr("Run %1").arg(record.runId);
    case Format:
        return record.format;
    case File:
        return QFileInfo(record.path).fileName();
    case Size:
        return formatBytes(record.bytes);
    case Checksum:
        return record.sha256.left(12);
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
        return tr("When");
    case Run:
        return tr("Run");
    case Format:
        return tr("Format");
    case File:
        return tr("File");
    case Size:
        return tr("Size");
    case Checksum:
        return tr("SHA-256");
    default:
        return {};
    }
}

} // namespace cairn
