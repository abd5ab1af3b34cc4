// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runs/comparison.h"

#include <QDialog>

class QCheckBox;
class QLabel;
class QSplitter;
class QTableWidget;
class QTabWidget;

namespace cairn {

class Navigation;
class Plot;
class ProjectSession;

/// Any number of runs beside each other: their errors on the same images, each compared with the first, their
/// curves in one plot, and what differs in settings and data. Reads the runs when it is made.
class CompareDialog : public QDialog
{
    Q_OBJECT
public:
    /// `runIds`: two or more, the others are compared with the first.
    CompareDialog(ProjectSession &session, Navigation &navigation, const std::vector<qint64> &runIds,
                  QWidget *parent);
    bool isReady() const { return m_ready; }

Q_SIGNALS:
    void ready();

private:
    struct Found;
    QWidget *makeCurves();
    QWidget *makeSettings();
    void showFound(const Found &found);
    void showErrors(const RunComparison &comparison);
    void showCurves(const Found &found);
    void showSettings();
    void showData(const RunComparison &comparison);

    ProjectSession &m_session;
    Navigation &m_navigation;
    QLabel *m_state;
    QTableWidget *m_errors;
    QSplitter *m_split;
    QTabWidget *m_tabs;
    Plot *m_validLoss;
    Plot *m_errorRate;
    Plot *m_trainLoss;
    QCheckBox *m_differencesOnly;
    QTableWidget *m_settings;
    QTableWidget *m_data;
    std::vector<QJsonObject> m_configurations;
    bool m_ready = false;
};

} // namespace cairn
