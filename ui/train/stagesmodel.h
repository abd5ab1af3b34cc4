// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/settings/setting.h"
#include "ui/widgets/tablemodel.h"

namespace cairn {

/// A configuration's stages as an editable table.
class StagesModel : public TableModel<Stage>
{
    Q_OBJECT
public:
    enum Column { Name, Epochs, Rate, FreezeTo };

    explicit StagesModel(QObject *parent = nullptr);
    void setStages(const QList<Stage> &stages) { setRows({stages.begin(), stages.end()}); }
    QList<Stage> stages() const { return {rows().begin(), rows().end()}; }
    void setStage(int row, const Stage &stage); ///< as if the user had edited it
    void addStage(); ///< a copy of the last one
    void removeStage(int row); ///< the last one stays

Q_SIGNALS:
    void edited(); ///< by the user

private:
    bool edit(int row, const Setting<Stage> &setting, const QVariant &value);
};

} // namespace cairn
