// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/ratefindersession.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace cairn {

class EmptyState;
class FlowLayout;
class Plot;

/// The learning-rate finder: the curve as it grows, four suggestions; a click on the curve or on a suggestion
/// takes the rate.
class RateFinderPanel : public QWidget
{
    Q_OBJECT
public:
    explicit RateFinderPanel(RateFinderSession &session, QWidget *parent = nullptr);
    void setChosenRate(double rate); ///< the form's, marked on the curve

Q_SIGNALS:
    void findWanted();
    void rateChosen(double rate);

private:
    void drawPoints();
    void showResult();
    void drawMarkers();
    void updateState();
    QPushButton *addSuggestion(const QString &name, const QString &hint);

    RateFinderSession &m_session;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    Plot *m_plot;
    QLabel *m_text;
    FlowLayout *m_suggestions;
    QList<QPushButton *> m_buttons; // valley, slide, minimum, steep
    QList<std::pair<double, QString>> m_suggested; ///< marked on the curve
    double m_chosen = 0;
    QList<double> m_rates;
};

} // namespace cairn
