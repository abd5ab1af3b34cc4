// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/collect/downloadmodel.h"

#include "ui/style/classmark.h"
#include "ui/style/theme.h"
#include "ui/widgets/plaintext.h"

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
    : QAbstractTableModel(parent)
    , m_library(library)
{
    connect(&library, &Library::classesChanged, this, [this] {
        if (!m_rows.empty())
            Q_EMIT dataChanged(index(0, Class), index(rowCount() - 1, Class));
    });
}

void DownloadModel::setRows(std::vector<DownloadRecord> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    m_index.clear();
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        m_index.insert(m_rows[i].id, int(i));
    endResetModel();
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
        m_rows[std::size_t(*known)] = record;
        first = std::min(first, *known);
        last = std::max(last, *known);
    }
    if (last >= 0)
        Q_EMIT dataChanged(index(first, 0), index(last, ColumnCount - 1));
    if (added.empty())
        return;
    beginInsertRows({}, rowCount(), rowCount() + int(added.size()) - 1);
    for (DownloadRecord &record : added) {
        m_index.insert(record.id, int(m_rows.size()));
        m_rows.push_back(std::move(record));
    }
    endInsertRows();
}

int DownloadModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int DownloadModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant DownloadModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const DownloadRecord &record = row(index.row());
    const ClassRecord *label = m_library.currentClass(record.classId);
    if (role == Qt::ForegroundRole && index.column() == State)
        return stateColor(record.state);
    if (role == Qt::DecorationRole && index.column() == Class && label)
        return classIcon(*label);
    if (role == Qt::ToolTipRole)
        return plainTip(index.column() == Reason ? record.reason : record.from.sourceUrl);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case State:
        return downloadStateText(record.state);
    case Image:
        return imageName(record);
    case Class:
        return label ? label->name : QString();
    case License:
        return record.from.license;
    default:
        return record.reason;
    }
}

QVariant DownloadModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case State:
        return tr("State");
    case Image:
        return tr("Image");
    case Class:
        return tr("Class");
    case License:
        return tr("License");
    default:
        return tr("Reason");
    }
}

} // namespace cairn
