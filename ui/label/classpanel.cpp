#include "ui/label/classpanel.h"

#include "core/base/format.h"
#include "ui/label/filterdelegate.h"
#include "ui/label/filterlistmodel.h"
#include "ui/style/icons.h"
#include "ui/widgets/layout.h"

#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace cairn {

ClassPanel::ClassPanel(Library &library, QWidget *parent)
    : QFrame(parent)
    , m_library(library)
    , m_model(new FilterListModel(library, this))
    , m_list(new QListView)
    , m_newClass(new QLineEdit)
{
    setProperty("role", QStringLiteral("card"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new FilterDelegate(m_list));
    m_list->setProperty("role", QStringLiteral("flat"));
    m_list->setAccessibleName(tr("What to show, and the classes"));
    m_list->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_newClass->setPlaceholderText(tr("New class…"));
    m_newClass->setAccessibleName(tr("Name of a new class"));
    m_newClass->setMaxLength(100);
    auto *add = new QToolButton;
    add->setIcon(lineIcon(QStringLiteral("plus")));
    add->setToolTip(tr("Add the class"));
    add->setAccessibleName(tr("Add the class"));

    auto *row = new QHBoxLayout;
    row->addWidget(m_newClass, 1);
    row->addWidget(add);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->addWidget(m_list, 1);
    column->addLayout(row);

    connect(add, &QToolButton::clicked, this, &ClassPanel::addClass);
    connect(m_newClass, &QLineEdit::returnPressed, this, &ClassPanel::addClass);
    connect(m_model, &FilterListModel::renameRefused, this, &ClassPanel::failed);
    connect(m_model, &QAbstractItemModel::modelReset, this, &ClassPanel::keepSelection);
    connect(m_list, &QWidget::customContextMenuRequested, this, &ClassPanel::showMenu);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &current) {
                if (!current.isValid())
                    return;
                m_filter = m_model->filterAt(current.row());
                Q_EMIT filterChosen(m_filter);
            });
    keepSelection();
}

void ClassPanel::setFilter(const ImageFilter &filter)
{
    const int row = m_model->rowOf(filter);
    if (row >= 0)
        m_list->setCurrentIndex(m_model->index(row));
}

void ClassPanel::keepSelection()
{
    const int row = std::max(0, m_model->rowOf(m_filter));
    m_list->setCurrentIndex(m_model->index(row));
}

void ClassPanel::focusNewClass()
{
    m_newClass->setFocus();
}

void ClassPanel::addClass()
{
    if (m_newClass->text().trimmed().isEmpty()) {
        m_newClass->setFocus();
        return;
    }
    if (const Result<qint64> added = m_library.addClass(m_newClass->text()); !added)
        Q_EMIT failed(added.error());
    else
        m_newClass->clear();
}

void ClassPanel::showMenu(const QPoint &position)
{
    const QModelIndex index = m_list->indexAt(position);
    const qint64 classId = index.data(FilterListModel::ClassIdRole).toLongLong();
    if (classId == 0)
        return;
    QMenu menu;
    menu.addAction(tr("Rename…"), QKeySequence(Qt::Key_F2), this, [this, index] { m_list->edit(index); });
    menu.addAction(tr("Delete the class…"), this, [this, classId] { removeClass(classId); });
    menu.exec(m_list->viewport()->mapToGlobal(position));
}

void ClassPanel::removeClass(qint64 classId)
{
    const ClassRecord *record = m_library.classById(classId);
    const int pictures = m_library.classCount(classId);
    if (pictures > 0) {
        QMessageBox box(QMessageBox::NoIcon, tr("Delete a class"),
                        tr("Delete the class “%1”? Its %2 pictures become unlabelled.")
                            .arg(record->name, formatCount(pictures)),
                        QMessageBox::Cancel, window());
        box.setTextFormat(Qt::PlainText);
        QPushButton *remove = box.addButton(tr("Delete"), QMessageBox::DestructiveRole);
        box.exec();
        if (box.clickedButton() != remove)
            return;
    }
    if (const Result<void> removed = m_library.removeClass(classId); !removed)
        Q_EMIT failed(removed.error());
}

} // namespace cairn
