// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/wheelguard.h"

#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QEvent>
#include <QScrollBar>
#include <QTabBar>

namespace cairn {

namespace {

bool takesTheWheel(const QWidget *widget)
{
    return qobject_cast<const QAbstractSpinBox *>(widget) || qobject_cast<const QComboBox *>(widget)
        || qobject_cast<const QTabBar *>(widget)
        || (qobject_cast<const QAbstractSlider *>(widget) && !qobject_cast<const QScrollBar *>(widget));
}

} // namespace

bool WheelGuard::eventFilter(QObject *object, QEvent *event)
{
    auto *widget = qobject_cast<QWidget *>(object);
    if (!widget)
        return false;
    if (event->type() == QEvent::Polish && takesTheWheel(widget) && widget->focusPolicy() == Qt::WheelFocus)
        widget->setFocusPolicy(Qt::StrongFocus);
    if (event->type() != QEvent::Wheel)
        return false;
    // A spin box gets the wheel through the line in it.
    QWidget *field = takesTheWheel(widget)                                ? widget
        : widget->parentWidget() && takesTheWheel(widget->parentWidget()) ? widget->parentWidget()
                                                                          : nullptr;
    if (!field || field->hasFocus() || widget->hasFocus())
        return false;
    event->ignore(); // goes on to what scrolls
    return true;
}

} // namespace cairn
