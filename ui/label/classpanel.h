#pragma once

#include "core/project/library.h"
#include "ui/label/imagefilter.h"

#include <QFrame>

class QLineEdit;
class QListView;

namespace cairn {

class FilterListModel;

/// The left of Label: what the grid shows, and the classes: add, rename (F2), delete.
class ClassPanel : public QFrame
{
    Q_OBJECT
public:
    explicit ClassPanel(Library &library, QWidget *parent = nullptr);
    void setFilter(const ImageFilter &filter);
    void focusNewClass();

Q_SIGNALS:
    void filterChosen(const cairn::ImageFilter &filter);
    void failed(const cairn::Error &error);

private:
    void addClass();
    void showMenu(const QPoint &position);
    void removeClass(qint64 classId);
    void keepSelection();

    Library &m_library;
    FilterListModel *m_model;
    QListView *m_list;
    QLineEdit *m_newClass;
    ImageFilter m_filter;
};

} // namespace cairn
