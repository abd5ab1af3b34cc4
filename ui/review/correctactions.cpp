// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/review/correctactions.h"

#include "core/base/format.h"
#include "core/project/library.h"
#include "ui/widgets/plaintext.h"

#include <QMenu>
#include <QShortcut>

#include <algorithm>

namespace cairn {

CorrectActions::CorrectActions(Library &library, ReviewListModel &list, QWidget *area, Selection selection,
                               QObject *parent)
    : QObject(parent)
    , m_library(library)
    , m_list(list)
    , m_selection(std::move(selection))
{
    const auto key = [area](Qt::Key code) {
        return new QShortcut(QKeySequence(Qt::SHIFT | code), area, nullptr, nullptr,
                             Qt::WidgetWithChildrenShortcut);
    };
    for (const Qt::Key code : {Qt::Key_Return, Qt::Key_Enter})
        connect(key(code), &QShortcut::activated, this, &CorrectActions::acceptSuggestions);
    connect(key(Qt::Key_F), &QShortcut::activated, this, &CorrectActions::markFine);
}

void CorrectActions::acceptSuggestions()
{
    QHash<qint64, qint64> labels;
    for (const int row : m_selection()) {
        if (const qint64 classId = m_list.suggestedClass(row))
            labels.insert(m_list.imageId(row), classId);
    }
    if (labels.isEmpty())
        return;
    const qint64 run = m_list.suggestingRun();
    Q_EMIT aboutToChange();
    m_library.setLabels(
        labels, tr("Accept %1 suggestion(s)", nullptr, int(labels.size())).arg(formatCount(labels.size())),
        run);
    Q_EMIT changed();
}

void CorrectActions::markFine()
{
    std::vector<qint64> images;
    for (const int row : m_selection())
        images.push_back(m_list.imageId(row));
    if (images.empty())
        return;
    const bool all = std::ranges::all_of(images, [this](qint64 id) {
        const ImageRecord *image = m_library.image(id);
        return image && image->labelIsFine();
    });
    Q_EMIT aboutToChange();
    m_library.setFine(images, !all);
    Q_EMIT changed();
}

void CorrectActions::fillMenu(QMenu *menu)
{
    menu->addAction(withKey(tr("&Accept suggestion"), Qt::SHIFT | Qt::Key_Return), this,
                    &CorrectActions::acceptSuggestions);
    menu->addAction(withKey(tr("Confirm &label, or undo that"), Qt::SHIFT | Qt::Key_F), this,
                    &CorrectActions::markFine);
    menu->addSeparator();
}

} // namespace cairn
