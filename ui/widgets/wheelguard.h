// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace cairn {

/// On the application: the wheel scrolls the page under a field, and changes a field only once it has the
/// focus, which the wheel does not give. Works for fields that are made later, too.
class WheelGuard : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

protected:
    bool eventFilter(QObject *object, QEvent *event) override;
};

} // namespace cairn
