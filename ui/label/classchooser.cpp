// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/label/classchooser.h"

#include "ui/style/classmark.h"
#include "ui/style/icons.h"
#include "ui/widgets/layout.h"

#include <QApplication>
#include <QCloseEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

namespace cairn {

ClassChooser::ClassChooser(const Library &library, const QString &typed, QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_library(library)
    , m_before(QApplication::focusWidget())
    , m_input(new QLineEdit)
    , m_list(new QListWidget)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setProperty("role", QStringLiteral("card"));
    m_input->setPlaceholderText(tr("Type the first letters, then press Enter"));
    m_input->setAccessibleName(tr("Class name"));
    m_input->setMaxLength(100);
    m_input->installEventFilter(this);
    m_list->setProperty("role", QStringLiteral("flat"));
    m_list->setAccessibleName(tr("Matching classes"));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setTextElideMode(Qt::ElideMiddle); // names of classes may differ at their ends
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(gapSmall, gapSmall, gapSmall, gapSmall);
    column->addWidget(m_input);
    column->addWidget(m_list);
    connect(m_input, &QLineEdit::textChanged, this, &ClassChooser::refill);
    connect(m_input, &QLineEdit::returnPressed, this, &ClassChooser::accept);
    connect(m_list, &QListWidget::itemClicked, this, &ClassChooser::accept);
    m_input->setText(typed);
    refill();
    resize(320, 300);
    move(parent->mapToGlobal(parent->rect().center()) - rect().center());
    show();
    m_input->setFocus();
}

std::vector<qint64> ClassChooser::matches(const std::vector<ClassRecord> &classes, const QString &typed)
{
    std::vector<qint64> first;
    std::vector<qint64> second;
    for (const ClassRecord &record : classes) {
        const qsizetype place = record.name.indexOf(typed, 0, Qt::CaseInsensitive);
        if (record.name == typed)
            first.insert(first.begin(), record.id);
        else if (place >= 0)
            (place == 0 ? first : second).push_back(record.id);
    }
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

void ClassChooser::refill()
{
    const QString typed = m_input->text().trimmed();
    m_list->clear();
    bool exact = typed.isEmpty();
    for (const qint64 id : matches(m_library.classes(), typed)) {
        const ClassRecord &record = *m_library.classById(id);
        auto *item = new QListWidgetItem(classIcon(record), record.name, m_list);
        item->setData(Qt::UserRole, id);
        exact = exact || record.name == typed;
    }
    if (!exact)
        new QListWidgetItem(lineIcon(QStringLiteral("plus")), tr("Add class “%1”").arg(typed), m_list);
    m_list->setCurrentRow(0);
}

void ClassChooser::accept()
{
    const QListWidgetItem *item = m_list->currentItem();
    if (!item)
        return;
    const qint64 classId = item->data(Qt::UserRole).toLongLong();
    const QString name = m_input->text().trimmed();
    close();
    if (classId != 0)
        Q_EMIT chosen(classId);
    else
        Q_EMIT newClassWanted(name);
}

void ClassChooser::closeEvent(QCloseEvent *event)
{
    QFrame::closeEvent(event);
    if (!m_before)
        return;
    m_before->activateWindow();
    m_before->setFocus(Qt::PopupFocusReason);
}

// Up and Down move in the list while the letters go on.
bool ClassChooser::eventFilter(QObject *object, QEvent *event)
{
    // Enter is the line's: without this, a shortcut of the window below opens the next list.
    if (event->type() == QEvent::ShortcutOverride) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            event->accept();
            return true;
        }
    }
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_PageUp || key == Qt::Key_PageDown) {
            QCoreApplication::sendEvent(m_list, event);
            return true;
        }
    }
    return QFrame::eventFilter(object, event);
}

} // namespace cairn
