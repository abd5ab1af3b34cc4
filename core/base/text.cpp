// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"

#include <QTranslator>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

// English has a file only for its plurals, which the command line and tests need as well.
void loadEnglish()
{
    auto *plurals = new QTranslator(QCoreApplication::instance());
    if (plurals->load(u":/translations/cairn_en.qm"_s))
        QCoreApplication::installTranslator(plurals);
}

} // namespace

Q_COREAPP_STARTUP_FUNCTION(loadEnglish)

} // namespace cairn
