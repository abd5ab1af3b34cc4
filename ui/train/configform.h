#pragma once

#include "core/learn/trainingconfig.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QSpinBox;
class QTableView;

namespace cairn {

class StagesModel;

/// The training's settings: a short form, and behind "All settings" every other knob.
class ConfigForm : public QWidget
{
    Q_OBJECT
public:
    explicit ConfigForm(QWidget *parent = nullptr);

    TrainingConfig config() const;
    void setConfig(const TrainingConfig &config);
    void setLearningRate(double rate); ///< of the main stage
    double validShare() const;
    quint64 splitSeed() const;
    void setNetworkNote(const QString &note); ///< under the architecture
    void setSplitNote(const QString &note);

Q_SIGNALS:
    void changed();
    void splitWanted();

private:
    void buildShort();
    void buildDetails();
    QWidget *makeSplitRow();
    QWidget *makeStages();
    void addRow(QFormLayout *form, const QString &name, QWidget *field, const QString &hint);
    void connectFields();
    void choosePreset();
    void applyMainStage();
    void chooseWeights();
    void showConfig();
    void setWeights(const QString &weights);

    TrainingConfig m_config;
    bool m_showing = false; ///< fields are being set, not edited
    StagesModel *m_stages;
    QFormLayout *m_short;
    QWidget *m_details;
    QComboBox *m_preset;
    QLabel *m_presetNote;
    QComboBox *m_arch;
    QLabel *m_networkNote;
    QComboBox *m_weights;
    QSpinBox *m_epochs;
    QLineEdit *m_rate;
    QSpinBox *m_imageSize;
    QSpinBox *m_batch;
    QSpinBox *m_validShare;
    QSpinBox *m_splitSeed;
    QLabel *m_splitNote;
    QTableView *m_stageTable;
    QDoubleSpinBox *m_dropout;
    QDoubleSpinBox *m_weightDecay;
    QCheckBox *m_trainBatchNorm;
    QCheckBox *m_flip;
    QDoubleSpinBox *m_cropScale;
    QComboBox *m_precision;
    QSpinBox *m_threads;
    QSpinBox *m_seed;
};

} // namespace cairn
