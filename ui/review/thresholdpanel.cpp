// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/review/thresholdpanel.h"

#include "core/base/format.h"
#include "ui/plots/plot.h"
#include "ui/widgets/elidedcombo.h"
#include "ui/widgets/layout.h"

#include <QAbstractItemView>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace cairn {

ThresholdPanel::ThresholdPanel(QWidget *parent)
    : QWidget(parent)
    , m_precisionRecall(new Plot(tr("Precision and recall"), tr("recall"), tr("precision")))
    , m_roc(new Plot(tr("ROC"), tr("false positive rate"), tr("true positive rate")))
    , m_positive(new ElidedCombo)
    , m_threshold(new QSlider(Qt::Horizontal))
    , m_outcome(makeLabel({}, "caption"))
{
    m_precisionRecall->addCurve(tr("precision"), Plot::Ink::Accent, true);
    m_roc->addCurve(tr("true positive rate"), Plot::Ink::Accent, true);
    m_roc->setCurve(m_roc->addCurve(tr("chance"), Plot::Ink::Faint, false), {0, 1}, {0, 1});
    for (Plot *plot : {m_precisionRecall, m_roc}) {
        plot->setMinimumRange(0, 1);
        plot->setMinimumHeight(90);
        plot->setFromZero();
    }
    m_positive->setObjectName(u"positiveClass"_s);
    m_positive->setAccessibleName(tr("Positive class"));
    m_positive->view()->setTextElideMode(Qt::ElideMiddle); // names of classes may differ at their ends
    m_threshold->setObjectName(u"classThreshold"_s);
    m_threshold->setRange(1, 99);
    m_threshold->setValue(50);
    m_threshold->setAccessibleName(tr("Decision threshold in percent"));
    m_outcome->setWordWrap(true);
    auto *row = new QHBoxLayout;
    row->addWidget(m_positive);
    row->addWidget(makeLabel(tr("threshold"), "plain"));
    row->addWidget(m_threshold, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(row);
    column->addWidget(m_outcome);
    connect(m_positive, &QComboBox::currentIndexChanged, this, &ThresholdPanel::draw);
    connect(m_threshold, &QSlider::valueChanged, this, &ThresholdPanel::showThreshold);
}

void ThresholdPanel::setProbabilities(const LabeledProbabilities &said, const QStringList &classes)
{
    m_said = said;
    const QSignalBlocker blocker(m_positive);
    const int chosen = std::max(0, m_positive->currentIndex());
    m_positive->clear();
    m_positive->addItems(classes);
    m_positive->setCurrentIndex(std::min(chosen, int(classes.size()) - 1));
    draw();
}

void ThresholdPanel::draw()
{
    const int positive = m_positive->currentIndex();
    m_points = positive >= 0 ? thresholdCurve(m_said, positive) : std::vector<ThresholdPoint>();
    QList<double> recall;
    QList<double> precision;
    QList<double> falsePositives;
    QList<double> truePositives;
    for (const ThresholdPoint &point : m_points) {
        if (std::isfinite(point.precision) && std::isfinite(point.recall)) {
            recall << point.recall;
            precision << point.precision;
        }
        if (std::isfinite(point.falsePositiveRate) && std::isfinite(point.recall)) {
            falsePositives << point.falsePositiveRate;
            truePositives << point.recall;
        }
    }
    m_precisionRecall->setCurve(0, recall, precision);
    m_roc->setCurve(0, falsePositives, truePositives);
    showThreshold();
}

void ThresholdPanel::showThreshold()
{
    const double threshold = m_threshold->value() / 100.0;
    if (m_points.empty())
        return m_outcome->setText(tr("There are no images to evaluate."));
    // From the largest threshold, which is infinite, to the smallest: the last one that this one lets pass.
    const auto after = std::ranges::find_if(
        m_points, [threshold](const ThresholdPoint &point) { return point.threshold < threshold; });
    const ThresholdPoint &point = *std::prev(after);
    const auto share = [](double value) { return std::isfinite(value) ? formatPercent(value) : u"–"_s; };
    m_outcome->setText(tr("At a threshold of %1 %: precision %2, recall %3, false positives %4")
                           .arg(m_threshold->value())
                           .arg(share(point.precision), share(point.recall), share(point.falsePositiveRate)));
    const QString mark = tr("%1 %").arg(m_threshold->value());
    m_precisionRecall->setMarkers({{point.recall, mark}});
    m_roc->setMarkers({{point.falsePositiveRate, mark}});
    m_precisionRecall->refresh();
    m_roc->refresh();
}

} // namespace cairn
