// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/epochmatrix.h"

#include "core/base/format.h"
#include "ui/widgets/confusion/classmetricsmodel.h"
#include "ui/widgets/confusion/confusionview.h"
#include "ui/widgets/elidedcombo.h"
#include "ui/widgets/layout.h"

#include <QHeaderView>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cairn {

EpochMatrix::EpochMatrix(QWidget *parent)
    : QWidget(parent)
    , m_matrix(new ConfusionView)
    , m_metrics(new ClassMetricsModel(this))
    , m_slider(new QSlider(Qt::Horizontal))
    , m_epoch(makeLabel({}, "caption"))
{
    m_matrix->setSelectable(false);
    m_matrix->setMinimumSize(250, 240); // the names of its columns and rows are whole
    auto *table = new QTableView;
    styleTable(table, tr("Precision and recall per class"));
    table->setModel(m_metrics);
    table->hideColumn(ClassMetricsModel::Loss); // epochs do not keep it
    table->horizontalHeader()->setStretchLastSection(false);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    auto *shown = new ElidedCombo;
    shown->setObjectName(u"epochView"_s);
    shown->addItems({tr("Confusion matrix"), tr("Precision and recall")});
    shown->setAccessibleName(tr("Epoch view"));
    auto *stack = new QStackedWidget;
    stack->addWidget(m_matrix);
    stack->addWidget(table);
    connect(shown, &QComboBox::currentIndexChanged, stack, &QStackedWidget::setCurrentIndex);
    m_slider->setObjectName(u"epochSlider"_s);
    m_slider->setAccessibleName(tr("Epoch"));
    m_slider->setToolTip(tr("Browse earlier epochs; at the right end it follows training"));
    m_slider->setPageStep(1);
    auto *row = new QHBoxLayout;
    row->setSpacing(gapSmall);
    row->addWidget(m_slider, 1);
    row->addWidget(m_epoch);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(shown);
    column->addLayout(row);
    column->addWidget(stack, 1);
    connect(m_slider, &QSlider::valueChanged, this, &EpochMatrix::showEpoch);
    setEpochs({}, {});
}

void EpochMatrix::setEpochs(const QList<EpochMetrics> &epochs, const QStringList &classes)
{
    m_epochs = epochs;
    m_classes = classes;
    const QSignalBlocker blocker(m_slider);
    m_slider->setRange(0, std::max(0, int(epochs.size()) - 1));
    m_slider->setValue(m_slider->maximum());
    m_slider->setEnabled(epochs.size() > 1);
    showEpoch(m_slider->value());
}

void EpochMatrix::append(const EpochMetrics &epoch)
{
    const bool follows = m_slider->value() == m_slider->maximum();
    m_epochs.append(epoch);
    const QSignalBlocker blocker(m_slider);
    m_slider->setMaximum(int(m_epochs.size()) - 1);
    m_slider->setEnabled(m_epochs.size() > 1);
    if (follows)
        m_slider->setValue(m_slider->maximum());
    showEpoch(m_slider->value());
}

void EpochMatrix::showEpoch(int index)
{
    if (index >= m_epochs.size()) {
        m_matrix->setMatrix({}, {});
        m_metrics->setEvaluation({}, {});
        m_epoch->clear();
        return;
    }
    const EpochMetrics &epoch = m_epochs[index];
    Evaluation evaluation;
    evaluation.confusion = epoch.confusion;
    m_matrix->setMatrix(epoch.confusion, m_classes);
    m_metrics->setEvaluation(evaluation, m_classes);
    m_epoch->setText(tr("epoch %1 · error %2").arg(epoch.epoch + 1).arg(formatPercent(epoch.errorRate)));
    m_matrix->setAccessibleDescription(m_epoch->text());
}

} // namespace cairn
