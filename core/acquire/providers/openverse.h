// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/acquire/providers/provider.h"

namespace cairn {

/// Openverse (https://api.openverse.org/v1/), without a key: pages of 20, 240 results a search, 20 requests a
/// minute, 200 a day. Where the original is larger than 1280 pixels, its size is not known, or its address
/// cannot be fetched, Openverse's own thumbnail (600 pixels) is taken; each stands in for the other where
/// that is dead.
class OpenverseProvider : public ImageProvider
{
public:
    QString id() const override { return QStringLiteral("openverse"); }
    QString name() const override { return QStringLiteral("Openverse"); }
    QString hint() const override;
    QString refusal(const ImageSearch &search) const override;
    QUrl request(const ImageSearch &search, const QString &cursor) const override;
    SearchAnswer read(const ImageSearch &search, const QString &cursor,
                      const TransferResult &answer) const override;
    QUrl base() const override;
    RequestLimits limits(bool) const override
    {
        return {std::chrono::milliseconds(3100), std::chrono::milliseconds(0), 200};
    }
};

} // namespace cairn
