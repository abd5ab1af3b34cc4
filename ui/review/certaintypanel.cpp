// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/review/certaintypanel.h"

#include "core/base/format.h"
#include "core/learn/evaluation/calibration.h"
#include "core/learn/evaluation/pairederrors.h"
#include "ui/plots/plot.h"
#include "ui/review/thresholdpanel.h"
#include "ui/widgets/layout.h"
#include "ui/widgets/plotchoice.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QVBoxLayout>

#include <cmath>

using namespace Qt::StringLiterals;

namespace cairn {

CertaintyPanel::CertaintyPanel(ReviewSession &review, QWidget *parent)
    : QWidget(parent)
    , m_review(review)
    , m_reliability(new Plot(tr("Reliability"), tr("probability of the predicted class"), tr("accuracy")))
    , m_coverageCurve(new Plot(tr("Coverage and error"), tr("share of images kept"), tr("error rate")))
    , m_figures(makeLabel({}, "caption"))
    , m_calibrated(new QCheckBox(tr("Apply temperature scaling")))
    , m_threshold(new QSlider(Qt::Horizontal))
    , m_coverage(makeLabel({}, "caption"))
    , m_twoClasses(new ThresholdPanel)
{
    m_counts = m_reliability->addBars(tr("share of images"));
    m_perfect = m_reliability->addCurve(tr("perfect calibration"), Plot::Ink::Faint, false);
    m_bins = m_reliability->addCurve(tr("this run"), Plot::Ink::Accent, true, true);
    m_coverageCurve->addCurve(tr("error rate"), Plot::Ink::Accent, true);
    m_coverageCurve->setFromZero();
    for (Plot *plot : {m_reliability, m_coverageCurve}) {
        plot->setMinimumRange(0, 1);
        plot->setMinimumHeight(90);
    }
    m_plots = new PlotChoice(
        {m_reliability, m_coverageCurve, m_twoClasses->precisionRecall(), m_twoClasses->roc()},
        {tr("Reliability"), tr("Coverage and error"), tr("Precision and recall"), tr("ROC")},
        tr("Confidence plot"));
    m_figures->setWordWrap(true);
    m_coverage->setWordWrap(true);
    m_calibrated->setChecked(review.calibrated());
    m_calibrated->setToolTip(
        tr("Divides the logits by a temperature fitted on the validation images, so that 90 % means correct "
           "in nine of ten cases. The ranking of the classes does not change."));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, gapSmall, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_plots, 1);
    m_unsure = makeUnsure();
    column->addWidget(m_unsure);
    column->addWidget(m_twoClasses);
    column->addWidget(m_figures);
    column->addWidget(m_calibrated);
    connect(m_plots, &PlotChoice::plotChosen, this, [this](int view) {
        const bool threshold = view == PrecisionRecall || view == Roc;
        m_twoClasses->setVisible(threshold);
        m_unsure->setVisible(!threshold);
    });
    connect(&review, &ReviewSession::changed, this, &CertaintyPanel::refresh);
    connect(m_calibrated, &QCheckBox::toggled, &review, &ReviewSession::setCalibrated);
    connect(m_threshold, &QSlider::valueChanged, this, &CertaintyPanel::showThreshold);
    m_twoClasses->hide();
    refresh();
}

QWidget *CertaintyPanel::makeUnsure()
{
    m_threshold->setRange(0, 100);
    m_threshold->setValue(80);
    m_threshold->setAccessibleName(tr("Unsure below this probability, in percent"));
    auto *list = new QPushButton(tr("Show images"));
    list->setProperty("role", u"link"_s);
    connect(list, &QPushButton::clicked, this, [this] { Q_EMIT unsureWanted(m_threshold->value() / 100.0); });
    auto *box = new QWidget;
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto *row = new QHBoxLayout;
    row->addWidget(makeLabel(tr("Unsure below"), "plain"));
    row->addWidget(m_threshold, 1);
    row->addWidget(list);
    column->addLayout(row);
    column->addWidget(m_coverage);
    return box;
}

void CertaintyPanel::drawReliability(const LabeledProbabilities &said)
{
    const Calibration calibration = calibrationOf(said);
    QList<double> confidence;
    QList<double> accuracy;
    QList<double> middle;
    QList<double> share;
    for (std::size_t i = 0; i < calibration.bins.size(); ++i) {
        const ReliabilityBin &bin = calibration.bins[i];
        if (bin.count == 0)
            continue;
        confidence << bin.confidence;
        accuracy << bin.accuracy;
        middle << (double(i) + 0.5) / double(calibration.bins.size());
        share << double(bin.count) / double(said.rows());
    }
    m_reliability->setCurve(m_perfect, {0, 1}, {0, 1});
    m_reliability->setCurve(m_counts, middle, share);
    m_reliability->setCurve(m_bins, confidence, accuracy);
    m_reliability->refresh();
    const auto number = [](double value, int digits) {
        return std::isfinite(value) ? QString::number(value, 'f', digits) : u"–"_s;
    };
    m_figures->setText(tr("Calibration error %1 · Brier score %2 · loss %3 · temperature %4")
                           .arg(formatPercent(calibration.ece), number(calibration.brier, 3),
                                number(calibration.nll, 3), number(m_review.temperature(), 2)));
}

void CertaintyPanel::drawCoverage(const LabeledProbabilities &said)
{
    QList<double> coverage;
    QList<double> error;
    for (const CoveragePoint &point : coverageCurve(said)) {
        coverage << point.coverage;
        error << point.errorRate;
    }
    m_coverageCurve->setCurve(0, coverage, error);
}

void CertaintyPanel::refresh()
{
    const std::optional<Evaluation> &evaluation = m_review.evaluation();
    const LabeledProbabilities said = evaluation
        ? labeledProbabilities(evaluation->predictions, evaluation->confusion.classes())
        : LabeledProbabilities();
    const bool twoClasses = said.classes == 2;
    drawReliability(said);
    drawCoverage(said);
    m_plots->offer(twoClasses ? Roc + 1 : Coverage + 1);
    if (twoClasses)
        m_twoClasses->setProbabilities(said, m_review.classes());
    m_calibrated->setEnabled(m_review.temperature() != 1);
    m_calibrated->setText(m_review.temperature() != 1 ? tr("Apply temperature scaling")
                                                      : tr("No temperature was fitted for this run"));
    showThreshold();
}

void CertaintyPanel::showThreshold()
{
    const std::optional<Evaluation> &evaluation = m_review.evaluation();
    const double threshold = m_threshold->value() / 100.0;
    qint64 sure = 0;
    qint64 wrong = 0;
    qint64 all = 0;
    if (evaluation) {
        for (const Prediction &prediction : evaluation->predictions) {
            if (prediction.actual < 0)
                continue;
            ++all;
            sure += prediction.probability >= threshold ? 1 : 0;
            wrong += prediction.probability >= threshold && prediction.predicted != prediction.actual ? 1 : 0;
        }
    }
    m_coverage->setText(tr("Below %1 %: %2 of %3 image(s); error rate of the others %4", nullptr, int(all))
                            .arg(m_threshold->value())
                            .arg(formatCount(all - sure), formatCount(all), shareWithInterval(wrong, sure)));
    const double coverage = all > 0 ? double(sure) / double(all) : qQNaN();
    m_coverageCurve->setMarkers({{coverage, tr("%1 %").arg(m_threshold->value())}});
    m_coverageCurve->refresh();
}

} // namespace cairn
