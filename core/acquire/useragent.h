// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

namespace cairn {

// Whom a server's operators may ask about the requests of this installation: an e-mail address or a web page
// that the person gave, or nothing. Kept in the settings of the program. Any thread.

QString contact();
/// Empty: none from now on. Errors: InvalidInput (neither an address nor a page, or with characters that do
/// not belong into a header of HTTP).
Result<void> setContact(const QString &text);

/// Whether the person was asked for a contact, gave one or none. Once is enough.
bool contactWasAsked();
void setContactAsked();

/// What to say where a service that wants to know whom to ask refuses somebody who did not tell.
QString contactHint(const QString &service);

/// The project's page: PROJECT_HOMEPAGE_URL of the build.
extern const QString projectPage;

/// "Cairn/0.1.0 (https://github.com/…; name@example.org; desktop program …) Qt/6.4.2": the program, its
/// version, its page, whom to ask and what it is, as Wikimedia's policy on user agents wants it.
QByteArray userAgent(const QString &contact = {});

} // namespace cairn
