#pragma once

#include "ui/session/projectsession.h"

#include <QComboBox>

namespace cairn {

/// Chooses one of the runs that left weights, newest first. Follows the session; keeps its choice while that
/// run is there.
class RunChooser : public QComboBox
{
    Q_OBJECT
public:
    explicit RunChooser(ProjectSession &session, QWidget *parent = nullptr);
    std::optional<RunRecord> run() const;
    void choose(qint64 runId);

Q_SIGNALS:
    void runChosen(const cairn::RunRecord &run); ///< by the user

private:
    void refill();

    ProjectSession &m_session;
    QList<RunRecord> m_runs;
};

} // namespace cairn
