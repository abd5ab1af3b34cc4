// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QCoreApplication;
class QLocale;

namespace cairn {

/// Loads the window's texts: English, whose file has the plurals, and over it the language of `locale` where
/// there is a file of it (resources/translations). Numbers are written as ever.
void installTranslations(QCoreApplication &application, const QLocale &locale);

} // namespace cairn
