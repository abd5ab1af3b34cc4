#pragma once

#include "ui/train/fieldset.h"

#include "core/learn/trainingconfig.h"

#include <QWidget>

namespace cairn {

class Section;
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

private:
    Section *addSection(const QString &title);
    void buildNetwork();
    void buildHead();
    void buildGroups();
    void buildStages();
    void buildData();
    void buildAugmentation(QFormLayout *form);
    void buildRegularisation();
    void buildSafeguards();
    void buildCompute();

    FieldSet<TrainingConfig> m_fields;
    StageEditor *m_stages;
    QLineEdit *m_headLayers = nullptr;
};

} // namespace cairn
