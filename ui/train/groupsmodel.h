// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/modelsummary.h"
#include "core/learn/trainingconfig.h"

#include <QAbstractTableModel>

namespace cairn {

/// A training's layer groups: where they begin (editable), what they weigh, and in each stage whether they
/// are frozen or at which rate they learn.
class GroupsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Begin, Layers, Parameters, FirstStage };

    using QAbstractTableModel::QAbstractTableModel;
    /// `groups` as summarize() counts them for this configuration.
    void setConfig(const TrainingConfig &config, const std::vector<GroupSummary> &groups);
    void addGroup(); ///< divides the body's last group that can be divided
    void removeGroup(int row); ///< joins it with the one before; the first and the head stay
    bool removable(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

Q_SIGNALS:
    void splitEdited(const QStringList &splitOn); ///< by the user; valid for the network
    void refused(const QString &message); ///< why an edit was not taken

private:
    bool propose(const QStringList &splitOn);
    QString begin(int row) const;
    QString inStage(int row, const Stage &stage) const;

    TrainingConfig m_config;
    std::vector<GroupSummary> m_groups;
};

} // namespace cairn
