#pragma once

#include "core/acquire/transfer.h"
#include "core/project/records.h"

#include <vector>

namespace cairn {

enum class LicenceFilter {
    Any, ///< also pictures whose licence nobody names
    Commercial, ///< may be used commercially
    Modification, ///< may be used commercially and changed
    PublicDomain, ///< CC0, public domain mark, expired
};

/// What a provider is asked for.
struct PictureSearch
{
    /// Words; for Wikimedia Commons also "Category:Colosseum" (the files of a category) and "depicts:Q10285"
    /// (what the picture shows, as a Wikidata item).
    QString text;
    LicenceFilter licences = LicenceFilter::Any;
    int side
        = 500; ///< pixels: what training needs; the size offered that is closest to it from above is taken
};

/// How many more requests a provider allows, as its last answer said.
struct Quota
{
    qint64 left = 0;
    qint64 limit = 0;
};

/// One page of what was found.
struct SearchPage
{
    std::vector<Provenance> pictures; ///< sourceUrl is what to fetch
    int leftOut = 0; ///< of the page: no picture, not the licence, no size that is small enough
    QString next; ///< the next page's cursor; empty: there is none
    std::optional<Quota> quota;
};

/// What an answer of a provider means.
struct SearchAnswer
{
    std::optional<Error> error;
    bool transient = false; ///< asking again later may help
    std::optional<std::chrono::milliseconds> retryAfter;
    SearchPage page; ///< where there is no error
};

/// A source of pictures on the web: how it is asked, and what its answers mean. No network: see search.h.
class PictureProvider
{
public:
    virtual ~PictureProvider() = default;
    virtual QString id() const = 0; ///< "commons"
    virtual QString name() const = 0; ///< "Wikimedia Commons"
    /// A sentence on what cannot be asked; empty where it can.
    virtual QString refusal(const PictureSearch &search) const = 0;
    virtual QUrl request(const PictureSearch &search,
                         const QString &cursor) const = 0; ///< cursor empty: first page
    /// Answers come from strangers: at most 500 pictures, texts cut to sane lengths, HTML taken out.
    virtual SearchAnswer read(const PictureSearch &search, const TransferResult &answer) const = 0;
    virtual QUrl base() const = 0; ///< $CAIRN_COMMONS_URL or $CAIRN_OPENVERSE_URL, or the real one
    virtual std::chrono::milliseconds interval() const = 0; ///< least time between two requests
};

/// All of them, the default one first.
const std::vector<const PictureProvider *> &pictureProviders();
const PictureProvider *pictureProvider(const QString &id); ///< nullptr if unknown

/// Provenance::provider of pictures that no provider found: those of a list in a file, and addresses that the
/// user typed or pasted.
inline const QString listProvider = QStringLiteral("list");
inline const QString typedProvider = QStringLiteral("typed");

/// Authorities inside this network that pictures of a provider may come from: what the user typed, where the
/// environment says the provider is, and $CAIRN_TRUSTED_HOSTS ("127.0.0.1:8080,…"). A list in a file may be
/// anybody's.
QSet<QString> trustedAuthorities(const QString &provider, const QUrl &url);

/// Whether a licence's code or short name ("cc-by-sa-4.0", "CC BY-NC 2.0", "pdm") passes a filter.
bool licencePasses(const QString &licence, LicenceFilter filter);

/// What a reader sees of a piece of HTML: tags, comments, styles and scripts gone, entities decoded, white
/// space joined; at most `longest` characters.
QString plainText(const QString &html, int longest);

} // namespace cairn
