// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/library.h"

#include <QFrame>
#include <QPointer>

class QLineEdit;
class QListWidget;

namespace cairn {

/// Labeling by name: type the first letters, Enter takes the class that is marked. What no class is called
/// can be added as a new one. A popup; deletes itself.
class ClassChooser : public QFrame
{
    Q_OBJECT
public:
    /// Shows it over `parent`'s middle, with `typed` in it already.
    ClassChooser(const Library &library, const QString &typed, QWidget *parent);

    /// Classes whose name starts with `typed`, then those that have it elsewhere in the name; each in their
    /// order. In any case.
    static std::vector<qint64> matches(const std::vector<ClassRecord> &classes, const QString &typed);

Q_SIGNALS:
    void chosen(qint64 classId);
    void newClassWanted(const QString &name);

protected:
    bool eventFilter(QObject *object, QEvent *event) override;
    void closeEvent(QCloseEvent *event) override;

private:
    void refill();
    void accept();

    const Library &m_library;
    QPointer<QWidget> m_before; // had the focus, and gets it back
    QLineEdit *m_input;
    QListWidget *m_list;
};

} // namespace cairn
