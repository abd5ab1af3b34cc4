// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/trainingconfig.h"
#include "ui/train/networkmodel.h"

#include <QWidget>

class QTableView;

namespace cairn {

class GroupsModel;

/// What the settings make: the network stage by stage, and its layer groups, which can be edited here.
class NetworkPanel : public QWidget
{
    Q_OBJECT
public:
    explicit NetworkPanel(QWidget *parent = nullptr);

    /// An invalid network leaves what was shown before.
    void setConfig(const TrainingConfig &config, int classes);
    const ModelSummary &summary() const { return m_network->summary(); }

Q_SIGNALS:
    void splitEdited(const QStringList &splitOn);
    void refused(const QString &message);

private:
    QWidget *makeGroups();

    NetworkModel *m_network;
    GroupsModel *m_groups;
    QTableView *m_groupTable;
};

} // namespace cairn
