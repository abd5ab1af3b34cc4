// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/acquire/providers/provider.h"

namespace cairn {

/// iNaturalist (https://api.inaturalist.org/v1/docs/): photographs of plants, animals and fungi whose species
/// several people agree on (research grade), newest first. One photograph an observation, the first whose own
/// license passes: the others show the same individual, and would stand on both sides of a split. Without an
/// explicit filter CC0, CC BY and CC BY-SA.
class INaturalistProvider : public ImageProvider
{
public:
    QString id() const override { return QStringLiteral("inaturalist"); }
    QString name() const override { return QStringLiteral("iNaturalist"); }
    QString hint() const override;
    LicenseFilter usualLicenses() const override { return LicenseFilter::Modification; }
    QString refusal(const ImageSearch &search) const override;
    QUrl request(const ImageSearch &search, const QString &cursor) const override;
    SearchAnswer read(const ImageSearch &search, const QString &cursor,
                      const TransferResult &answer) const override;
    QUrl base() const override; ///< $CAIRN_INATURALIST_URL, or the real one
    /// 60 requests a minute, 10,000 a day.
    RequestLimits limits(bool) const override
    {
        return {std::chrono::milliseconds(1050), std::chrono::milliseconds(0), 10'000};
    }
};

} // namespace cairn
