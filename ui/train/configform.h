// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runs/trainingtime.h"
#include "ui/train/fieldset.h"

#include <QWidget>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace cairn {

class AllSettings;

/// The training's settings: a short form, and behind "All settings" every other knob.
class ConfigForm : public QWidget
{
    Q_OBJECT
public:
    explicit ConfigForm(QWidget *parent = nullptr);

    TrainingConfig config() const;
    void setConfig(const TrainingConfig &config);
    void setLearningRate(double rate); ///< of the main stage
    double learningRate() const; ///< the same, its largest
    void setSplitOn(const QStringList &splitOn);
    double validShare() const;
    quint64 splitSeed() const;
    void setNetworkNote(const QString &note); ///< under the architecture
    void setSplitNote(const QString &note);
    void setForNextRun(bool next); ///< says that they are not of the run that trains
    QString problem() const; ///< what keeps these settings from being used; empty: nothing
    void setSplit(bool split); ///< what the button does: the first division, or all anew
    void setSize(const TrainingSize &size); ///< what the presets' times are said for
    void usePreset(const QString &name);
    void chooseWeightsFile(); ///< asks for one

Q_SIGNALS:
    void changed();
    void splitWanted();
    void refused(const QString &why); ///< what was typed; a sentence

private:
    void buildShort();
    QWidget *makeSplitRow();
    void connectFields();
    void choosePreset();
    void applyMainStage();
    void applyEdit();
    void chooseWeights();
    void showConfig();
    void showPresets();
    void setWeights(const QString &weights);

    TrainingConfig m_config;
    TrainingSize m_size;
    bool m_showing = false; ///< fields are being set, not edited
    QFormLayout *m_short;
    FieldSet<TrainingConfig> m_fields; ///< of the short form
    AllSettings *m_all;
    QComboBox *m_preset;
    QLabel *m_nextNote;
    QLabel *m_rateNote; ///< what is wrong with what was typed
    QLabel *m_presetNote;
    QLabel *m_networkNote;
    QComboBox *m_weights;
    QSpinBox *m_epochs;
    QLineEdit *m_rate;
    QSpinBox *m_validShare;
    QSpinBox *m_splitSeed;
    QLabel *m_splitNote;
    QPushButton *m_split = nullptr;
};

} // namespace cairn
