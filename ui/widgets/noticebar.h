// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "ui/widgets/notice.h"

namespace cairn {

/// A page's messages: each says in one sentence what happened and offers what helps. The newest is on top,
/// the oldest gives way. Hidden while there is nothing to say.
class NoticeBar : public QWidget
{
    Q_OBJECT
public:
    explicit NoticeBar(QWidget *parent = nullptr);

    /// Shows a failure; its technical part is behind "Details". Returns a number for withdraw(), as all do.
    int showError(const Error &error, const QList<NoticeAction> &remedies = {});
    /// Shows a sentence with buttons for what to do about it. One that is shown already is replaced.
    int showNotice(const QString &text, const QList<NoticeAction> &actions = {});
    int showNotice(const QString &text, const QString &action, std::function<void()> act);
    void withdraw(int notice); ///< its cause is gone; one that is not there any more is no matter
    void clear();
    QString text() const; ///< of the newest; empty where there is none
    QStringList texts() const; ///< newest first

private:
    struct Shown
    {
        int number;
        Notice *notice;
    };
    int add(Notice *notice);

    static constexpr int most = 3;
    QList<Shown> m_shown; // newest first
    int m_last = 0; // number
};

} // namespace cairn
