// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/trainingconfig.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace cairn {

class BackgroundJobs;
class EmptyState;
class Library;
class ViewGrid;

/// Some of the project's training images as the network will be shown them: a row an image, first as it is
/// validated, then a few of its random views. Made in the background, again when the settings change.
class AugmentationPreview : public QWidget
{
    Q_OBJECT
public:
    AugmentationPreview(const Library &library, BackgroundJobs &jobs, QWidget *parent = nullptr);

    void showSettings(const TrainingConfig &config);
    /// Images × views shown; 0 × 0 while there are none.
    QSize shown() const;

Q_SIGNALS:
    void updated();
    void imagesWanted(); ///< there are none: go and collect some

protected:
    void showEvent(QShowEvent *event) override;

private:
    void drawAgain();
    void request();
    QStringList samplePaths() const;

    const Library &m_library;
    BackgroundJobs &m_jobs;
    TrainingConfig m_config;
    quint64 m_draw = 0; // how often other numbers were asked for
    quint64 m_request = 0; // the newest; older answers are late
    bool m_stale = true;
    QTimer m_later; // many edits, one request
    QLabel *m_note;
    QPushButton *m_again;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    ViewGrid *m_grid;
};

} // namespace cairn
