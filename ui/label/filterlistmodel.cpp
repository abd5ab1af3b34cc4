// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/label/filterlistmodel.h"

#include "core/base/format.h"
#include "ui/style/classmark.h"

namespace cairn {

using Kind = ImageScope::Kind;

FilterListModel::FilterListModel(Library &library, QObject *parent)
    : QAbstractListModel(parent)
    , m_library(library)
{
    connect(&library, &Library::classesChanged, this, &FilterListModel::rebuild);
    connect(&library, &Library::imagesReset, this, &FilterListModel::rebuild);
    connect(&library, &Library::imagesChanged, this, &FilterListModel::recount);
    rebuild();
}

void FilterListModel::rebuild()
{
    QList<ImageScope> filters{{Kind::All, 0}, {Kind::Unlabeled, 0}};
    for (const ClassRecord &record : m_library.classes())
        filters.append({Kind::Class, record.id});
    filters.append(
        {{Kind::Train, 0}, {Kind::Valid, 0}, {Kind::Test, 0}, {Kind::Undivided, 0}, {Kind::Trashed, 0}});
    if (filters == m_filters) { // another name, key or color: an editor may still be open on it
        recount();
        Q_EMIT dataChanged(index(0), index(int(m_filters.size()) - 1));
        return;
    }
    beginResetModel();
    m_filters = std::move(filters);
    m_counts.fill(0, m_filters.size());
    endResetModel();
    recount();
}

void FilterListModel::recount()
{
    std::array<int, splitParts> parts{};
    for (const ImageRecord &image : m_library.images())
        parts[std::size_t(image.split)] += image.trashed ? 0 : 1;
    for (qsizetype row = 0; row < m_filters.size(); ++row) {
        switch (m_filters[row].kind) {
        case Kind::All:
            m_counts[row] = m_library.imageCount();
            break;
        case Kind::Unlabeled:
            m_counts[row] = m_library.classCount(0);
            break;
        case Kind::Class:
            m_counts[row] = m_library.classCount(m_filters[row].classId);
            break;
        case Kind::Train:
            m_counts[row] = parts[std::size_t(Split::Train)];
            break;
        case Kind::Valid:
            m_counts[row] = parts[std::size_t(Split::Valid)];
            break;
        case Kind::Test:
            m_counts[row] = parts[std::size_t(Split::Test)];
            break;
        case Kind::Undivided:
            m_counts[row] = parts[std::size_t(Split::None)];
            break;
        case Kind::Trashed:
            m_counts[row] = int(m_library.images().size()) - m_library.imageCount();
            break;
        }
    }
    Q_EMIT dataChanged(index(0), index(int(m_filters.size()) - 1), {CountRole});
}

ImageScope FilterListModel::filterAt(int row) const
{
    return m_filters.value(row);
}

int FilterListModel::rowOf(const ImageScope &filter) const
{
    return int(m_filters.indexOf(filter));
}

int FilterListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_filters.size());
}

QString FilterListModel::title(const ImageScope &filter) const
{
    switch (filter.kind) {
    case Kind::All:
        return tr("All images");
    case Kind::Unlabeled:
        return tr("Unlabeled");
    case Kind::Class: {
        const ClassRecord *record = m_library.classById(filter.classId);
        return record ? record->name : QString();
    }
    case Kind::Train:
        return tr("Training");
    case Kind::Valid:
        return tr("Validation");
    case Kind::Test:
        return tr("Test");
    case Kind::Undivided:
        return tr("No split");
    case Kind::Trashed:
        return tr("Trash");
    }
    return {};
}

QVariant FilterListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ImageScope &filter = m_filters[index.row()];
    const ClassRecord *record = filter.kind == Kind::Class ? m_library.classById(filter.classId) : nullptr;
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return title(filter);
    case Qt::AccessibleTextRole:
        return tr("%1, %2 image(s)", nullptr, m_counts[index.row()])
            .arg(title(filter), formatCount(m_counts[index.row()]));
    case CountRole:
        return m_counts[index.row()];
    case ClassIdRole:
        return record ? record->id : 0;
    case ClassStyleRole:
        return record ? classStyle(*record) : -1;
    case KeyRole:
        return record ? m_library.keyOf(*record).toUpper() : QString();
    case ColorRole:
        return record ? classColor(*record) : QColor();
    case SectionRole:
        return index.row() > 0 && (filter.kind == Kind::Train || (record && record->position == 0));
    default:
        return {};
    }
}

bool FilterListModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    const ImageScope filter = m_filters[index.row()];
    if (filter.kind != Kind::Class || value.toString() == title(filter))
        return false;
    if (const Result<void> renamed = m_library.renameClass(filter.classId, value.toString()); !renamed) {
        Q_EMIT renameRefused(renamed.error());
        return false;
    }
    return true;
}

Qt::ItemFlags FilterListModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractListModel::flags(index);
    if (index.isValid() && m_filters[index.row()].kind == Kind::Class)
        flags |= Qt::ItemIsEditable;
    return flags;
}

} // namespace cairn
