// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/collect/downloadmodel.h"

#include "ui/style/classmark.h"
#include "ui/style/theme.h"

#include <QGuiApplication>
#include <QIcon>
#include <QPalette>
#include <QUrl>

#include <algorithm>

namespace cairn {

QString downloadStateText(DownloadState state)
{
    switch (state) {
    case DownloadState::Waiting:
        return DownloadModel::tr("waiting");
    case DownloadState::Fetching:
        return DownloadModel::tr("downloading");
    case DownloadState::Done:
        return DownloadModel::tr("done");
    case DownloadState::Failed:
        return DownloadModel::tr("failed");
    case DownloadState::Refused:
        return DownloadModel::tr("refused");
    case DownloadState::Duplicate:
        return DownloadModel::tr("duplicate");
    case DownloadState::Cancelled:
        return DownloadModel::tr("canceled");
    }
    return {};
}

namespace {

QString imageName(const DownloadRecord &row)
{
    if (!row.from.title.isEmpty())
        return row.from.title;
    const QUrl url(row.from.sourceUrl);
    return url.fileName().isEmpty() ? url.host() : url.fileName();
}

QVariant stateColor(DownloadState state)
{
    const QPalette palette = QGuiApplication::palette();
    if (state == DownloadState::Failed)
        return dangerColor(palette);
    if (state == DownloadState::Refused)
        return warningColor(palette);
    if (state == DownloadState::Done || state == DownloadState::Fetching)
        return {};
    return mutedColor(palette);
}

} // namespace

DownloadModel::DownloadModel(const Library &library, QObject *parent)
    : TableModel(
        {column(tr("State"), [](const DownloadRecord &row) { return downloadStateText(row.state); })
             .withRole(Qt::ForegroundRole, [](const DownloadRecord &row) { return stateColor(row.state); }),
         column(tr("Image"), imageName),
         column(tr("Class"),
                [&library](const DownloadRecord &row) {
                    const ClassRecord *label = library.currentClass(row.classId);
                    return label ? label->name : QString();
                })
             .withRole(Qt::DecorationRole,
                       [&library](const DownloadRecord &row) {
                           const ClassRecord *label = library.currentClass(row.classId);
                           return label ? QVariant(classIcon(*label)) : QVariant();
                       }),
         column(tr("License"), [](const DownloadRecord &row) { return row.from.license; }),
         column(tr("Reason"), &DownloadRecord::reason).withTip(&DownloadRecord::reason)},
        parent)
{
    connect(&library, &Library::classesChanged, this, [this] { columnsChanged(Class, Class); });
}

QString DownloadModel::tipOf(const DownloadRecord &row) const
{
    return row.from.sourceUrl;
}

void DownloadModel::setRows(std::vector<DownloadRecord> rows)
{
    m_index.clear();
    for (std::size_t i = 0; i < rows.size(); ++i)
        m_index.insert(rows[i].id, int(i));
    TableModel::setRows(std::move(rows));
}

void DownloadModel::updateRows(const std::vector<DownloadRecord> &rows)
{
    std::vector<DownloadRecord> added;
    int first = rowCount();
    int last = -1;
    for (const DownloadRecord &record : rows) {
        const auto known = m_index.constFind(record.id);
        if (known == m_index.constEnd()) {
            added.push_back(record);
            continue;
        }
        changeRow(*known) = record;
        first = std::min(first, *known);
        last = std::max(last, *known);
    }
    rowsChanged(first, last);
    for (std::size_t i = 0; i < added.size(); ++i)
        m_index.insert(added[i].id, rowCount() + int(i));
    append(std::move(added));
}

} // namespace cairn
