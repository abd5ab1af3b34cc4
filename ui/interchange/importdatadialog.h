// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/importpreview.h"

#include <QDialog>
#include <QPointer>
#include <QTimer>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableWidget;
class QTreeWidget;

namespace cairn {

class BackgroundJobs;
class Job;

/// Asks for a data set: where it lies, its format, and what of it can be read in more than one way, beside a
/// look at what it holds. Looks in the background; only what was looked at can be imported.
class ImportDataDialog : public QDialog
{
    Q_OBJECT
public:
    explicit ImportDataDialog(BackgroundJobs &jobs, QWidget *parent = nullptr);
    ~ImportDataDialog() override;
    DataSource source() const;
    ImportOptions options() const;
    void setPath(const QString &path); ///< guesses the format by the name

Q_SIGNALS:
    void previewed(); ///< what is shown belongs to the choices made

private:
    void buildForm();
    QWidget *makePlace();
    void chooseFile();
    void chooseFolder();
    void guessFormat();
    void refresh();
    void stopLooking();
    void lookSoon();
    void look();
    void display(const ImportPreview &preview);
    void showTree(const ImportPreview &preview);
    void showTable(const ImportPreview &preview);
    void fillColumns(QComboBox *box, const QStringList &names, qsizetype found);
    void setRowVisible(QWidget *field, bool visible);
    QString path() const;
    DataFormat format() const;

    BackgroundJobs &m_jobs;
    QFormLayout *m_form;
    QComboBox *m_format;
    QLineEdit *m_path;
    QLabel *m_hint;
    QLabel *m_problem;
    QTreeWidget *m_tree; ///< the folders, for the level of classes
    QComboBox *m_level;
    QTableWidget *m_table; ///< the first rows, for the columns
    QComboBox *m_fileColumn;
    QComboBox *m_labelColumn; ///< or the control of Label Studio
    QComboBox *m_encoding;
    QCheckBox *m_mergeCase;
    QPushButton *m_import;
    QTimer m_delay; ///< between typing and looking
    QPointer<Job> m_look; ///< the last one
    int m_looks = 0; ///< the number of the last look: answers of earlier ones are stale
    bool m_filling = false;
};

} // namespace cairn
