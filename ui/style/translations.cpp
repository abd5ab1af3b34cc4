// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/translations.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

QTranslator *load(QCoreApplication &application, const QLocale &locale, const QString &name,
                  const QString &folder)
{
    auto *translator = new QTranslator(&application);
    if (translator->load(locale, name, u"_"_s, folder))
        return translator;
    delete translator;
    return nullptr;
}

} // namespace

void installTranslations(QCoreApplication &application, const QLocale &locale)
{
    QTranslator *own = load(application, locale, u"cairn"_s, u":/translations"_s);
    if (!own || own->language() == "en"_L1) {
        delete own;
        return;
    }
    application.installTranslator(own);
    // Qt's own buttons speak the same language, or English as the rest does.
    if (QTranslator *qt = load(application, QLocale(own->language()), u"qtbase"_s,
                               QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        application.installTranslator(qt);
}

} // namespace cairn
