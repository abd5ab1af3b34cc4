#pragma once

#include "core/acquire/provider.h"

namespace cairn {

/// Wikimedia Commons by the MediaWiki action API, formatversion 2
/// (https://www.mediawiki.org/wiki/API:Imageinfo): search, categories, and what is depicted. Thumbnails are
/// asked for in one of Wikimedia's standard widths; an original of over 4 megapixels is never taken.
class CommonsProvider : public PictureProvider
{
public:
    QString id() const override { return QStringLiteral("commons"); }
    QString name() const override { return QStringLiteral("Wikimedia Commons"); }
    QString refusal(const PictureSearch &search) const override;
    QUrl request(const PictureSearch &search, const QString &cursor) const override;
    SearchAnswer read(const PictureSearch &search, const TransferResult &answer) const override;
    QUrl base() const override;
    std::chrono::milliseconds interval() const override { return std::chrono::milliseconds(500); }
};

/// The smallest of Wikimedia's standard thumbnail widths that is at least `side`, the largest beyond them.
int standardWidth(int side);

} // namespace cairn
