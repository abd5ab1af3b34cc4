// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/runview.h"

#include "core/base/format.h"
#include "core/project/records.h"
#include "ui/plots/plot.h"
#include "ui/style/icons.h"
#include "ui/train/epochmatrix.h"
#include "ui/train/epochmodel.h"
#include "ui/widgets/layout.h"
#include "ui/widgets/plotchoice.h"

#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

namespace cairn {

namespace {
enum LossCurve {
    Raw,
    Smoothed,
    Validation,
};
} // namespace

RunView::RunView(TrainingSession &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_epochs(new EpochModel(this))
    , m_headline(makeLabel({}, "heading"))
    , m_detail(makeLabel({}, "muted"))
    , m_bar(new QProgressBar)
    , m_pause(new QPushButton(tr("Pause")))
    , m_stop(new QPushButton(tr("Stop")))
    , m_loss(new Plot(tr("Loss"), tr("epoch"), tr("loss")))
    , m_error(new Plot(tr("Error rate"), tr("epoch"), {}))
    , m_rate(new Plot(tr("Learning rate"), tr("epoch"), {}))
    , m_norm(new Plot(tr("Gradient norm"), tr("epoch"), {}))
    , m_speed(new Plot(tr("Images per second"), tr("epoch"), {}))
    , m_matrix(new EpochMatrix)
{
    auto *split = new QSplitter(Qt::Vertical);
    split->addWidget(makePlots());
    split->addWidget(makeTables());
    split->setStretchFactor(0, 1);
    split->setStretchFactor(1, 1);
    split->setSizes({360, 300});
    split->setChildrenCollapsible(false);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, gap, 0, 0);
    column->setSpacing(gapSmall);
    column->addWidget(makeHeader());
    column->addWidget(makeScrollable(split, tr("Run curves and tables")), 1);

    connect(&session, &TrainingSession::stateChanged, this, &RunView::updateState);
    connect(&session, &TrainingSession::phaseChanged, this, &RunView::updateProgress);
    connect(&session, &TrainingSession::setupKnown, this, &RunView::begin);
    connect(&session, &TrainingSession::batchesArrived, this, &RunView::drawBatches);
    connect(&session, &TrainingSession::epochFinished, this, &RunView::addEpoch);
    connect(&session, &TrainingSession::finished, this, [this](const RunRecord &run) {
        if (!m_stored)
            showOutcome(run);
    });
    connect(&session, &TrainingSession::failed, this, [this] {
        if (!m_stored)
            showFailure();
    });
    updateState();
}

QWidget *RunView::makeHeader()
{
    m_detail->setWordWrap(true);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Training progress"));
    m_bar->setRange(0, 1000);
    m_pause->setIcon(lineIcon(QStringLiteral("pause")));
    m_pause->setToolTip(tr("Pause after the current batch (Ctrl+P)"));
    m_stop->setIcon(lineIcon(QStringLiteral("stop")));
    m_stop->setToolTip(tr("Stop after the current batch; the best weights so far are kept (Ctrl+.)"));
    connect(m_pause, &QPushButton::clicked, this,
            [this] { m_session.setPaused(m_session.state() == TrainingSession::State::Running); });
    connect(m_stop, &QPushButton::clicked, &m_session, &TrainingSession::stop);
    m_controls = new QWidget;
    auto *buttons = new QHBoxLayout(m_controls);
    buttons->setContentsMargins(0, 0, 0, 0);
    buttons->addWidget(m_pause);
    buttons->addWidget(m_stop);

    auto *texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(m_headline);
    texts->addWidget(m_detail);
    auto *header = new QWidget;
    auto *column = new QVBoxLayout(header);
    column->setContentsMargins(0, 0, 0, 0);
    auto *row = new QHBoxLayout;
    row->addLayout(texts, 1);
    row->addWidget(m_controls);
    column->addLayout(row);
    column->addWidget(m_bar);
    return header;
}

namespace {

/// Without a title `content` has its own.
QFrame *inCard(const QString &title, QWidget *content, QWidget *corner = nullptr)
{
    QBoxLayout *inside = nullptr;
    QFrame *card = makeCard(&inside);
    inside->setContentsMargins(12, 8, 8, 8);
    inside->setSpacing(4);
    if (!title.isEmpty()) {
        auto *header = new QHBoxLayout;
        header->addWidget(makeLabel(title, "heading"), 1);
        if (corner)
            header->addWidget(corner);
        inside->addLayout(header);
    }
    inside->addWidget(content, 1);
    return card;
}

} // namespace

QWidget *RunView::makePlots()
{
    m_loss->addCurve(tr("training, per batch"), Plot::Ink::Faint, false);
    m_loss->addCurve(tr("training, smoothed"), Plot::Ink::Accent, true);
    m_loss->addCurve(tr("validation"), Plot::Ink::Second, true, true);
    m_loss->showLegend();
    m_error->addCurve(tr("error rate"), Plot::Ink::Second, true, true);
    m_rate->addCurve(tr("learning rate"), Plot::Ink::Accent, true);
    m_norm->addCurve(tr("gradient norm, before clipping"), Plot::Ink::Accent, true);
    m_speed->addCurve(tr("images per second"), Plot::Ink::Accent, true);
    for (Plot *plot : plots()) {
        plot->setWholeX(); // epochs
        plot->setFromZero();
    }
    auto *side = new QWidget;
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(gap);
    column->addWidget(inCard(tr("Error rate"), m_error, m_error->moreButton()));
    column->addWidget(
        inCard({},
               new PlotChoice({m_rate, m_norm, m_speed},
                              {tr("Learning rate"), tr("Gradient norm"), tr("Images per second")},
                              tr("Lower plot"))));
    auto *row = new QSplitter;
    row->addWidget(inCard(tr("Loss"), m_loss, m_loss->moreButton()));
    row->addWidget(side);
    row->setStretchFactor(0, 2);
    row->setStretchFactor(1, 1);
    row->setSizes({640, 320});
    row->setChildrenCollapsible(false);
    return row;
}

QWidget *RunView::makeTables()
{
    auto *table = new QTableView;
    styleTable(table, tr("Epochs"));
    table->setModel(m_epochs);
    table->horizontalHeader()->setStretchLastSection(false);
    // The numbers first: where there is little room, the stage's name gives way.
    table->horizontalHeader()->moveSection(EpochModel::StageName, EpochModel::ColumnCount - 1);
    table->horizontalHeader()->setSectionResizeMode(EpochModel::StageName, QHeaderView::Stretch);
    auto *row = new QSplitter;
    row->addWidget(inCard(tr("Epochs"), table));
    row->addWidget(inCard({}, m_matrix));
    row->setStretchFactor(0, 1);
    row->setStretchFactor(1, 1);
    row->setSizes({480, 480});
    row->setChildrenCollapsible(false);
    return row;
}

int RunView::replots() const
{
    int replots = 0;
    for (const Plot *plot : plots())
        replots += plot->replots();
    return replots;
}

void RunView::restart()
{
    const QList<EpochMetrics> &before = history().epochs(); // of a run that goes on, or is over
    m_epochs->setEpochs(before);
    m_matrix->setEpochs(before, classes());
    const double epochs = totalEpochs();
    for (Plot *plot : plots())
        plot->setMinimumRange(0, epochs);
    drawBatches();
    drawEpochs();
}

void RunView::showStored(const StoredRun &stored)
{
    m_stored = stored;
    m_controls->hide();
    m_bar->hide();
    restart();
    showOutcome(stored.run);
}

void RunView::showLive()
{
    if (m_stored)
        begin();
}

void RunView::begin()
{
    m_stored.reset();
    restart();
    updateState();
}

void RunView::updateState()
{
    if (m_session.active() && m_session.state() == TrainingSession::State::Starting)
        m_stored.reset(); // what begins is shown
    if (m_stored)
        return;
    using State = TrainingSession::State;
    const State state = m_session.state();
    m_controls->setVisible(state != State::Idle);
    m_bar->setVisible(state != State::Idle);
    m_pause->setEnabled(state == State::Running || state == State::Paused);
    m_pause->setText(state == State::Paused ? tr("Resume") : tr("Pause"));
    m_pause->setIcon(lineIcon(state == State::Paused ? QStringLiteral("play") : QStringLiteral("pause")));
    m_stop->setEnabled(state != State::Stopping);
    updateProgress();
}

void RunView::updateProgress()
{
    using State = TrainingSession::State;
    if (m_stored)
        return; // showOutcome() has said all
    const RunHistory &history = m_session.history();
    const TrainingSetup &setup = m_session.setup();
    const bool known = setup.totalSteps > 0 && history.batches() > 0;
    m_bar->setRange(0, known ? 1000 : 0);
    m_bar->setValue(known ? int((history.last().step + 1) * 1000 / setup.totalSteps) : 0);
    switch (m_session.state()) {
    case State::Idle:
        return; // showOutcome() has the last word
    case State::Starting:
        m_headline->setText(tr("Starting…"));
        m_detail->setText(m_session.phase());
        return;
    case State::Paused:
        m_headline->setText(tr("Paused"));
        return;
    case State::Stopping:
        m_headline->setText(tr("Stopping after this batch…"));
        return;
    case State::Running:
        break;
    }
    const int epochs = m_session.config().totalEpochs();
    m_headline->setText(tr("Epoch %1 of %2").arg(m_session.epoch()).arg(epochs));
    QStringList parts;
    if (!m_session.phase().isEmpty())
        parts.append(m_session.phase());
    if (history.last().imagesPerSecond > 0)
        parts.append(tr("%1 images/s").arg(history.last().imagesPerSecond, 0, 'f', 0));
    if (const double left = m_session.secondsLeft(); std::isfinite(left))
        parts.append(tr("%1 left").arg(formatDuration(left)));
    parts.append(tr("%1, %2, %3 thread(s)", nullptr, setup.threads)
                     .arg(setup.device, setup.precision)
                     .arg(setup.threads));
    m_detail->setText(parts.join(QStringLiteral(" · ")));
}

void RunView::drawBatches()
{
    updateProgress();
    if (!isVisible())
        return; // the history keeps them; showing the page draws them
    const RunHistory &told = history();
    m_loss->setCurve(Raw, told.loss().x, told.loss().y);
    m_loss->setCurve(Smoothed, told.smoothedLoss().x, told.smoothedLoss().y);
    m_rate->setCurve(0, told.learningRate().x, told.learningRate().y);
    m_norm->setCurve(0, told.gradientNorm().x, told.gradientNorm().y);
    m_speed->setCurve(0, told.imagesPerSecond().x, told.imagesPerSecond().y);
    for (Plot *plot : {m_loss, m_rate, m_norm, m_speed})
        plot->refresh();
}

void RunView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    drawBatches();
}

void RunView::addEpoch(const EpochMetrics &epoch)
{
    if (m_stored)
        return;
    m_epochs->append(epoch);
    m_matrix->append(epoch);
    drawEpochs();
    updateProgress();
}

void RunView::drawEpochs()
{
    QList<double> x;
    QList<double> losses;
    QList<double> errors;
    for (const EpochMetrics &epoch : history().epochs()) {
        x.append(epoch.epoch + 1);
        losses.append(epoch.validLoss);
        errors.append(epoch.errorRate);
    }
    m_loss->setCurve(Validation, x, losses);
    m_error->setCurve(0, x, errors);
    m_loss->refresh();
    m_error->refresh();
}

// The page says why.
void RunView::showFailure()
{
    const qsizetype finished = m_session.history().epochs().size();
    m_headline->setText(tr("Training failed"));
    m_detail->setText(finished == 0
                          ? tr("No epochs finished.")
                          : tr("%1 of %2 epoch(s) finished.", nullptr, m_session.config().totalEpochs())
                                .arg(finished)
                                .arg(m_session.config().totalEpochs()));
}

// The best of a few epochs flatters where there are few validation images: the last one stands beside it.
void RunView::showOutcome(const RunRecord &run)
{
    drawBatches();
    QString headline = tr("%1 finished");
    if (run.state == RunState::Cancelled)
        headline = tr("%1 was stopped");
    else if (run.state == RunState::Interrupted)
        headline = tr("%1 was interrupted");
    else if (run.state == RunState::Failed)
        headline = tr("%1 failed");
    m_headline->setText(headline.arg(run.name));
    const bool adopted = run.bestEpoch >= 0 && run.epochs == 0; // taken in from elsewhere
    QStringList parts;
    if (!run.message.isEmpty())
        parts << run.message;
    if (run.bestEpoch < 0)
        parts << tr("No epochs finished, so no weights were saved.");
    else if (adopted)
        parts << tr("error %1").arg(formatPercent(run.bestErrorRate));
    else
        parts << tr("Best epoch %1: error %2").arg(run.bestEpoch + 1).arg(formatPercent(run.bestErrorRate))
              << tr("last epoch %1: error %2").arg(run.epochs).arg(formatPercent(run.errorRate));
    if (!adopted)
        parts << formatDuration(run.seconds);
    if (!run.setup.isEmpty())
        parts << run.setup;
    m_detail->setText(parts.join(QStringLiteral(" · ")));
}

} // namespace cairn
