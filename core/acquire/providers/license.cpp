// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/acquire/providers/license.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace cairn {

bool licensePasses(const QString &license, LicenseFilter filter)
{
    if (filter == LicenseFilter::Any)
        return true;
    QString code = license.trimmed().toLower();
    code.replace(u' ', u'-');
    static const QRegularExpression publicDomain(u"^(cc0|cc-zero|pdm|pd|public-domain)\\b"_s);
    if (publicDomain.match(code).hasMatch())
        return true;
    if (filter == LicenseFilter::PublicDomain || code.isEmpty())
        return false;
    static const QRegularExpression free(
        u"^(cc-)?(by|sa)\\b|^(gfdl|fal|attribution|mit|gpl|lgpl|apache|bsd|ogl|odbl|copyrighted-free-use)\\b"_s);
    static const QRegularExpression nonCommercial(u"\\bnc\\b"_s);
    static const QRegularExpression noDerivatives(u"\\bnd\\b"_s);
    return free.match(code).hasMatch() && !nonCommercial.match(code).hasMatch()
        && (filter == LicenseFilter::Commercial || !noDerivatives.match(code).hasMatch());
}

QString licenseAddress(const QString &code)
{
    static const QRegularExpression pattern(
        u"^cc-(by|by-sa|by-nd|by-nc|by-nc-sa|by-nc-nd|sa)-([1-4]\\.[05])(?:-([a-z]{2}))?$"_s);
    const QString clean = code.trimmed().toLower();
    if (clean == u"cc0" || clean == u"cc-zero")
        return u"https://creativecommons.org/publicdomain/zero/1.0/"_s;
    const auto match = pattern.match(clean);
    if (!match.hasMatch())
        return {};
    const QString port = match.captured(3).isEmpty() ? QString() : match.captured(3) + u'/';
    return u"https://creativecommons.org/licenses/%1/%2/%3"_s.arg(match.captured(1), match.captured(2), port);
}

} // namespace cairn
