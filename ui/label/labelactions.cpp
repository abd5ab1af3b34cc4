// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/label/labelactions.h"

#include "core/base/format.h"
#include "ui/label/classchooser.h"
#include "ui/style/classmark.h"
#include "ui/style/icons.h"
#include "ui/widgets/plaintext.h"

#include <QMenu>
#include <QShortcut>
#include <QWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

LabelActions::LabelActions(Library &library, QWidget *area, Selection selection, QObject *parent)
    : QObject(parent)
    , m_library(library)
    , m_area(area)
    , m_selection(std::move(selection))
{
    addKeys();
}

void LabelActions::addKeys()
{
    const auto key = [this](const QKeySequence &code) {
        return new QShortcut(code, m_area, nullptr, nullptr, Qt::WidgetWithChildrenShortcut);
    };
    for (const auto &[first, last] : {std::pair(Qt::Key_0, Qt::Key_9), std::pair(Qt::Key_A, Qt::Key_Z)}) {
        for (int code = first; code <= last; ++code) {
            connect(key(QKeySequence(code)), &QShortcut::activated, this,
                    [this, letter = QChar(code)] { pressed(letter.toLower()); });
        }
    }
    // Letters alone begin a class's name; what else is done to images goes by keys that cannot.
    connect(key(QKeySequence(Qt::SHIFT | Qt::Key_M)), &QShortcut::activated, this, &LabelActions::toggleFlag);
    for (const auto &[code, split] : {std::pair(Qt::Key_T, Split::Train), std::pair(Qt::Key_V, Split::Valid),
                                      std::pair(Qt::Key_E, Split::Test), std::pair(Qt::Key_N, Split::None)}) {
        connect(key(QKeySequence(Qt::SHIFT | code)), &QShortcut::activated, this,
                [this, split = split] { setSplit(split); });
    }
}

// Only where images have the focus: in the list of classes Delete means the class.
void LabelActions::trashByDelete(QWidget *images)
{
    auto *key = new QShortcut(QKeySequence(Qt::Key_Delete), images, nullptr, nullptr,
                              Qt::WidgetWithChildrenShortcut);
    connect(key, &QShortcut::activated, this, &LabelActions::toggleTrash);
}

// Only where images have the focus: elsewhere Enter ends the typing of a name.
void LabelActions::chooseByEnter(QWidget *grid)
{
    for (const Qt::Key code : {Qt::Key_Return, Qt::Key_Enter}) {
        auto *enter
            = new QShortcut(QKeySequence(code), grid, nullptr, nullptr, Qt::WidgetWithChildrenShortcut);
        connect(enter, &QShortcut::activated, this, [this] { chooseClass(); });
    }
}

void LabelActions::pressed(QChar key)
{
    if (key == u'0')
        return label(0);
    for (const ClassRecord &record : m_library.classes()) {
        if (m_library.keyOf(record) == key)
            return label(record.id);
    }
    if (key.isLetter())
        chooseClass(key);
}

void LabelActions::edit(const std::function<void(const std::vector<qint64> &images)> &change,
                        const Telling &telling)
{
    const std::vector<qint64> images = m_selection();
    if (images.empty())
        return;
    Q_EMIT aboutToChange();
    const int steps = m_library.history().index();
    change(images);
    Q_EMIT changed();
    if (images.size() > 1 && m_library.history().index() != steps)
        Q_EMIT batchDone(telling(int(images.size())));
}

void LabelActions::label(qint64 classId)
{
    const ClassRecord *record = m_library.classById(classId);
    edit([&](const std::vector<qint64> &images) { m_library.setLabel(images, classId); },
         [name = record ? record->name : QString()](int images) {
             return name.isEmpty()
                 ? tr("Labels of %1 image(s) cleared.", nullptr, images).arg(formatCount(images))
                 : tr("%1 labeled “%2”.", nullptr, images).arg(formatCount(images), name);
         });
}

void LabelActions::chooseClass(const QString &typed)
{
    if (m_selection().empty())
        return;
    auto *chooser = new ClassChooser(m_library, typed, m_area);
    connect(chooser, &ClassChooser::chosen, this, &LabelActions::label);
    connect(chooser, &ClassChooser::newClassWanted, this, [this](const QString &name) {
        if (const Result<qint64> added = m_library.addClass(name); added)
            label(*added);
        else
            Q_EMIT failed(added.error());
    });
}

bool LabelActions::all(const std::vector<qint64> &images, bool ImageRecord::*property) const
{
    return std::ranges::all_of(images, [&](qint64 id) {
        const ImageRecord *image = m_library.image(id);
        return image && image->*property;
    });
}

void LabelActions::toggleTrash()
{
    const bool restore = all(m_selection(), &ImageRecord::trashed);
    edit([&](const std::vector<qint64> &images) { m_library.setTrashed(images, !restore); },
         [restore](int images) {
             return (restore ? tr("%1 restored from trash.", nullptr, images)
                             : tr("%1 moved to trash.", nullptr, images))
                 .arg(formatCount(images));
         });
}

// No move to the next image: a flag is a note on this one, which may still get its label.
void LabelActions::toggleFlag()
{
    const std::vector<qint64> images = m_selection();
    m_library.setFlagged(images, !all(images, &ImageRecord::flagged));
}

void LabelActions::setSplit(Split split)
{
    m_library.setSplit(m_selection(), split);
}

void LabelActions::fillSplitMenu(QMenu *menu)
{
    const auto add = [&](const QString &name, Qt::Key key, Split split) {
        menu->addAction(withKey(name, Qt::SHIFT | key), this, [this, split] { setSplit(split); });
    };
    add(tr("&Training"), Qt::Key_T, Split::Train);
    add(tr("&Validation"), Qt::Key_V, Split::Valid);
    add(tr("T&est"), Qt::Key_E, Split::Test);
    add(tr("&No split"), Qt::Key_N, Split::None);
}

// Keys are only shown: those of addKeys() act, and two of the same would do nothing.
void LabelActions::fillMenu(QMenu *menu)
{
    for (const ClassRecord &record : m_library.classes()) {
        const QString key = m_library.keyOf(record).toUpper();
        const QString name = plainAction(record.name);
        QAction *action
            = menu->addAction(classIcon(record), key.isEmpty() ? name : withKey(name, QKeySequence(key)));
        connect(action, &QAction::triggered, this, [this, id = record.id] { label(id); });
    }
    menu->addAction(withKey(tr("&By name…"), Qt::Key_Return), this, [this] { chooseClass(); });
    menu->addSeparator();
    menu->addAction(withKey(tr("&Clear label"), Qt::Key_0), this, [this] { label(0); });
    menu->addAction(withKey(tr("Toggle &flag"), Qt::SHIFT | Qt::Key_M), this, &LabelActions::toggleFlag);
    fillSplitMenu(menu->addMenu(tr("&Move to split")));
    menu->addAction(lineIcon(u"trash"_s), withKey(tr("Move to &trash, or restore"), Qt::Key_Delete), this,
                    &LabelActions::toggleTrash);
}

} // namespace cairn
