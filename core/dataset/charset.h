// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayList>
#include <QString>

#include <optional>

namespace cairn {

/// Text from outside that does not say its encoding. Encodings have the names that iconv knows: "GBK",
/// "windows-1252".

bool isEncoding(const QString &name);

/// Nothing where a byte has no meaning in that encoding: never a replacement character.
std::optional<QString> decodeStrictly(const QByteArray &bytes, const QString &encoding);

/// UTF-8, else `encoding` where one is given, else nothing.
std::optional<QString> decodeName(const QByteArray &bytes, const QString &encoding);

/// What names that are not UTF-8 seem to be: "GB18030" where all of them are made of the 3,755 most common
/// characters of GB 2312 (its level 1) and ASCII; otherwise empty, since short names tell too little.
QString guessEncoding(const QByteArrayList &names);

} // namespace cairn
