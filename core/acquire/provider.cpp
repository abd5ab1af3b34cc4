// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/acquire/provider.h"

#include "core/acquire/address.h"
#include "core/acquire/commons.h"
#include "core/acquire/inaturalist.h"
#include "core/acquire/openverse.h"

using namespace Qt::StringLiterals;

namespace cairn {

const std::vector<const PictureProvider *> &pictureProviders()
{
    static const CommonsProvider commons;
    static const OpenverseProvider openverse;
    static const INaturalistProvider iNaturalist;
    static const std::vector<const PictureProvider *> all{&commons, &openverse, &iNaturalist};
    return all;
}

const PictureProvider *pictureProvider(const QString &id)
{
    for (const PictureProvider *provider : pictureProviders()) {
        if (provider->id() == id)
            return provider;
    }
    return nullptr;
}

LicenceFilter licencesOf(const PictureProvider &provider, const PictureSearch &search)
{
    return search.licences.value_or(provider.usualLicences());
}

QSet<QString> trustedAuthorities(const QString &provider, const QUrl &url)
{
    const QStringList set = qEnvironmentVariable("CAIRN_TRUSTED_HOSTS").split(u',', Qt::SkipEmptyParts);
    QSet<QString> trusted(set.begin(), set.end());
    if (const PictureProvider *known = pictureProvider(provider))
        trusted.insert(authorityOf(known->base()));
    if (provider == typedProvider)
        trusted.insert(authorityOf(url));
    return trusted;
}

} // namespace cairn
