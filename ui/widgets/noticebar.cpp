#include "ui/widgets/noticebar.h"

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

NoticeBar::NoticeBar(QWidget *parent)
    : QFrame(parent)
    , m_icon(makeLabel({}, "plain"))
    , m_text(makeLabel({}, "plain"))
    , m_action(new QPushButton)
    , m_details(new QPushButton(tr("Details")))
{
    setProperty("role", QStringLiteral("notice"));
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *close = new QToolButton;
    close->setIcon(lineIcon(QStringLiteral("close")));
    close->setToolTip(tr("Dismiss"));
    close->setAccessibleName(tr("Dismiss the message"));

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 8, 8, 8);
    row->setSpacing(gap);
    row->addWidget(m_icon);
    row->addWidget(m_text, 1);
    row->addWidget(m_action);
    row->addWidget(m_details);
    row->addWidget(close);

    connect(close, &QToolButton::clicked, this, &NoticeBar::clear);
    connect(m_action, &QPushButton::clicked, this, [this] {
        const auto act = m_act;
        clear();
        if (act)
            act();
    });
    connect(m_details, &QPushButton::clicked, this,
            [this] { PlainMessage(tr("Details"), m_text->text(), m_detail, window()).exec(); });
    clear();
}

void NoticeBar::drawIcon()
{
    m_icon->setPixmap(linePixmap(m_isError ? QStringLiteral("warning") : QStringLiteral("info"), 18,
                                 m_isError ? dangerColor(palette()) : warningColor(palette()),
                                 devicePixelRatioF()));
}

void NoticeBar::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        drawIcon();
}

void NoticeBar::setText(const QString &text)
{
    m_text->setText(text);
    drawIcon();
    setAccessibleName(text);
    show();
}

void NoticeBar::showError(const Error &error)
{
    m_act = {};
    m_detail = error.detail;
    m_action->hide();
    m_details->setVisible(!error.detail.isEmpty());
    m_isError = true;
    setText(error.message);
}

void NoticeBar::showNotice(const QString &text, const QString &action, std::function<void()> act)
{
    m_act = std::move(act);
    m_detail.clear();
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    m_details->hide();
    m_isError = false;
    setText(text);
}

void NoticeBar::clear()
{
    m_text->clear();
    hide();
}

QString NoticeBar::text() const
{
    return m_text->text();
}

} // namespace cairn
