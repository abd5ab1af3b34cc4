#pragma once

#include "core/dataset/interchange.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace cairn {

/// Asks for a data set that another program wrote: its format and where it lies.
class ImportDataDialog : public QDialog
{
    Q_OBJECT
public:
    explicit ImportDataDialog(QWidget *parent = nullptr);
    DataFormat format() const;
    QString path() const;
    void setPath(const QString &path); ///< guesses the format by the name

private:
    void chooseFile();
    void chooseFolder();
    void refresh();

    QComboBox *m_format;
    QLineEdit *m_path;
    QLabel *m_hint;
    QPushButton *m_import;
};

} // namespace cairn
