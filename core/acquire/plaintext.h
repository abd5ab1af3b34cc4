// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace cairn {

/// What a reader sees of a piece of HTML: tags, comments, styles, scripts and what is hidden (display:none,
/// visibility:hidden, the attribute hidden) gone, entities decoded, white space joined, characters that
/// steer text (controls, direction marks) out; at most `longest` characters. What looks like a tag once its
/// entities are decoded is taken for one, too, unless it encloses no text: "&lt;img src=x&gt;" is letters.
/// The result is to be shown as plain text.
QString plainText(const QString &html, int longest);

/// An address without what only says where it was found (the parameters utm_…).
QString withoutTracking(const QString &address);

} // namespace cairn
