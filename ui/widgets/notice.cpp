// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/notice.h"

#include "ui/style/icons.h"
#include "ui/style/theme.h"
#include "ui/widgets/layout.h"
#include "ui/widgets/plaintext.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace cairn {

Notice::Notice(Kind kind, const QString &text, const QString &detail, const QList<NoticeAction> &actions)
    : m_kind(kind)
    , m_icon(makeLabel({}, "plain"))
    , m_text(makeLabel(text, "plain"))
{
    setProperty("role", QStringLiteral("notice"));
    setAccessibleName(text);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 6, 8, 6);
    row->setSpacing(gapSmall);
    row->addWidget(m_icon);
    row->addWidget(m_text, 1);
    for (const NoticeAction &action : actions) {
        auto *button = new QPushButton(action.text);
        row->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, act = action.act] {
            const auto kept = act; // dismissing takes this button's connection with it
            Q_EMIT dismissed();
            if (kept)
                kept();
        });
    }
    if (!detail.isEmpty()) {
        auto *details = new QPushButton(tr("Details"));
        details->setProperty("role", QStringLiteral("link"));
        row->addWidget(details);
        connect(details, &QPushButton::clicked, this,
                [this, detail] { PlainMessage(tr("Details"), m_text->text(), detail, window()).exec(); });
    }
    auto *close = new QToolButton;
    close->setIcon(lineIcon(QStringLiteral("close")));
    close->setToolTip(tr("Dismiss"));
    close->setAccessibleName(tr("Dismiss message"));
    row->addWidget(close);
    connect(close, &QToolButton::clicked, this, &Notice::dismissed);
    drawIcon();
}

QString Notice::text() const
{
    return m_text->text();
}

void Notice::drawIcon()
{
    const bool error = m_kind == Kind::Error;
    m_icon->setPixmap(linePixmap(error ? QStringLiteral("warning") : QStringLiteral("info"), 18,
                                 error ? dangerColor(palette()) : warningColor(palette()),
                                 devicePixelRatioF()));
}

void Notice::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        drawIcon();
}

} // namespace cairn
