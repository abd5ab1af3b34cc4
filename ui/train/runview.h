// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/storedrun.h"
#include "ui/session/trainingsession.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace cairn {

class EpochMatrix;
class EpochModel;
class Plot;

/// A run as it goes: where it stands, its curves, its epochs, and what each of them got right and wrong.
class RunView : public QWidget
{
    Q_OBJECT
public:
    explicit RunView(TrainingSession &session, QWidget *parent = nullptr);
    void showStored(const StoredRun &stored); ///< a run that ended, as it was
    void showLive(); ///< the one that trains, or trained last
    int replots() const; ///< of all plots, for tests

protected:
    void showEvent(QShowEvent *event) override;

private:
    void begin();
    QWidget *makeHeader();
    QWidget *makePlots();
    QWidget *makeTables();
    void updateState();
    void updateProgress();
    void drawBatches();
    void addEpoch(const EpochMetrics &epoch);
    void drawEpochs();
    void showOutcome(const RunRecord &run);
    void showFailure();
    void restart();
    const RunHistory &history() const { return m_stored ? m_stored->history : m_session.history(); }
    const QStringList &classes() const { return m_stored ? m_stored->run.classes : m_session.classes(); }
    QList<Plot *> plots() const { return {m_loss, m_error, m_rate, m_norm, m_speed}; }
    int totalEpochs() const { return (m_stored ? m_stored->config : m_session.config()).totalEpochs(); }

    TrainingSession &m_session;
    std::optional<StoredRun> m_stored; ///< what is shown instead of the session's run
    EpochModel *m_epochs;
    QLabel *m_headline;
    QLabel *m_detail;
    QProgressBar *m_bar;
    QPushButton *m_pause;
    QPushButton *m_stop;
    Plot *m_loss;
    Plot *m_error;
    Plot *m_rate;
    Plot *m_norm; ///< of the gradients
    Plot *m_speed;
    EpochMatrix *m_matrix;
    QWidget *m_controls = nullptr;
};

} // namespace cairn
