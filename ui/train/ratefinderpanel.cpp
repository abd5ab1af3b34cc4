// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/ratefinderpanel.h"

#include "core/base/format.h"
#include "ui/plots/plot.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/layout.h"
#include "ui/widgets/plaintext.h"

#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>
#include <span>

namespace cairn {

RateFinderPanel::RateFinderPanel(RateFinderSession &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_stack(new QStackedWidget)
    , m_empty(new EmptyState(QStringLiteral("rate"), tr("Find a learning rate"),
                             tr("The finder trains a copy for a hundred steps with increasing rates and "
                                "plots the loss. It changes nothing in the project."),
                             tr("Find learning rate")))
    , m_plot(new Plot(tr("Learning-rate finder"), tr("learning rate"), tr("loss, smoothed")))
    , m_text(makeLabel({}, "muted"))
    , m_suggestions(new FlowLayout(gapSmall, gapSmall))
{
    m_plot->setLogarithmicX();
    m_plot->addCurve(tr("loss"), Plot::Ink::Accent, true);
    m_plot->setMinimumRange(1e-7, 1e-1);
    m_text->setWordWrap(true);
    m_buttons = {addSuggestion(tr("valley"), tr("In the longest descent: a safe choice")),
                 addSuggestion(tr("slide"), tr("Before the loss stops falling")),
                 addSuggestion(tr("minimum ÷ 10"), tr("One tenth of the rate with the lowest loss")),
                 addSuggestion(tr("steep"), tr("Where the loss falls fastest"))};
    m_suggestions->addWidget(m_plot->moreButton());

    auto *result = new QWidget;
    auto *column = new QVBoxLayout(result);
    column->setContentsMargins(0, gap, 0, 0);
    column->addWidget(m_plot, 1);
    column->addWidget(m_text);
    column->addLayout(m_suggestions);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(result);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(m_stack);

    connect(m_empty, &EmptyState::activated, this, &RateFinderPanel::findWanted);
    connect(m_plot, &Plot::clickedAt, this, &RateFinderPanel::rateChosen);
    connect(&session, &RateFinderSession::pointsArrived, this, &RateFinderPanel::drawPoints);
    connect(&session, &RateFinderSession::finished, this, &RateFinderPanel::showResult);
    connect(&session, &RateFinderSession::activeChanged, this, &RateFinderPanel::updateState);
    updateState();
}

QPushButton *RateFinderPanel::addSuggestion(const QString &name, const QString &hint)
{
    auto *button = new QPushButton;
    button->setToolTip(plainTip(tr("%1. Click to use it").arg(hint)));
    button->setAccessibleName(name);
    m_suggestions->addWidget(button);
    connect(button, &QPushButton::clicked, this,
            [this, button] { Q_EMIT rateChosen(m_rates.value(m_buttons.indexOf(button))); });
    return button;
}

void RateFinderPanel::updateState()
{
    const bool anything = m_session.active() || !m_session.points().empty();
    m_stack->setCurrentIndex(anything ? 1 : 0);
    if (!m_session.active()) {
        if (!m_session.result())
            m_text->setText(tr("Stopped. Click the curve where it falls, or run the finder again."));
        drawMarkers();
        m_plot->refresh();
        return;
    }
    m_suggested.clear();
    drawMarkers();
    m_text->setText(tr("Sweeping the learning rate…"));
    for (QPushButton *button : std::as_const(m_buttons))
        button->hide();
}

void RateFinderPanel::drawPoints()
{
    std::span<const LrPoint> points = m_session.points();
    if (m_session.result() && points.size() > skippedAtEnd)
        points = points.first(points.size() - skippedAtEnd); // they would flatten all before them
    QList<double> rates;
    QList<double> losses;
    for (const LrPoint &point : points) {
        if (!std::isfinite(point.loss))
            break;
        rates.append(point.rate);
        losses.append(point.loss);
    }
    m_plot->setCurve(0, rates, losses);
    drawMarkers(); // of the rate in the form, as soon as there is a curve
    m_plot->refresh();
}

void RateFinderPanel::setChosenRate(double rate)
{
    m_chosen = rate;
    drawMarkers();
    m_plot->refresh();
}

void RateFinderPanel::drawMarkers()
{
    QList<std::pair<double, QString>> markers = m_suggested;
    if (m_chosen > 0 && !m_session.points().empty())
        markers.append({m_chosen, tr("current  %1").arg(formatRate(m_chosen))});
    m_plot->setMarkers(markers);
}

void RateFinderPanel::showResult()
{
    drawPoints();
    const LrSuggestions &found = m_session.result()->suggestions;
    const QStringList names{tr("valley"), tr("slide"), tr("minimum ÷ 10"), tr("steep")};
    m_rates = {found.valley, found.slide, found.minimum, found.steep};
    m_suggested.clear();
    for (int i = 0; i < m_buttons.size(); ++i) {
        const bool known = std::isfinite(m_rates[i]);
        m_buttons[i]->setVisible(known);
        if (!known)
            continue;
        const QString text = tr("%1  %2").arg(names[i], formatRate(m_rates[i]));
        m_buttons[i]->setText(text);
        m_suggested.append({m_rates[i], text});
    }
    drawMarkers();
    m_plot->refresh();
    m_text->setText(m_suggested.isEmpty()
                        ? tr("The curve is too short for a suggestion; click it where it falls.")
                        : tr("Click a suggestion or the curve to use that rate."));
}

} // namespace cairn
