// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/page.h"

#include "core/project/library.h"
#include "ui/widgets/layout.h"

#include <QLabel>
#include <QVBoxLayout>

namespace cairn {

Page::Page(const QString &title, const QString &subtitle, QWidget *parent)
    : QWidget(parent)
    , m_subtitle(makeLabel(subtitle, "muted"))
    , m_actions(new QHBoxLayout)
    , m_content(new QVBoxLayout)
    , m_notices(new NoticeBar)
{
    setAccessibleName(title);
    auto *titles = new QVBoxLayout;
    titles->setSpacing(2);
    titles->addWidget(makeLabel(title, "title"));
    titles->addWidget(m_subtitle);
    m_subtitle->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_subtitle->setWordWrap(true);
    m_actions->setSpacing(gapSmall);
    auto *header = new QHBoxLayout;
    header->addLayout(titles, 1);
    header->addLayout(m_actions);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(gapLarge, 16, gapLarge, 16);
    column->setSpacing(gap);
    column->addLayout(header);
    column->addWidget(m_notices);
    column->addLayout(m_content, 1);
}

void Page::offerUndo(Library &library, const QString &sentence)
{
    notices().withdraw(m_undoable);
    m_undoable = notices().showNotice(sentence, tr("Undo"), [this, &library] {
        library.undo();
        takeFocus(); // the keys go on where they did
    });
    connect(&library, &Library::historyChanged, this, &Page::withdrawUndo, Qt::UniqueConnection);
}

void Page::withdrawUndo()
{
    notices().withdraw(m_undoable);
}

void Page::setSubtitle(const QString &text)
{
    m_subtitle->setText(text);
}

} // namespace cairn
