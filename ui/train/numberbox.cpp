// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/numberbox.h"

#include "core/base/format.h"

namespace cairn {

bool NumberBox::isNumber(const QString &input) const
{
    bool ok = false;
    QString text = input;
    if (!suffix().isEmpty() && text.endsWith(suffix()))
        text.chop(suffix().size());
    text.trimmed().toLongLong(&ok);
    return ok;
}

QValidator::State NumberBox::validate(QString &input, int &position) const
{
    const QValidator::State state = QSpinBox::validate(input, position);
    return state == QValidator::Invalid && isNumber(input) ? QValidator::Intermediate : state;
}

// Called when the typing ends with what is no value; Qt then goes back to the value before.
void NumberBox::fixup(QString &input) const
{
    const QString typed = input.trimmed();
    QSpinBox::fixup(input);
    Q_EMIT const_cast<NumberBox *>(this)->refused(
        tr("%1 is not between %2 and %3; keeping %4")
            .arg(typed, formatCount(minimum()), formatCount(maximum()), formatCount(value())));
}

} // namespace cairn
