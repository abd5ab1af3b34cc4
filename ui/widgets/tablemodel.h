// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/plaintext.h"

#include <QAbstractTableModel>
#include <QFont>

#include <algorithm>
#include <functional>
#include <vector>

namespace cairn {

/// A column of a TableModel: what it shows of a row.
template <typename Row>
class TableColumn
{
public:
    using Text = std::function<QString(const Row &)>; ///< or the row's member
    using Value = std::function<QVariant(const Row &)>; ///< or the row's member
    using Edit = std::function<bool(int row, const QVariant &value)>;

    /// `alignment` is that of the cells and of the header.
    TableColumn(QString title, Text text, Qt::Alignment alignment = Qt::AlignLeft)
        : m_title(std::move(title))
        , m_text(std::move(text))
        , m_alignment(alignment)
    {
    }

    TableColumn &withTitleTip(const QString &tip)
    {
        m_titleTip = tip;
        return *this;
    }

    /// Instead of the whole row's tip, see TableModel::tipOf().
    TableColumn &withTip(Text tip)
    {
        m_tip = std::move(tip);
        return *this;
    }

    /// Of a role other than tips; where it is valid it goes before the text and TableModel::dataOf().
    TableColumn &withRole(int role, Value value)
    {
        m_values.emplace_back(role, std::move(value));
        return *this;
    }

    /// Takes an edit of the text; false: refused. Makes the column editable.
    TableColumn &withEdit(Edit edit)
    {
        m_edit = std::move(edit);
        return *this;
    }

private:
    template <typename>
    friend class TableModel;

    QString m_title;
    QString m_titleTip;
    Text m_text;
    Text m_tip;
    std::vector<std::pair<int, Value>> m_values;
    Edit m_edit;
    Qt::Alignment m_alignment;
};

/// A table of rows held in memory, described column by column. Tips are shown letter by letter (plainTip()),
/// so that none is taken for HTML.
template <typename Row>
class TableModel : public QAbstractTableModel
{
public:
    const std::vector<Row> &rows() const { return m_rows; }
    const Row *rowAt(int row) const ///< nullptr where there is no such row
    {
        return row >= 0 && std::size_t(row) < m_rows.size() ? &m_rows[std::size_t(row)] : nullptr;
    }

    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : int(m_rows.size());
    }

    int columnCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : int(m_columns.size());
    }

    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override
    {
        if (!checkIndex(index, CheckIndexOption::IndexIsValid))
            return {};
        const Row &row = m_rows[std::size_t(index.row())];
        const TableColumn<Row> &column = m_columns[std::size_t(index.column())];
        if (role == Qt::ToolTipRole)
            return tipOrNone(column.m_tip ? column.m_tip(row) : tipOf(row));
        for (const auto &[ofRole, valueOf] : column.m_values) {
            if (QVariant value = ofRole == role ? valueOf(row) : QVariant(); value.isValid())
                return value;
        }
        if (QVariant value = dataOf(row, role); value.isValid())
            return value;
        if ((role == Qt::DisplayRole || role == Qt::EditRole) && column.m_text)
            return column.m_text(row);
        return role == Qt::TextAlignmentRole ? aligned(column) : QVariant();
    }

    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override
    {
        if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
            return {};
        const TableColumn<Row> &column = m_columns[std::size_t(section)];
        switch (role) {
        case Qt::DisplayRole:
            return column.m_title;
        case Qt::ToolTipRole:
            return tipOrNone(column.m_titleTip);
        case Qt::TextAlignmentRole:
            return aligned(column);
        default:
            return {};
        }
    }

    Qt::ItemFlags flags(const QModelIndex &index) const override
    {
        const bool editable = index.isValid() && m_columns[std::size_t(index.column())].m_edit;
        return QAbstractTableModel::flags(index) | (editable ? Qt::ItemIsEditable : Qt::NoItemFlags);
    }

    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override
    {
        if (role != Qt::EditRole || !checkIndex(index, CheckIndexOption::IndexIsValid))
            return false;
        const auto edit = m_columns[std::size_t(index.column())].m_edit; // a copy: it may change the columns
        return edit && edit(index.row(), value);
    }

protected:
    using Columns = std::vector<TableColumn<Row>>;

    /// A column of numbers.
    static TableColumn<Row> number(const QString &title, typename TableColumn<Row>::Text text)
    {
        return {title, std::move(text), Qt::AlignRight};
    }
    static TableColumn<Row> column(const QString &title, typename TableColumn<Row>::Text text)
    {
        return {title, std::move(text)};
    }
    static QVariant boldFont() ///< for Qt::FontRole
    {
        QFont font;
        font.setBold(true);
        return font;
    }

    explicit TableModel(Columns columns, QObject *parent = nullptr)
        : QAbstractTableModel(parent)
        , m_columns(std::move(columns))
    {
    }

    virtual QString tipOf(const Row &) const { return {}; } ///< over columns without a tip of their own
    virtual QVariant dataOf(const Row &, int /*role*/) const { return {}; } ///< in all columns; not tips

    /// Other rows than before: a view forgets what is selected.
    void setRows(std::vector<Row> rows)
    {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
    }

    /// Where the rows have the same keys in the same order as before they are told as changed, so that a view
    /// keeps its selection.
    template <typename Key>
    void setRows(std::vector<Row> rows, Key Row::*key)
    {
        if (!std::ranges::equal(m_rows, rows, {}, key, key))
            return setRows(std::move(rows));
        m_rows = std::move(rows);
        allChanged();
    }

    void setTable(Columns columns, std::vector<Row> rows)
    {
        beginResetModel();
        m_columns = std::move(columns);
        m_rows = std::move(rows);
        endResetModel();
    }

    void append(std::vector<Row> rows)
    {
        if (rows.empty())
            return;
        beginInsertRows({}, rowCount(), rowCount() + int(rows.size()) - 1);
        m_rows.insert(m_rows.end(), std::make_move_iterator(rows.begin()),
                      std::make_move_iterator(rows.end()));
        endInsertRows();
    }

    void remove(int row)
    {
        beginRemoveRows({}, row, row);
        m_rows.erase(m_rows.begin() + row);
        endRemoveRows();
    }

    Row &changeRow(int row) { return m_rows[std::size_t(row)]; } ///< to be told by one of the following

    /// `roles` empty: any.
    void rowsChanged(int first, int last, const QList<int> &roles = {})
    {
        changed(first, last, 0, columnCount() - 1, roles);
    }
    void allChanged(const QList<int> &roles = {}) { rowsChanged(0, rowCount() - 1, roles); }
    void columnsChanged(int first, int last) { changed(0, rowCount() - 1, first, last, {}); }

private:
    static QVariant aligned(const TableColumn<Row> &column)
    {
        return int(column.m_alignment | Qt::AlignVCenter);
    }

    static QVariant tipOrNone(const QString &text) { return text.isEmpty() ? QVariant() : plainTip(text); }

    void changed(int firstRow, int lastRow, int firstColumn, int lastColumn, const QList<int> &roles)
    {
        if (firstRow <= lastRow && firstColumn <= lastColumn)
            Q_EMIT dataChanged(index(firstRow, firstColumn), index(lastRow, lastColumn), roles);
    }

    Columns m_columns;
    std::vector<Row> m_rows;
};

} // namespace cairn
