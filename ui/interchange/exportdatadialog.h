// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/interchange.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace cairn {

/// Asks how a data set is to be written for other programs, and where to. The folder is made by the export.
class ExportDataDialog : public QDialog
{
    Q_OBJECT
public:
    /// `suggestion` is the folder that it proposes; "-2", "-3" … is added where there is something already.
    explicit ExportDataDialog(const QString &suggestion, QWidget *parent = nullptr);
    DataExport choice() const;
    QString folder() const; ///< absolute

private:
    void chooseFolder();
    void refresh();

    QComboBox *m_format;
    QComboBox *m_files;
    QCheckBox *m_unlabeled;
    QCheckBox *m_edited;
    QLineEdit *m_folder;
    QLabel *m_hint;
    QPushButton *m_export;
};

} // namespace cairn
