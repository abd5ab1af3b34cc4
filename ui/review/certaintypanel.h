// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/evaluation/labeledprobabilities.h"
#include "ui/session/reviewsession.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QSlider;

namespace cairn {

class Plot;
class PlotChoice;
class ThresholdPanel;

/// How far a run's probabilities can be trusted: the reliability diagram, the temperature, what an "unsure
/// below p" would set aside, and for two classes the threshold from which one of them is told.
class CertaintyPanel : public QWidget
{
    Q_OBJECT
public:
    explicit CertaintyPanel(ReviewSession &review, QWidget *parent = nullptr);

Q_SIGNALS:
    void unsureWanted(double below); ///< list the images whose largest probability is smaller

private:
    enum View { Reliability, Coverage, PrecisionRecall, Roc };
    QWidget *makeUnsure();
    void refresh();
    void drawReliability(const LabeledProbabilities &said);
    void drawCoverage(const LabeledProbabilities &said);
    void showThreshold();

    ReviewSession &m_review;
    Plot *m_reliability;
    Plot *m_coverageCurve;
    int m_perfect = 0;
    int m_bins = 0;
    int m_counts = 0;
    QLabel *m_figures;
    QCheckBox *m_calibrated;
    QWidget *m_unsure = nullptr;
    QSlider *m_threshold;
    QLabel *m_coverage;
    ThresholdPanel *m_twoClasses;
    PlotChoice *m_plots = nullptr;
};

} // namespace cairn
