// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/train/fieldset.h"

#include <QWidget>

class QTableView;

namespace cairn {

class StagesModel;

/// A training's stages as a table, and under it all settings of the selected one.
class StageEditor : public QWidget
{
    Q_OBJECT
public:
    explicit StageEditor(QWidget *parent = nullptr);

    void setStages(const QList<Stage> &stages);
    QList<Stage> stages() const;

Q_SIGNALS:
    void edited(); ///< by the user
    void refused(const QString &why); ///< what was typed

private:
    void buildTable();
    void showStage();
    void applyFields();
    int row() const;

    StagesModel *m_model;
    QTableView *m_table;
    FieldSet<Stage> m_fields;
};

} // namespace cairn
