// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/review/reviewlistmodel.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;
class QTableWidget;

namespace cairn {

class ComparisonSession;
class Navigation;
class ReviewSession;
class RunList;
struct PairedErrors;

/// Whether the run that is shown is better than another: error rates of both on the same images with today's
/// labels, McNemar's test, the same where no label was corrected, and what differs in data and settings.
class ProofPanel : public QWidget
{
    Q_OBJECT
public:
    ProofPanel(const RunList &runs, const ReviewSession &review, ComparisonSession &comparison,
               Navigation &navigation, QWidget *parent = nullptr);

Q_SIGNALS:
    void listWanted(cairn::ReviewListModel::Kind kind);

private:
    void refill();
    void refresh();
    void addRow(const QString &what, const PairedErrors &errors);
    void addDifference(const QString &what, const std::vector<qint64> &images);

    const RunList &m_runs;
    const ReviewSession &m_review;
    ComparisonSession &m_comparison;
    Navigation &m_navigation;
    QComboBox *m_other;
    QLabel *m_verdict;
    QTableWidget *m_rates;
    QPushButton *m_right;
    QPushButton *m_wrong;
    QPushButton *m_differ;
    QTableWidget *m_differences;
};

} // namespace cairn
