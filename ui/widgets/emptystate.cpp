// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/emptystate.h"

#include "ui/style/icons.h"
#include "ui/style/theme.h"
#include "ui/widgets/layout.h"

#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {
constexpr int widest = 420; // pixels: longer lines are hard to read
} // namespace

EmptyState::EmptyState(const QString &icon, const QString &headline, const QString &text,
                       const QString &action, QWidget *parent)
    : QWidget(parent)
    , m_iconName(icon)
    , m_icon(makeLabel({}, "plain"))
    , m_headline(makeLabel({}, "heading"))
    , m_text(makeLabel({}, "muted"))
    , m_action(makePrimaryButton({}))
    , m_alternative(new QPushButton)
{
    m_headline->setWordWrap(true);
    m_headline->setAlignment(Qt::AlignHCenter);
    m_text->setWordWrap(true);
    m_text->setAlignment(Qt::AlignHCenter);
    m_text->setMaximumWidth(widest);
    m_icon->setFixedHeight(48);
    m_action->setObjectName(u"emptyAction"_s);
    auto *column = new QVBoxLayout(this);
    column->setSpacing(gapSmall);
    column->addStretch(2);
    column->addWidget(m_icon, 0, Qt::AlignHCenter);
    column->addWidget(m_headline);
    auto *middle = new QHBoxLayout;
    middle->addStretch(1);
    middle->addWidget(m_text, widest); // all the room there is, up to its own limit
    middle->addStretch(1);
    column->addLayout(middle);
    column->addSpacing(gapSmall);
    column->addWidget(m_action, 0, Qt::AlignHCenter);
    column->addWidget(m_alternative, 0, Qt::AlignHCenter);
    column->addStretch(3);
    connect(m_alternative, &QPushButton::clicked, this, &EmptyState::alternativeChosen);
    setAlternative({});
    connect(m_action, &QPushButton::clicked, this, &EmptyState::activated);
    setTexts(headline, text, action);
    drawIcon();
}

void EmptyState::setIcon(const QString &icon)
{
    m_iconName = icon;
    drawIcon();
}

void EmptyState::setTexts(const QString &headline, const QString &text, const QString &action)
{
    m_headline->setText(headline);
    m_text->setText(text);
    m_text->setMinimumHeight(std::max(0, m_text->heightForWidth(widest)));
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
}

void EmptyState::setAlternative(const QString &action)
{
    m_alternative->setText(action);
    m_alternative->setVisible(!action.isEmpty());
}

void EmptyState::drawIcon()
{
    m_icon->setPixmap(linePixmap(m_iconName, 40, mutedColor(palette()), devicePixelRatioF()));
}

void EmptyState::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        drawIcon();
}

} // namespace cairn
