// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QCoreApplication;
class QLocale;

namespace cairn {

/// Loads the window's texts in the language of `locale` where there is a file of it (resources/translations);
/// the rest stays English. Numbers are written as ever.
void installTranslations(QCoreApplication &application, const QLocale &locale);

} // namespace cairn
