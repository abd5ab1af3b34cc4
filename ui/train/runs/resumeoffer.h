// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/records.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace cairn {

class ProjectSession;

/// Offers to resume the newest run if it ended early. Hidden while there is no
/// such run, or while one trains.
class ResumeOffer : public QFrame
{
    Q_OBJECT
public:
    explicit ResumeOffer(ProjectSession &session, QWidget *parent = nullptr);
    QPushButton &button() { return *m_button; }
    QString text() const;

Q_SIGNALS:
    void accepted(const cairn::RunRecord &run);

protected:
    void changeEvent(QEvent *event) override;

private:
    void drawIcon();
    void look();
    void offer(const RunRecord &run);
    void refresh();

    ProjectSession &m_session;
    QLabel *m_icon;
    QLabel *m_text;
    QPushButton *m_button;
    std::optional<RunRecord> m_run; ///< can be resumed
};

} // namespace cairn
