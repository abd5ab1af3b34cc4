// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/review/reviewlistmodel.h"

#include <functional>
#include <QObject>

class QMenu;

namespace cairn {

class Library;

/// What Review adds to labeling: accepting what the network suggests (Shift+Enter) and saying that a label is
/// fine (Shift+F). For all selected images at once; each is one step that can be undone.
class CorrectActions : public QObject
{
    Q_OBJECT
public:
    using Selection = std::function<QList<int>()>; ///< rows of the list

    CorrectActions(Library &library, ReviewListModel &list, QWidget *area, Selection selection,
                   QObject *parent = nullptr);
    void acceptSuggestions();
    void markFine(); ///< or takes it back, where all are
    void fillMenu(QMenu *menu);

Q_SIGNALS:
    void aboutToChange();
    void changed();

private:
    Library &m_library;
    ReviewListModel &m_list;
    Selection m_selection;
};

} // namespace cairn
