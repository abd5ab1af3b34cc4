// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/modelsummary.h"
#include "core/learn/trainingconfig.h"
#include "ui/widgets/tablemodel.h"

namespace cairn {

struct GroupRow
{
    QString begin; ///< its first block
    GroupSummary summary;
    QStringList rates; ///< by stage, or that it is frozen
    bool removable; ///< neither the first nor the head
};

/// A training's layer groups: where they begin (editable), what they weigh, and in each stage whether they
/// are frozen or at which rate they learn.
class GroupsModel : public TableModel<GroupRow>
{
    Q_OBJECT
public:
    enum Column { Begin, Layers, Parameters, FirstStage };

    explicit GroupsModel(QObject *parent = nullptr);
    /// `groups` as summarize() counts them for this configuration.
    void setConfig(const TrainingConfig &config, const std::vector<GroupSummary> &groups);
    void addGroup(); ///< divides the body's last group that can be divided
    void removeGroup(int row); ///< joins it with the one before; the first and the head stay
    bool removable(int row) const;

    Qt::ItemFlags flags(const QModelIndex &index) const override;

Q_SIGNALS:
    void splitEdited(const QStringList &splitOn); ///< by the user; valid for the network
    void refused(const QString &message); ///< why an edit was not taken

private:
    bool propose(const QStringList &splitOn);
    bool setBegin(int row, const QString &begin);
    QString inStage(int row, const Stage &stage) const;

    TrainingConfig m_config;
};

} // namespace cairn
