#include "ui/label/labelactions.h"

#include "ui/style/classmark.h"
#include "ui/style/icons.h"

#include <QIcon>
#include <QMenu>
#include <QShortcut>
#include <QWidget>

#include <algorithm>

namespace cairn {

LabelActions::LabelActions(Library &library, QWidget *area, Selection selection, QObject *parent)
    : QObject(parent)
    , m_library(library)
    , m_selection(std::move(selection))
{
    const auto key = [area](Qt::Key code) {
        return new QShortcut(QKeySequence(code), area, nullptr, nullptr, Qt::WidgetWithChildrenShortcut);
    };
    for (int digit = 1; digit <= 9; ++digit) {
        connect(key(Qt::Key(Qt::Key_0 + digit)), &QShortcut::activated, this, [this, digit] {
            if (std::size_t(digit) <= m_library.classes().size())
                label(m_library.classes()[std::size_t(digit - 1)].id);
        });
    }
    connect(key(Qt::Key_0), &QShortcut::activated, this, [this] { label(0); });
    connect(key(Qt::Key_X), &QShortcut::activated, this, &LabelActions::toggleTrash);
}

void LabelActions::label(qint64 classId)
{
    const std::vector<qint64> images = m_selection();
    if (images.empty())
        return;
    Q_EMIT aboutToChange();
    m_library.setLabel(images, classId);
    Q_EMIT changed();
}

void LabelActions::toggleTrash()
{
    const std::vector<qint64> images = m_selection();
    if (images.empty())
        return;
    const bool allTrashed = std::ranges::all_of(images, [this](qint64 id) {
        const int row = m_library.rowOf(id);
        return row >= 0 && m_library.images()[std::size_t(row)].trashed;
    });
    Q_EMIT aboutToChange();
    m_library.setTrashed(images, !allTrashed);
    Q_EMIT changed();
}

void LabelActions::fillMenu(QMenu *menu)
{
    for (const ClassRecord &record : m_library.classes()) {
        QString name = record.name;
        QAction *action
            = menu->addAction(classIcon(record.position), name.replace(u'&', QLatin1String("&&")));
        if (record.position < 9)
            action->setShortcut(QKeySequence(Qt::Key(Qt::Key_1 + record.position)));
        connect(action, &QAction::triggered, this, [this, id = record.id] { label(id); });
    }
    menu->addSeparator();
    menu->addAction(tr("Clear the label"), QKeySequence(Qt::Key_0), this, [this] { label(0); });
    menu->addAction(lineIcon(QStringLiteral("trash")), tr("Trash, or restore"), QKeySequence(Qt::Key_X), this,
                    &LabelActions::toggleTrash);
}

} // namespace cairn
