// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/stagesmodel.h"

#include "core/learn/settings/settingstext.h"

using namespace Qt::StringLiterals;

namespace cairn {

StagesModel::StagesModel(QObject *parent)
    : TableModel({}, parent)
{
    Columns columns;
    for (const QString &key : {u"name"_s, u"epochs"_s, u"learning_rate"_s, u"freeze_to"_s}) { // as Column
        const Setting<Stage> &setting = stageSetting(key);
        const auto text = [&setting](const Stage &stage) { return settingText(setting, stage); };
        columns.push_back(column(setting.title, text));
        columns.back().withTip([&setting](const Stage &) { return setting.hint; });
        columns.back().withEdit(
            [this, &setting](int row, const QVariant &value) { return edit(row, setting, value); });
    }
    for (const int role : {Qt::DisplayRole, Qt::EditRole}) { // as numbers, for the spin box that edits them
        columns[Epochs].withRole(role, &Stage::epochs);
        columns[FreezeTo].withRole(role, &Stage::freezeTo);
    }
    setTable(std::move(columns), {});
}

void StagesModel::setStage(int row, const Stage &stage)
{
    if (*rowAt(row) == stage)
        return;
    changeRow(row) = stage;
    rowsChanged(row, row);
    Q_EMIT edited();
}

void StagesModel::addStage()
{
    append({rows().empty() ? Stage() : rows().back()});
    Q_EMIT edited();
}

void StagesModel::removeStage(int row)
{
    if (rowCount() < 2 || !rowAt(row))
        return;
    remove(row);
    Q_EMIT edited();
}

bool StagesModel::edit(int row, const Setting<Stage> &setting, const QVariant &value)
{
    Stage stage = *rowAt(row);
    if (!setFromText(setting, stage, value.toString()) || !checkSettings({setting}, stage))
        return false;
    changeRow(row) = stage;
    rowsChanged(row, row);
    Q_EMIT edited();
    return true;
}

} // namespace cairn
