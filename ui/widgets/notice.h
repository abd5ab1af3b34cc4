// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <QFrame>
#include <QList>

class QLabel;

namespace cairn {

/// What can be done about what a notice says.
struct NoticeAction
{
    QString text;
    std::function<void()> act;
};

/// One message with the buttons that help, and one that dismisses it.
class Notice : public QFrame
{
    Q_OBJECT
public:
    enum class Kind {
        Hint,
        Error,
    };
    /// `detail` is the technical part, behind "Details".
    Notice(Kind kind, const QString &text, const QString &detail, const QList<NoticeAction> &actions);
    QString text() const;

Q_SIGNALS:
    void dismissed(); ///< by the user: closed, or a button used, which acts after this

protected:
    void changeEvent(QEvent *event) override; ///< the icon follows the theme

private:
    void drawIcon();

    Kind m_kind;
    QLabel *m_icon;
    QLabel *m_text;
};

} // namespace cairn
