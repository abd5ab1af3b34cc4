// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/project/records.h"
#include "ui/session/backgroundjobs.h"

#include <QTimer>
#include <QWidget>

class QCheckBox;
class QDoubleSpinBox;
class QLabel;
class QListView;
class QPushButton;

namespace cairn {

class HeatmapCache;
class ProjectSession;
class TryItDelegate;
class TryItModel;
class WaitNote;

/// Drop images or a folder of them, see what the model says of each as it comes, save all of it as a table.
class TryItPanel : public QWidget
{
    Q_OBJECT
public:
    explicit TryItPanel(ProjectSession &session, QWidget *parent = nullptr);
    void setRun(const std::optional<RunRecord> &run);
    void classify(const QStringList &paths); ///< files, and folders as all files in their tree
    void saveTable(const QString &file);

Q_SIGNALS:
    void tableSaved(const QString &file);
    void failed(const cairn::Error &error);

private:
    struct Inbox; ///< answers on their way from the engine's thread

    void chooseFiles();
    void chooseFolder();
    void chooseTable();
    void takeAnswers();
    void refresh();

    ProjectSession &m_session;
    std::optional<RunRecord> m_run;
    TryItModel *m_model;
    HeatmapCache *m_heatmaps;
    TryItDelegate *m_delegate;
    QPushButton *m_chooseFiles;
    QPushButton *m_chooseFolder;
    QPushButton *m_save;
    QDoubleSpinBox *m_unsureBelow;
    QCheckBox *m_showHeatmaps;
    QLabel *m_count;
    WaitNote *m_wait;
    QListView *m_list;
    std::shared_ptr<Inbox> m_inbox;
    QTimer m_arrivals;
    QPointer<Job> m_job;
};

} // namespace cairn
