// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/evaluation/metrics.h"

#include <QAbstractTableModel>

#include <optional>

namespace cairn {

/// A confusion matrix as a table: rows are the actual classes, columns the predicted ones, both in one order.
class ConfusionModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum class Shown { Counts, RowShare, ColumnShare };
    enum class Order {
        Classes, ///< as the network's outputs
        Frequency, ///< most images first
        Confusion, ///< classes that are mixed up side by side
        Name,
    };
    enum Role {
        StrengthRole = Qt::UserRole, ///< 0–1: how strongly the cell is tinted
        RightRole, ///< the diagonal
        EmptyRole, ///< nothing to see: no images, or right ones that are hidden
    };

    using QAbstractTableModel::QAbstractTableModel;
    void setMatrix(const ConfusionMatrix &matrix, const QStringList &classes);
    void setShown(Shown shown);
    void setOrder(Order order);
    void setRightHidden(bool hidden);
    /// Leaves the classes whose names have this text, and those that are mixed up with them.
    void setFilter(const QString &text);
    /// Shows each count minus that of another run with the same classes; none: the counts themselves.
    void setBaseline(const std::optional<ConfusionMatrix> &baseline);
    bool hasBaseline() const { return m_baseline.has_value(); }

    int classAt(int section) const { return m_order[std::size_t(section)]; }
    int sectionOf(int classIndex) const; ///< −1 for none
    const QStringList &classes() const { return m_classes; }
    /// The table with its names, tab-separated, as it is shown.
    QString text() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    void arrange();
    void changedAll();
    QString cellText(int actual, int predicted) const;
    QString describe(int actual, int predicted) const;
    double strength(int actual, int predicted) const;
    qint64 difference(int actual, int predicted) const;

    ConfusionMatrix m_matrix;
    std::optional<ConfusionMatrix> m_baseline;
    QStringList m_classes;
    std::vector<qint64> m_rowTotals;
    std::vector<qint64> m_columnTotals;
    std::vector<int> m_order; ///< section → class
    Shown m_shown = Shown::Counts;
    Order m_by = Order::Classes;
    bool m_rightHidden = false;
    QString m_filter;
};

} // namespace cairn
