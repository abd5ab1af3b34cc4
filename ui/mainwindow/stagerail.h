// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/navigation.h"

#include <QAbstractButton>
#include <QWidget>

class QLabel;

namespace cairn {

/// One stage in the rail: icon, name, and a line on where it stands.
class StageButton : public QAbstractButton
{
    Q_OBJECT
public:
    StageButton(const QString &icon, const QString &name, QWidget *parent = nullptr);
    void setStatus(const QString &status);
    const QString &status() const { return m_status; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_icon;
    QString m_status;
};

/// The five stages in their order, at the left of the window.
class StageRail : public QWidget
{
    Q_OBJECT
public:
    explicit StageRail(QWidget *parent = nullptr);
    void setCurrent(StageId stage);
    void setStatus(StageId stage, const QString &status);
    QString status(StageId stage) const;
    void setProjectName(const QString &name);
    /// The button below the stages that opens and closes the health panel.
    StageButton &health() { return *m_health; }

Q_SIGNALS:
    void chosen(cairn::StageId stage);

private:
    QLabel *m_project;
    QList<StageButton *> m_buttons;
    StageButton *m_health;
};

} // namespace cairn
