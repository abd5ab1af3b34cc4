#pragma once

#include "core/base/result.h"

namespace cairn {

// Whom a server's operators may ask about the requests of this installation: an e-mail address or a web page
// that the person gave, or nothing. Kept in the settings of the program. Any thread.

QString contact();
/// Empty: none from now on. Errors: InvalidInput (neither an address nor a page, or with characters that do
/// not belong into a header of HTTP).
Result<void> setContact(const QString &text);

/// "Cairn/0.1.0 (name@example.org; io.github.cairn_app.Cairn; desktop program …) Qt/6.4.2": the program, its
/// version, what it is and whom to ask, as Wikimedia's policy on user agents wants it.
QByteArray userAgent(const QString &contact = {});

} // namespace cairn
