// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/collect/quarantinemodel.h"

#include <QFileInfo>

namespace cairn {

QuarantineModel::QuarantineModel(const Library &library, const QString &ownFolder, QObject *parent)
    : TableModel({column(tr("File"),
                         [own = ownFolder + u'/'](const QuarantineRecord &row) {
                             return row.file.startsWith(own) ? QFileInfo(row.file).fileName() : row.file;
                         }),
                  column(tr("Class"),
                         [&library](const QuarantineRecord &row) {
                             const ClassRecord *label = library.currentClass(row.classId);
                             return label ? label->name : QString();
                         }),
                  column(tr("Reason"), &QuarantineRecord::reason).withTip(&QuarantineRecord::reason)},
                 parent)
{
}

} // namespace cairn
