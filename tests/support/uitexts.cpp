// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the window read its English texts, whatever the language of the machine.

#include "ui/style/translations.h"

#include <QCoreApplication>
#include <QLocale>

static void installEnglish()
{
    cairn::installTranslations(*QCoreApplication::instance(), QLocale(QLocale::English));
}

Q_COREAPP_STARTUP_FUNCTION(installEnglish)
