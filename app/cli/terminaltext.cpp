// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/terminaltext.h"

namespace cairn {

QString terminalText(QString text)
{
    for (QChar &letter : text) {
        const QChar::Category category = letter.category();
        const bool breaks = category == QChar::Other_Control || category == QChar::Separator_Line
            || category == QChar::Separator_Paragraph;
        if (breaks && letter != u'\t')
            letter = QChar::ReplacementCharacter;
    }
    return text;
}

} // namespace cairn
