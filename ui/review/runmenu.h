// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "ui/session/backgroundjobs.h"

#include <QPushButton>

namespace cairn {

class Navigation;
class ProjectSession;

/// What else can be done with the run that Review shows: copy its settings, reproduce it, measure it on the
/// test images.
class RunMenu : public QPushButton
{
    Q_OBJECT
public:
    RunMenu(ProjectSession &session, Navigation &navigation, QWidget *parent = nullptr);

Q_SIGNALS:
    void tested(const QString &sentence); ///< nothing of it is stored
    void failed(const cairn::Error &error);

private:
    void refresh();
    void evaluateOnTestImages();

    ProjectSession &m_session;
    Navigation &m_navigation;
    QAction *m_copy;
    QAction *m_reproduce;
    QAction *m_test;
    QPointer<Job> m_job; // the evaluation's
};

} // namespace cairn
