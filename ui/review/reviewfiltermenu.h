// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/review/reviewlistmodel.h"

#include <QMenu>

namespace cairn {

class Library;

/// What narrows and orders any list of Review beyond its kind, split and classes: confidence, source, order.
class ReviewFilterMenu : public QMenu
{
    Q_OBJECT
public:
    ReviewFilterMenu(const Library &library, ReviewListModel &list, QWidget *parent = nullptr);
    /// "predicted with less than 80 % · from Wikimedia Commons · by file name"; empty where nothing is set.
    QString summary() const;

Q_SIGNALS:
    void chosen(const cairn::ReviewListModel::Filter &filter);

private:
    void fill();
    void addConfidence();
    void addSources();
    void addOrders();
    /// One of several; choosing it applies `filter`.
    void addChoice(QMenu *menu, const QString &text, const ReviewListModel::Filter &filter);

    const Library &m_library;
    ReviewListModel &m_list;
};

} // namespace cairn
