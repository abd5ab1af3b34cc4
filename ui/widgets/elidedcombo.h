// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>

namespace cairn {

/// A combo box that gives way: its text ends in an ellipsis where there is no room for all of it.
class ElidedCombo : public QComboBox
{
    Q_OBJECT
public:
    explicit ElidedCombo(QWidget *parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace cairn
