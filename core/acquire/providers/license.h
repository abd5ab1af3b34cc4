// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace cairn {

enum class LicenseFilter {
    Any, ///< also images whose license nobody names
    Commercial, ///< may be used commercially
    Modification, ///< may be used commercially and changed
    PublicDomain, ///< CC0, public domain mark, expired
};

/// Whether a license's code or short name ("cc-by-sa-4.0", "CC BY-NC 2.0", "pdm") passes a filter. "No
/// restrictions" (nobody knows of any) is not the public domain.
bool licensePasses(const QString &license, LicenseFilter filter);

/// The page of a Creative Commons license by its code: "cc-by-sa-3.0-de" gives
/// https://creativecommons.org/licenses/by-sa/3.0/de/. Empty for all others: the public domain has no
/// license, and what a code alone does not say is not made up.
QString licenseAddress(const QString &code);

} // namespace cairn
