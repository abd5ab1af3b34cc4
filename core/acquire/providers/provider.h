// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/acquire/providers/license.h"
#include "core/acquire/transfer.h"
#include "core/project/records.h"

#include <vector>

namespace cairn {

/// As deep as a service looks by itself.
inline constexpr int deepestCategory = 5;

/// What a provider is asked for.
struct ImageSearch
{
    /// Words; for Wikimedia Commons also "Category:Colosseum" (the files of a category and of those in it)
    /// and "depicts:Q10285" (what the image shows, as a Wikidata item); for iNaturalist a species or another
    /// taxon by any of its names, or "taxon:47219".
    QString text;
    /// Nothing: what the provider is usually asked for (usualLicenses()).
    std::optional<LicenseFilter> licenses = {};
    /// pixels: what training needs; the size offered that is closest to it from above is taken
    int side = 500;
    int depth = deepestCategory; ///< of a category: levels below it that count; 0: its own files only
};

/// How many more requests a provider allows, as its last answer said.
struct Quota
{
    qint64 left = 0;
    qint64 limit = 0;
};

/// An image that was found.
struct FoundImage
{
    Provenance from; ///< sourceUrl is what to fetch
    QString secondUrl = {}; ///< what to fetch where that is dead; empty: nothing
};

/// One page of what was found.
struct SearchPage
{
    std::vector<FoundImage> images; ///< best first
    int leftOut = 0; ///< of the page: no image, not the license, no size that is small enough
    QString next = {}; ///< the next page's cursor; empty: there is none
    /// A sentence where there is no next page because the provider shows no more, though it may have more.
    QString limit = {};
    std::optional<Quota> quota = {};
    bool prepares = false; ///< it offers nothing because it only says what to ask next
};

/// What an answer of a provider means.
struct SearchAnswer
{
    std::optional<Error> error = {}; ///< NotFound: a category that the provider does not know
    bool transient = false; ///< asking again later may help
    std::optional<std::chrono::milliseconds> retryAfter = {};
    SearchPage page = {}; ///< where there is no error
};

/// How often a provider may be asked.
struct RequestLimits
{
    std::chrono::milliseconds interval; ///< least time between two requests
    /// Least rest after an answer that took over a second.
    std::chrono::milliseconds restWhenSlow{0};
    int perDay = 0; ///< in 24 hours; 0: no limit
};

/// A source of images on the web: how it is asked, and what its answers mean. No network: see search.h.
class ImageProvider
{
public:
    virtual ~ImageProvider() = default;
    virtual QString id() const = 0; ///< "commons"
    virtual QString name() const = 0; ///< "Wikimedia Commons"
    virtual QString hint() const = 0; ///< a sentence or two on what to write and what comes
    virtual LicenseFilter usualLicenses() const { return LicenseFilter::Any; }
    /// A sentence on what cannot be asked; empty where it can.
    virtual QString refusal(const ImageSearch &search) const = 0;
    virtual QUrl request(const ImageSearch &search,
                         const QString &cursor) const = 0; ///< cursor empty: first page
    /// Answers come from strangers: at most 500 images, texts cut to sane lengths, HTML taken out.
    virtual SearchAnswer read(const ImageSearch &search, const QString &cursor,
                              const TransferResult &answer) const = 0;
    virtual QUrl base() const = 0; ///< $CAIRN_COMMONS_URL, …, or the real one
    /// With and without a contact that is told (useragent.h).
    virtual RequestLimits limits(bool contactIsTold) const = 0;
    /// Whether the provider wants to know whom to ask, and allows more where it does.
    virtual bool wantsContact() const { return false; }
};

/// All of them, the default one first.
const std::vector<const ImageProvider *> &imageProviders();
const ImageProvider *imageProvider(const QString &id); ///< nullptr if unknown

/// The filter of a search, or the provider's usual one.
LicenseFilter licensesOf(const ImageProvider &provider, const ImageSearch &search);

/// Provenance::provider of images that no provider found: those of a list in a file, and addresses that the
/// user typed or pasted.
inline const QString listProvider = QStringLiteral("list");
inline const QString typedProvider = QStringLiteral("typed");

/// Authorities inside this network that images of a provider may come from: what the user typed, where the
/// environment says the provider is, and $CAIRN_TRUSTED_HOSTS ("127.0.0.1:8080,…"). A list in a file may be
/// anybody's.
QSet<QString> trustedAuthorities(const QString &provider, const QUrl &url);

} // namespace cairn
