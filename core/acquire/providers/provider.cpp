// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/acquire/providers/provider.h"

#include "core/acquire/address.h"
#include "core/acquire/providers/commons.h"
#include "core/acquire/providers/inaturalist.h"
#include "core/acquire/providers/openverse.h"

using namespace Qt::StringLiterals;

namespace cairn {

const std::vector<const ImageProvider *> &imageProviders()
{
    static const CommonsProvider commons;
    static const OpenverseProvider openverse;
    static const INaturalistProvider iNaturalist;
    static const std::vector<const ImageProvider *> all{&commons, &openverse, &iNaturalist};
    return all;
}

const ImageProvider *imageProvider(const QString &id)
{
    for (const ImageProvider *provider : imageProviders()) {
        if (provider->id() == id)
            return provider;
    }
    return nullptr;
}

LicenseFilter licensesOf(const ImageProvider &provider, const ImageSearch &search)
{
    return search.licenses.value_or(provider.usualLicenses());
}

QSet<QString> trustedAuthorities(const QString &provider, const QUrl &url)
{
    const QStringList set = qEnvironmentVariable("CAIRN_TRUSTED_HOSTS").split(u',', Qt::SkipEmptyParts);
    QSet<QString> trusted(set.begin(), set.end());
    if (const ImageProvider *known = imageProvider(provider))
        trusted.insert(authorityOf(known->base()));
    if (provider == typedProvider)
        trusted.insert(authorityOf(url));
    return trusted;
}

} // namespace cairn
