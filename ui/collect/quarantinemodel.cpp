// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/collect/quarantinemodel.h"

#include "ui/widgets/plaintext.h"

#include <QFileInfo>

namespace cairn {

QuarantineModel::QuarantineModel(const Library &library, const QString &ownFolder, QObject *parent)
    : QAbstractTableModel(parent)
    , m_library(library)
    , m_ownFolder(ownFolder + u'/')
{
}

void QuarantineModel::setFiles(std::vector<QuarantineRecord> files)
{
    beginResetModel();
    m_files = std::move(files);
    endResetModel();
}

int QuarantineModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_files.size());
}

int QuarantineModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant QuarantineModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const QuarantineRecord &record = file(index.row());
    if (role == Qt::ToolTipRole)
        return plainTip(index.column() == Reason ? record.reason : record.file);
    if (role != Qt::DisplayRole)
        return {};
    if (index.column() == Reason)
        return record.reason;
    if (index.column() == Class) {
        const ClassRecord *label = m_library.currentClass(record.classId);
        return label ? label->name : QString();
    }
    return record.file.startsWith(m_ownFolder) ? QFileInfo(record.file).fileName() : record.file;
}

QVariant QuarantineModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == File ? tr("File") : section == Class ? tr("Class") : tr("Reason");
}

} // namespace cairn
