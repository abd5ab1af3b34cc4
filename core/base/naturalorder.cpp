// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/naturalorder.h"

#include <QLocale>

namespace cairn {

QCollator naturalOrder()
{
    // The C locale has an order of its own, by code points, which knows no numbers.
    const QLocale locale;
    QCollator collator(locale.language() == QLocale::C ? QLocale(QLocale::English) : locale);
    collator.setNumericMode(true);
    collator.setCaseSensitivity(Qt::CaseInsensitive);
    return collator;
}

} // namespace cairn
