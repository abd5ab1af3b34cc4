// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/library.h"
#include "ui/label/imagescope.h"

#include <QFrame>

class QLineEdit;
class QListView;
class QMenu;

namespace cairn {

class FilterListModel;

/// The left of Label: what the grid shows, and the classes: add, rename (F2), merge, recolor, give a key,
/// delete (Del). All of it can be undone.
class ClassPanel : public QFrame
{
    Q_OBJECT
public:
    explicit ClassPanel(Library &library, QWidget *parent = nullptr);
    void setFilter(const ImageScope &filter);
    void focusNewClass();

Q_SIGNALS:
    void filterChosen(const cairn::ImageScope &filter);
    void failed(const cairn::Error &error);
    void renamingEnded(); ///< its editor is closed
    void done(const QString &sentence); ///< something large was done that undo takes back

private:
    void addClass();
    void showMenu(const QPoint &position);
    qint64 currentClass() const; ///< 0: none
    void fillMergeMenu(QMenu *menu, qint64 classId);
    void chooseColor(qint64 classId);
    void chooseKey(qint64 classId);
    void removeClass(qint64 classId);
    void mergeClass(qint64 classId, qint64 into);
    void keepSelection();

    Library &m_library;
    FilterListModel *m_model;
    QListView *m_list;
    QLineEdit *m_newClass;
    ImageScope m_filter;
};

} // namespace cairn
