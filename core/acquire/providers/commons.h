// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/acquire/providers/provider.h"

namespace cairn {

/// Wikimedia Commons by the MediaWiki action API, formatversion 2
/// (https://www.mediawiki.org/wiki/API:Imageinfo): search, categories, and what is depicted. Thumbnails are
/// asked for in one of Wikimedia's standard widths; an original of over 4 megapixels is never taken.
/// A category is searched with those in it: as deep as the service goes by CirrusSearch's deepcat: (five
/// levels), to another depth, or where that finds nothing, by walking through them (categorywalk.h).
class CommonsProvider : public ImageProvider
{
public:
    QString id() const override { return QStringLiteral("commons"); }
    QString name() const override { return QStringLiteral("Wikimedia Commons"); }
    QString hint() const override;
    QString refusal(const ImageSearch &search) const override;
    QUrl request(const ImageSearch &search, const QString &cursor) const override;
    SearchAnswer read(const ImageSearch &search, const QString &cursor,
                      const TransferResult &answer) const override;
    QUrl base() const override;
    /// 200 requests a minute are allowed to programs that say whom to ask, 10 to others
    /// (https://www.mediawiki.org/wiki/Wikimedia_APIs/Rate_limits).
    RequestLimits limits(bool contactIsTold) const override
    {
        return {std::chrono::milliseconds(contactIsTold ? 500 : 6000), std::chrono::seconds(5), 0};
    }
    bool wantsContact() const override { return true; }
};

/// The smallest of Wikimedia's standard thumbnail widths that is at least `side`, the largest beyond them.
int standardWidth(int side);

} // namespace cairn
