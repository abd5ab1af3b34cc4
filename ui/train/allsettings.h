// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/train/fieldset.h"

#include <QWidget>

namespace cairn {

class StageEditor;

/// Every setting of a training beyond the short form's, in groups that fold away.
class AllSettings : public QWidget
{
    Q_OBJECT
public:
    explicit AllSettings(QWidget *parent = nullptr);

    void show(const TrainingConfig &config); ///< does not emit
    void read(TrainingConfig &config) const; ///< sets what the fields say, leaves the rest
    using QWidget::show;

Q_SIGNALS:
    void edited(); ///< by the user
    void refused(const QString &why); ///< what was typed

private:
    FieldSet<TrainingConfig> m_fields;
    StageEditor *m_stages;
};

} // namespace cairn
