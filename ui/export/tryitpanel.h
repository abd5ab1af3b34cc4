#pragma once

#include "ui/session/projectsession.h"

#include <QWidget>

class QListView;
class QPushButton;

namespace cairn {

class TryItModel;

/// Drop pictures, see what the model says of them.
class TryItPanel : public QWidget
{
    Q_OBJECT
public:
    explicit TryItPanel(ProjectSession &session, QWidget *parent = nullptr);
    void setRun(const std::optional<RunRecord> &run);
    void classify(const QStringList &files);

Q_SIGNALS:
    void failed(const cairn::Error &error);

private:
    void chooseFiles();

    ProjectSession &m_session;
    std::optional<RunRecord> m_run;
    TryItModel *m_model;
    QPushButton *m_choose;
    QListView *m_list;
    QPointer<Job> m_job;
};

} // namespace cairn
