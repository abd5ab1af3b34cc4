// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/firstlook.h"

#include "core/project/repositories/downloadrepository.h"

namespace cairn {

Result<FirstLook> lookAtFirst(const Project &project, const WantedSearch &wanted, const CancelToken &cancel)
{
    const ImageProvider &provider = *imageProvider(wanted.provider);
    const auto read = withDatabase(project, [&](Database &database) {
        const DownloadRepository downloads(database);
        return allOf(downloads.count(provider.id(), wanted.search.text, wanted.classId),
                     downloads.addresses(wanted.classId), downloads.unwanted(wanted.classId));
    });
    if (!read)
        return read.error();
    const auto &[inQueue, known, unwanted] = *read;
    FirstLook looked;
    looked.unwanted = unwanted;
    looked.inQueue = inQueue;
    if (looked.inQueue >= wanted.count)
        return looked;
    QSet<QString> seen = known; // the same image may be in two categories
    const auto enough = [&](const SearchPage &page) {
        for (const FoundImage &found : page.images) {
            if (looked.images.size() == std::size_t(firstImages) || seen.contains(found.from.sourceUrl))
                continue;
            seen << found.from.sourceUrl;
            looked.images.push_back(found);
            looked.images.back().from.provider = provider.id();
        }
        return looked.images.size() == std::size_t(firstImages);
    };
    auto pages = firstPages(provider, wanted.search, enough, cancel);
    if (!pages)
        return pages.error();
    looked.pages = *std::move(pages);
    return looked;
}

SearchReport reportOf(const FirstLook &looked, qint64 wanted)
{
    SearchReport report;
    report.inQueue = looked.inQueue;
    if (looked.inQueue < wanted && !looked.pages.empty()) {
        report.limit = looked.pages.back().limit;
        report.exhausted = report.limit.isEmpty() && looked.pages.back().next.isEmpty();
    }
    return report;
}

} // namespace cairn
