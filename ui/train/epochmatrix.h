// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/trainingobserver.h"

#include <QWidget>

class QLabel;
class QSlider;

namespace cairn {

class ClassMetricsModel;
class ConfusionView;

/// What a run got right and wrong after each epoch: the confusion matrix, or precision and recall of each
/// class. A slider goes back through the epochs; at its end it follows the training.
class EpochMatrix : public QWidget
{
    Q_OBJECT
public:
    explicit EpochMatrix(QWidget *parent = nullptr);
    void setEpochs(const QList<EpochMetrics> &epochs, const QStringList &classes);
    void append(const EpochMetrics &epoch);

private:
    void showEpoch(int index);

    QList<EpochMetrics> m_epochs;
    QStringList m_classes;
    ConfusionView *m_matrix;
    ClassMetricsModel *m_metrics;
    QSlider *m_slider;
    QLabel *m_epoch;
};

} // namespace cairn
