// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/relocation.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace cairn {

class BackgroundJobs;
class DataSession;
class Project;

/// Asks where images are now whose folder was moved or renamed, and gives them their new place.
class RelocateDialog : public QDialog
{
    Q_OBJECT
public:
    RelocateDialog(DataSession &dataSession, std::shared_ptr<const Project> project, BackgroundJobs &jobs,
                   QWidget *parent = nullptr);

    void setFolders(const QString &from, const QString &to);
    void relocate();
    QString outcome() const; ///< what is said of the last try

private:
    QLayout *makePlaces();
    void lookForMissing();
    void chooseFolder();
    void refresh();
    void showOutcome(const Relocation &relocation);

    DataSession &m_data;
    std::shared_ptr<const Project> m_project;
    BackgroundJobs &m_jobs;
    QComboBox *m_from;
    QLineEdit *m_to;
    QLabel *m_outcome;
    QPlainTextEdit *m_left;
    QPushButton *m_relocate;
    bool m_working = false;
};

} // namespace cairn
