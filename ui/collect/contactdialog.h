// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLabel;
class QLineEdit;

namespace cairn {

/// Asks for a contact that is sent to image servers with each request, and explains why. Keeps what is
/// given; giving nothing is fine.
class ContactDialog : public QDialog
{
    Q_OBJECT
public:
    explicit ContactDialog(QWidget *parent = nullptr);
    QLineEdit *field() { return m_field; }

private:
    void save();

    QLineEdit *m_field;
    QLabel *m_problem;
};

} // namespace cairn
