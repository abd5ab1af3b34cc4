#pragma once

#include "core/dataset/importer.h"

#include <QAbstractTableModel>

namespace cairn {

/// The files an import did not take, each with the reason.
class RefusalModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { File, Reason, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;
    void setRefusals(std::vector<Refusal> refusals);
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<Refusal> m_refusals;
};

} // namespace cairn
