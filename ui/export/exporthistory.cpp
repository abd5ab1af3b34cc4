// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/exporthistory.h"

#include "core/base/format.h"
#include "core/runs/export/runexport.h"
#include "ui/export/formatchoice.h"

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

// A newer Cairn may have written another.
QString formatText(const QString &name)
{
    const Result<ExportKind> kind = exportKindFromName(name);
    return kind ? exportKindTitle(*kind) : name;
}

} // namespace

ExportHistory::ExportHistory(QObject *parent)
    : TableModel(
        {column(tr("Date"), [](const ExportRecord &record) { return whenText(record.at); }),
         column(tr("Run"), [](const ExportRecord &record) { return tr("Run %1").arg(record.runId); }),
         column(tr("Format"), [](const ExportRecord &record) { return formatText(record.format); }),
         column(tr("File"), [](const ExportRecord &record) { return QFileInfo(record.path).fileName(); }),
         column(tr("SHA-256"), [](const ExportRecord &record) { return record.sha256.left(8); })},
        parent)
{
}

QString ExportHistory::tipOf(const ExportRecord &record) const
{
    return tr("%1\n%2\nSHA-256 %3\nLargest difference %4 on %5, %6")
        .arg(QDir::toNativeSeparators(record.path), formatBytes(record.bytes), record.sha256,
             QString::number(record.largestDifference, 'g', 2),
             tr("%1 image(s)", nullptr, int(record.images)).arg(record.images),
             tr("%1 prediction(s) changed", nullptr, int(record.changedDecisions))
                 .arg(record.changedDecisions));
}

} // namespace cairn
