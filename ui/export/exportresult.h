// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runs/export/runexport.h"

#include <QFrame>

class QLabel;

namespace cairn {

/// What an export wrote, what its check found, and what can be done with it.
class ExportResult : public QWidget
{
    Q_OBJECT
public:
    explicit ExportResult(QWidget *parent = nullptr);
    /// `command` does the same on the command line.
    void showReport(const ExportReport &report, const QString &command);

Q_SIGNALS:
    void folderWanted(const QString &path); ///< to be shown in the file manager

private:
    QString m_path;
    QString m_command;
    QLabel *m_verdict;
    QLabel *m_images = nullptr;
    QLabel *m_difference = nullptr;
    QLabel *m_changed = nullptr;
    QLabel *m_bfloat16;
    QLabel *m_checksum;
    QLabel *m_where;
};

} // namespace cairn
