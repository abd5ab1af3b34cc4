// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/label/providertitle.h"

#include "core/project/repositories/credits.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {
struct ProviderTitles
{
    Q_DECLARE_TR_FUNCTIONS(ProviderTitles)
};
} // namespace

QString providerTitle(const QString &provider)
{
    if (provider.isEmpty())
        return ProviderTitles::tr("Own images");
    if (provider == u"commons")
        return ProviderTitles::tr("Wikimedia Commons");
    if (provider == u"openverse")
        return ProviderTitles::tr("Openverse");
    if (provider == u"inaturalist")
        return ProviderTitles::tr("iNaturalist");
    if (provider == u"list")
        return ProviderTitles::tr("URL list");
    return provider;
}

QString creditTitle(const Provenance &from)
{
    const bool byUploader = from.attribution.isEmpty() && from.author.isEmpty() && !from.uploader.isEmpty();
    return byUploader ? ProviderTitles::tr("uploaded by %1, author unknown").arg(from.uploader)
                      : creditedTo(from);
}

} // namespace cairn
