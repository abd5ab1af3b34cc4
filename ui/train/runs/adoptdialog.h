// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runs/adoptedrun.h"
#include "ui/train/fieldset.h"

#include <QDialog>

class QLineEdit;
class QPushButton;

namespace cairn {

/// Asks for weights that were trained elsewhere: the file, its network, and the names of its classes.
class AdoptDialog : public QDialog
{
    Q_OBJECT
public:
    /// `start`: what the fields of the network show at first.
    explicit AdoptDialog(const TrainingConfig &start, QWidget *parent = nullptr);

    TrainingConfig config() const; ///< `weights` is the file
    QString classesFile() const; ///< empty: the project's classes

private:
    QLineEdit *addFile(class QFormLayout *form, const FieldText &text, const QString &filter);

    TrainingConfig m_start;
    FieldSet<TrainingConfig> m_fields;
    QLineEdit *m_weights;
    QLineEdit *m_classes;
    QPushButton *m_adopt;
};

} // namespace cairn
