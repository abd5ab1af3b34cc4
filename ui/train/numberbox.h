// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSpinBox>

namespace cairn {

/// A spin box in which any number can be typed: one that is out of its range is refused with words when the
/// typing ends, instead of losing digits on the way. The value is then what it was.
class NumberBox : public QSpinBox
{
    Q_OBJECT
public:
    using QSpinBox::QSpinBox;

Q_SIGNALS:
    void refused(const QString &why); ///< "4096 is not from 2 to 1,024"

protected:
    QValidator::State validate(QString &input, int &position) const override;
    void fixup(QString &input) const override;

private:
    bool isNumber(const QString &input) const;
};

} // namespace cairn
