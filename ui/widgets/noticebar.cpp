// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/noticebar.h"

#include <QVBoxLayout>

#include <algorithm>

namespace cairn {

NoticeBar::NoticeBar(QWidget *parent)
    : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    hide();
}

int NoticeBar::showError(const Error &error, const QList<NoticeAction> &remedies)
{
    return add(new Notice(Notice::Kind::Error, error.message, error.detail, remedies));
}

int NoticeBar::showNotice(const QString &text, const QList<NoticeAction> &actions)
{
    return add(new Notice(Notice::Kind::Hint, text, {}, actions));
}

int NoticeBar::showNotice(const QString &text, const QString &action, std::function<void()> act)
{
    return showNotice(text, {{action, std::move(act)}});
}

int NoticeBar::add(Notice *notice)
{
    const auto same = std::ranges::find_if(
        m_shown, [notice](const Shown &shown) { return shown.notice->text() == notice->text(); });
    if (same != m_shown.end())
        withdraw(same->number);
    const int number = ++m_last;
    m_shown.prepend({number, notice});
    static_cast<QVBoxLayout *>(layout())->insertWidget(0, notice);
    connect(notice, &Notice::dismissed, this, [this, number] { withdraw(number); });
    if (m_shown.size() > most)
        withdraw(m_shown.last().number);
    show();
    return number;
}

void NoticeBar::withdraw(int number)
{
    const auto found = std::ranges::find(m_shown, number, &Shown::number);
    if (found == m_shown.end())
        return;
    found->notice->hide();
    found->notice->deleteLater(); // one of its buttons may be at work
    layout()->removeWidget(found->notice);
    m_shown.erase(found);
    setVisible(!m_shown.isEmpty());
}

void NoticeBar::clear()
{
    while (!m_shown.isEmpty())
        withdraw(m_shown.last().number);
}

QString NoticeBar::text() const
{
    return m_shown.isEmpty() ? QString() : m_shown.first().notice->text();
}

QStringList NoticeBar::texts() const
{
    QStringList texts;
    for (const Shown &shown : m_shown)
        texts << shown.notice->text();
    return texts;
}

} // namespace cairn
