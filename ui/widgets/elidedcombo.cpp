// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/elidedcombo.h"

#include <QAbstractItemView>
#include <QStylePainter>

#include <algorithm>

namespace cairn {

namespace {
constexpr int margin = 4; // pixels that the style keeps free within the field
constexpr int arrow = 56; // of the frame and what opens the list
} // namespace

ElidedCombo::ElidedCombo(QWidget *parent)
    : QComboBox(parent)
{
    view()->setTextElideMode(Qt::ElideRight);
}

QSize ElidedCombo::sizeHint() const
{
    return QComboBox::sizeHint() + QSize(2 * margin, 0); // else what fits by the style is cut
}

QSize ElidedCombo::minimumSizeHint() const
{
    const QSize usual = QComboBox::minimumSizeHint();
    return {std::min(usual.width(), arrow + 4 * fontMetrics().averageCharWidth()), usual.height()};
}

void ElidedCombo::paintEvent(QPaintEvent *)
{
    QStylePainter painter(this);
    QStyleOptionComboBox option;
    initStyleOption(&option);
    painter.drawComplexControl(QStyle::CC_ComboBox, option);
    const QRect field
        = style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, this);
    // As in the list.
    option.currentText
        = fontMetrics().elidedText(option.currentText, view()->textElideMode(), field.width() - margin);
    painter.drawControl(QStyle::CE_ComboBoxLabel, option);
}

} // namespace cairn
