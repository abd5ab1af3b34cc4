#pragma once

#include "core/learn/classreport.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QSlider;
class QStackedWidget;

namespace cairn {

class Plot;

/// A classifier of two classes: from which probability on one of them is told, and what that costs, as
/// precision and recall or as true and false positives.
class ThresholdPanel : public QWidget
{
    Q_OBJECT
public:
    explicit ThresholdPanel(QWidget *parent = nullptr);
    /// `said` has two classes.
    void setProbabilities(const LabelledProbabilities &said, const QStringList &classes);
    void showRoc(bool roc); ///< else precision and recall

private:
    void draw();
    void showThreshold();

    QStackedWidget *m_plots;
    Plot *m_precisionRecall;
    Plot *m_roc;
    QComboBox *m_positive;
    QSlider *m_threshold;
    QLabel *m_outcome;
    LabelledProbabilities m_said;
    std::vector<ThresholdPoint> m_points;
};

} // namespace cairn
