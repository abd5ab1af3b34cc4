#pragma once

#include "ui/session/reviewsession.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QSlider;

namespace cairn {

class Plot;

/// How far a run's probabilities can be trusted: the reliability diagram, the temperature, and what an
/// "unsure below p" would set aside.
class CertaintyPanel : public QWidget
{
    Q_OBJECT
public:
    explicit CertaintyPanel(ReviewSession &review, QWidget *parent = nullptr);

Q_SIGNALS:
    void unsureWanted(double below); ///< list the images whose largest probability is smaller

private:
    void refresh();
    void showThreshold();

    ReviewSession &m_review;
    Plot *m_plot;
    int m_perfect = 0;
    int m_bins = 0;
    QLabel *m_figures;
    QCheckBox *m_calibrated;
    QSlider *m_threshold;
    QLabel *m_coverage;
};

} // namespace cairn
