// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/review/reviewlistmodel.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;

namespace cairn {

class EmptyState;
class LabelIssueSession;
class Library;
class ReviewFilterMenu;
class ReviewSession;

/// Which list of images is shown, and what can be done to fill it.
class ReviewListBar : public QWidget
{
    Q_OBJECT
public:
    ReviewListBar(ReviewListModel &list, const ReviewSession &review, LabelIssueSession &labelIssues,
                  const Library &library, QWidget *parent = nullptr);
    void showList(ReviewListModel::Kind kind);
    void showUnsure(double below);
    void showCell(int actual, int predicted);
    void explainEmpty(EmptyState &nothing) const; ///< why the chosen list is empty, and what to do
    void find(); ///< what the chosen list shows: label issues, or unfamiliar images

Q_SIGNALS:
    void cellCleared();

private:
    void apply(const ReviewListModel::Filter &filter);
    void choose(int index);
    void refresh();
    QString title() const;

    ReviewListModel &m_list;
    const ReviewSession &m_review;
    LabelIssueSession &m_labelIssues;
    QComboBox *m_kind;
    QComboBox *m_split;
    ReviewFilterMenu *m_filters;
    QLabel *m_title;
    QPushButton *m_clearCell;
    QPushButton *m_find;
    QPushButton *m_findInValidation;
};

} // namespace cairn
