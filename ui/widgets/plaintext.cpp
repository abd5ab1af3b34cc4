// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/plaintext.h"

namespace cairn {

QString plainTip(const QString &text)
{
    return Qt::mightBeRichText(text) ? Qt::convertFromPlainText(text, Qt::WhiteSpaceNormal) : text;
}

QString plainAction(const QString &text)
{
    return QString(text).replace(QLatin1Char('&'), QLatin1String("&&"));
}

QString withKey(const QString &text, const QKeySequence &key)
{
    return text + QLatin1Char('\t') + key.toString(QKeySequence::NativeText);
}

PlainMessage::PlainMessage(const QString &title, const QString &text, const QString &more, QWidget *parent)
    : QMessageBox(QMessageBox::NoIcon, title, {}, QMessageBox::NoButton, parent)
{
    setTextFormat(Qt::PlainText); // before there is a text
    setText(text);
    if (!more.isEmpty())
        setInformativeText(plainTip(more)); // its label guesses, whatever the format
}

} // namespace cairn
