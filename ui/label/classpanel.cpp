// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/label/classpanel.h"

#include "core/base/format.h"
#include "ui/label/filterdelegate.h"
#include "ui/label/filterlistmodel.h"
#include "ui/style/classmark.h"
#include "ui/style/icons.h"
#include "ui/widgets/layout.h"
#include "ui/widgets/plaintext.h"

#include <QColorDialog>
#include <QInputDialog>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QShortcut>
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
    m_list->setAccessibleName(tr("Filters and classes"));
    m_list->setToolTip(tr("Choose what to show. F2 renames a class, Del deletes it; right-click for more"));
    m_list->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_newClass->setPlaceholderText(tr("New class…"));
    m_newClass->setAccessibleName(tr("New class name"));
    m_newClass->setToolTip(tr("Type a class name and press Return to add it"));
    m_newClass->setMaxLength(100);
    auto *add = new QToolButton;
    add->setIcon(lineIcon(QStringLiteral("plus")));
    add->setToolTip(tr("Add class"));
    add->setAccessibleName(tr("Add class"));

    auto *row = new QHBoxLayout;
    row->addWidget(m_newClass, 1);
    row->addWidget(add);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->addWidget(m_list, 1);
    column->addLayout(row);

    connect(add, &QToolButton::clicked, this, &ClassPanel::addClass);
    connect(m_newClass, &QLineEdit::returnPressed, this, &ClassPanel::addClass);
    connect(m_list->itemDelegate(), &QAbstractItemDelegate::closeEditor, this, &ClassPanel::renamingEnded,
            Qt::QueuedConnection);
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
    auto *remove = new QShortcut(QKeySequence(Qt::Key_Delete), m_list, nullptr, nullptr, Qt::WidgetShortcut);
    connect(remove, &QShortcut::activated, this, [this] { removeClass(currentClass()); });
    keepSelection();
}

void ClassPanel::setFilter(const ImageScope &filter)
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

qint64 ClassPanel::currentClass() const
{
    return m_list->currentIndex().data(FilterListModel::ClassIdRole).toLongLong();
}

void ClassPanel::showMenu(const QPoint &position)
{
    const QModelIndex index = m_list->indexAt(position);
    const qint64 classId = index.data(FilterListModel::ClassIdRole).toLongLong();
    if (classId == 0)
        return;
    QMenu menu;
    menu.addAction(tr("Rename…"), QKeySequence(Qt::Key_F2), this, [this, index] { m_list->edit(index); });
    QMenu *merge = menu.addMenu(tr("Merge into"));
    fillMergeMenu(merge, classId);
    menu.addAction(tr("Color…"), this, [this, classId] { chooseColor(classId); });
    menu.addAction(tr("Key…"), this, [this, classId] { chooseKey(classId); });
    menu.addSeparator();
    menu.addAction(lineIcon(QStringLiteral("trash")), tr("Delete"), QKeySequence(Qt::Key_Delete), this,
                   [this, classId] { removeClass(classId); });
    menu.exec(m_list->viewport()->mapToGlobal(position));
}

void ClassPanel::fillMergeMenu(QMenu *menu, qint64 classId)
{
    for (const ClassRecord &record : m_library.classes()) {
        if (record.id == classId)
            continue;
        menu->addAction(classIcon(record), plainAction(record.name), this,
                        [this, classId, into = record.id] { mergeClass(classId, into); });
    }
    menu->setEnabled(!menu->isEmpty());
}

void ClassPanel::chooseColor(qint64 classId)
{
    const ClassRecord *record = m_library.classById(classId);
    const QColor color
        = QColorDialog::getColor(classColor(*record), window(), tr("Color of %1").arg(record->name));
    if (!color.isValid())
        return;
    // The palette's own color is no color of one's own.
    const QString name = color == classColor(classStyle(*record)) ? QString() : color.name();
    if (const Result<void> set = m_library.setClassColor(classId, name); !set)
        Q_EMIT failed(set.error());
}

void ClassPanel::chooseKey(qint64 classId)
{
    const ClassRecord record = *m_library.classById(classId);
    bool accepted = false;
    const QString key = QInputDialog::getText(
        window(), tr("Key of %1").arg(record.name),
        tr("Letter or digit that assigns this class; leave empty to use its position number:"),
        QLineEdit::Normal, record.shortcut.toUpper(), &accepted);
    if (!accepted)
        return;
    if (const Result<void> set = m_library.setClassShortcut(classId, key.trimmed()); !set)
        Q_EMIT failed(set.error());
}

void ClassPanel::removeClass(qint64 classId)
{
    const ClassRecord *record = m_library.classById(classId);
    if (!record)
        return;
    const QString name = record->name;
    const int images = m_library.classCount(classId);
    if (const Result<void> removed = m_library.removeClass(classId); !removed)
        Q_EMIT failed(removed.error());
    else
        Q_EMIT done(tr("Class “%1” deleted; %2 image(s) are now unlabeled.", nullptr, images)
                        .arg(name, formatCount(images)));
}

void ClassPanel::mergeClass(qint64 classId, qint64 into)
{
    const QString name = m_library.classById(classId)->name;
    const int images = m_library.classCount(classId);
    if (const Result<void> merged = m_library.mergeClass(classId, into); !merged)
        Q_EMIT failed(merged.error());
    else
        Q_EMIT done(tr("“%1” merged into “%2”: %3 image(s) moved.", nullptr, images)
                        .arg(name, m_library.classById(into)->name, formatCount(images)));
}

} // namespace cairn
