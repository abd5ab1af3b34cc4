// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace cairn {

/// What stands where there is nothing yet: says what to do next and has the button for it.
class EmptyState : public QWidget
{
    Q_OBJECT
public:
    EmptyState(const QString &icon, const QString &headline, const QString &text, const QString &action,
               QWidget *parent = nullptr);
    void setIcon(const QString &icon);
    void setTexts(const QString &headline, const QString &text, const QString &action);
    void setAlternative(const QString &action); ///< a second button, beneath; left out where it is empty

Q_SIGNALS:
    void activated();
    void alternativeChosen();

protected:
    void changeEvent(QEvent *event) override;

private:
    void drawIcon();

    QString m_iconName;
    QLabel *m_icon;
    QLabel *m_headline;
    QLabel *m_text;
    QPushButton *m_action;
    QPushButton *m_alternative;
};

} // namespace cairn
