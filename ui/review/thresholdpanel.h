// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/evaluation/classreport.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QSlider;

namespace cairn {

class Plot;

/// A classifier of two classes: from which probability on one of them is told, and what that costs. Draws its
/// plots, which are laid out elsewhere: precision against recall, true against false positives.
class ThresholdPanel : public QWidget
{
    Q_OBJECT
public:
    explicit ThresholdPanel(QWidget *parent = nullptr);
    /// `said` has two classes.
    void setProbabilities(const LabeledProbabilities &said, const QStringList &classes);
    Plot *precisionRecall() const { return m_precisionRecall; }
    Plot *roc() const { return m_roc; }

private:
    void draw();
    void showThreshold();

    Plot *m_precisionRecall;
    Plot *m_roc;
    QComboBox *m_positive;
    QSlider *m_threshold;
    QLabel *m_outcome;
    LabeledProbabilities m_said;
    std::vector<ThresholdPoint> m_points;
};

} // namespace cairn
