// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QFormLayout;
class QPushButton;
class QVBoxLayout;

namespace cairn {

/// A heading that folds what is under it away. Starts folded.
class Section : public QWidget
{
    Q_OBJECT
public:
    explicit Section(const QString &title, QWidget *parent = nullptr);

    QVBoxLayout *content() { return m_content; }
    QFormLayout *addForm(); ///< with the distances of a settings form
    void setFolded(bool folded);

private:
    QString m_title;
    QPushButton *m_heading;
    QWidget *m_body;
    QVBoxLayout *m_content;
};

} // namespace cairn
