#pragma once

#include "core/base/result.h"

#include <functional>
#include <QFrame>

class QLabel;
class QPushButton;

namespace cairn {

/// A line at the top of a page that says what is wrong and offers the one action that helps. Hidden while
/// there is nothing to say.
class NoticeBar : public QFrame
{
    Q_OBJECT
public:
    explicit NoticeBar(QWidget *parent = nullptr);

    /// Shows a failure; its technical part is behind "Details".
    void showError(const Error &error);
    /// Shows a sentence with a button for what to do about it; the button is left out where `action` is
    /// empty.
    void showNotice(const QString &text, const QString &action = {}, std::function<void()> act = {});
    void clear();
    QString text() const;

protected:
    void changeEvent(QEvent *event) override; ///< the icon follows the theme

private:
    void setText(const QString &text);
    void drawIcon();

    QLabel *m_icon;
    QLabel *m_text;
    QPushButton *m_action;
    QPushButton *m_details;
    std::function<void()> m_act;
    QString m_detail;
    bool m_isError = false;
};

} // namespace cairn
