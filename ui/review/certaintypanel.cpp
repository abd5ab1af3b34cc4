#include "ui/review/certaintypanel.h"

#include "core/base/format.h"
#include "core/learn/calibration.h"
#include "core/learn/pairederrors.h"
#include "ui/plots/plot.h"
#include "ui/widgets/layout.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSlider>

#include <cmath>

using namespace Qt::StringLiterals;

namespace cairn {

CertaintyPanel::CertaintyPanel(ReviewSession &review, QWidget *parent)
    : QWidget(parent)
    , m_review(review)
    , m_plot(new Plot(tr("Reliability"), tr("probability of the predicted class"), tr("share that is right")))
    , m_figures(makeLabel({}, "caption"))
    , m_calibrated(new QCheckBox(tr("With the fitted temperature")))
    , m_threshold(new QSlider(Qt::Horizontal))
    , m_coverage(makeLabel({}, "caption"))
{
    m_perfect = m_plot->addCurve(tr("as promised"), Plot::Ink::Faint, false);
    m_bins = m_plot->addCurve(tr("this run"), Plot::Ink::Accent, true, true);
    m_plot->setMinimumRange(0, 1);
    m_plot->setMinimumHeight(90);
    m_figures->setWordWrap(true);
    m_coverage->setWordWrap(true);
    m_calibrated->setChecked(review.calibrated());
    m_calibrated->setToolTip(
        tr("Divides the logits by a number fitted on the validation images, so that 90 % means right in "
           "nine of ten cases. The order of the classes stays."));
    m_threshold->setRange(0, 100);
    m_threshold->setValue(80);
    m_threshold->setAccessibleName(tr("Unsure below this probability, in percent"));
    auto *list = new QPushButton(tr("List them"));
    list->setProperty("role", u"link"_s);
    auto *row = new QHBoxLayout;
    row->addWidget(makeLabel(tr("Unsure below"), "plain"));
    row->addWidget(m_threshold, 1);
    row->addWidget(list);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, gapSmall, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_plot, 1);
    column->addWidget(m_figures);
    column->addWidget(m_calibrated);
    column->addLayout(row);
    column->addWidget(m_coverage);
    connect(&review, &ReviewSession::changed, this, &CertaintyPanel::refresh);
    connect(m_calibrated, &QCheckBox::toggled, &review, &ReviewSession::setCalibrated);
    connect(m_threshold, &QSlider::valueChanged, this, &CertaintyPanel::showThreshold);
    connect(list, &QPushButton::clicked, this, [this] { Q_EMIT unsureWanted(m_threshold->value() / 100.0); });
    refresh();
}

void CertaintyPanel::refresh()
{
    const std::optional<Evaluation> &evaluation = m_review.evaluation();
    const LabelledProbabilities said = evaluation
        ? labelledProbabilities(evaluation->predictions, evaluation->confusion.classes())
        : LabelledProbabilities();
    const Calibration calibration = calibrationOf(said);
    QList<double> x;
    QList<double> y;
    for (const ReliabilityBin &bin : calibration.bins) {
        if (bin.count > 0) {
            x << bin.confidence;
            y << bin.accuracy;
        }
    }
    m_plot->setCurve(m_perfect, {0, 1}, {0, 1});
    m_plot->setCurve(m_bins, x, y);
    m_plot->refresh();
    const auto number = [](double value, int digits) {
        return std::isfinite(value) ? QString::number(value, 'f', digits) : u"–"_s;
    };
    m_figures->setText(tr("Calibration error %1 · Brier score %2 · loss %3 · temperature %4")
                           .arg(formatPercent(calibration.ece), number(calibration.brier, 3),
                                number(calibration.nll, 3), number(m_review.temperature(), 2)));
    m_calibrated->setEnabled(m_review.temperature() != 1);
    m_calibrated->setText(m_review.temperature() != 1 ? tr("With the fitted temperature")
                                                      : tr("No temperature was fitted to this run"));
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
    m_coverage->setText(tr("Below %1 %: %2 of %3 images; error rate of the others %4")
                            .arg(m_threshold->value())
                            .arg(formatCount(all - sure), formatCount(all), shareWithInterval(wrong, sure)));
}

} // namespace cairn
