// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/cli/projectaccess.h"
#include "core/acquire/downloadqueue.h"
#include "core/acquire/providers/search.h"
#include "core/acquire/providers/searchlist.h"
#include "core/acquire/urllist.h"
#include "core/acquire/useragent.h"
#include "core/base/format.h"
#include "core/base/outside.h"
#include "core/dataset/health/qualityscan.h"
#include "core/project/repositories/classrepository.h"
#include "core/project/repositories/imagerepository.h"

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

/// Nothing: what the provider is usually asked for.
std::optional<LicenseFilter> licenseFilter(const Arguments &arguments)
{
    const QString option = arguments.has(u"license"_s) ? u"license"_s : u"licence"_s;
    const auto filter = licenseFilterNamed(arguments.text(option));
    if (!filter)
        throw UsageError{u"--license is any, commercial, modification or public-domain."_s};
    return *filter;
}

QString providerOf(const Arguments &arguments)
{
    return arguments.has(u"provider"_s) ? arguments.text(u"provider"_s) : u"commons"_s;
}

int depthOf(const Arguments &arguments)
{
    return int(arguments.integer(u"depth"_s, 0, deepestCategory).value_or(deepestCategory));
}

/// 0: none was named.
qint64 classOf(Database &database, const Arguments &arguments)
{
    if (!arguments.has(u"class"_s))
        return 0;
    return orFail(ClassRepository(database).findOrAdd(arguments.text(u"class"_s))).id;
}

Result<qint64> search(Database &database, const WantedSearch &wanted, CommandContext &context)
{
    Output &out = context.out;
    const ImageProvider *provider = imageProvider(wanted.provider);
    if (provider && provider->wantsContact() && !contactWasAsked()) {
        out.notice(
            u"%1 allows 10 requests per minute without a contact and 200 with one. Give your email address "
            "or web page once: --contact name@example.org. It is sent only to the servers."_s.arg(
                provider->name()));
        setContactAsked();
    }
    const auto tell = [&](const SearchReport &report) {
        if (const QString end = endOf(report, wanted.search.text); !end.isEmpty())
            out.notice(end);
        if (report.quota)
            out.notice(u"The provider allows %1 of %2 more requests for now."_s.arg(report.quota->left)
                           .arg(report.quota->limit));
        return report.queued;
    };
    const auto progress = [&](const Progress &now) { out.progress(now); };
    return queueSearch(database, wanted, progress, context.cancel).transform(tell);
}

/// One search after the other; one that fails does not keep the rest from being made.
Result<qint64> searchAll(Database &database, const SearchList &list, qint64 classId, CommandContext &context)
{
    qint64 queued = 0;
    for (const ListedSearch &listed : list.searches) {
        WantedSearch wanted = listed.wanted;
        wanted.classId = classId;
        if (!listed.label.isEmpty()) {
            wanted.classId = orFail(ClassRepository(database).findOrAdd(listed.label)).id;
        }
        const Result<qint64> found = search(database, wanted, context);
        if (!found && found.error().code == ErrorCode::Cancelled)
            return found;
        if (found)
            queued += *found;
        else
            context.out.notice(u"“%1”: %2"_s.arg(wanted.search.text, found.error().message));
    }
    return queued;
}

Result<qint64> readList(Database &database, const Arguments &arguments, qint64 classId,
                        CommandContext &context)
{
    const QString file = arguments.text(u"list"_s);
    const auto text = readOutside(file, largestSearchList);
    const auto tell = [&](const QStringList &problems) {
        for (const QString &problem : problems)
            context.out.notice(problem);
    };
    if (text && isSearchList(*text)) {
        const SearchList searches = orFail(parseSearchList(*text, providerOf(arguments)));
        tell(searches.problems);
        return searchAll(database, searches, classId, context);
    }
    const UrlList list = orFail(readUrlList(file));
    tell(list.problems);
    return queueList(database, list, classId);
}

/// How many images came new into the queue.
qint64 fill(Database &database, const Arguments &arguments, CommandContext &context)
{
    const qint64 classId = classOf(database, arguments);
    qint64 queued = 0;
    if (arguments.has(u"retry-failed"_s))
        orFail(DownloadRepository(database).retryFailed());
    if (arguments.has(u"list"_s))
        queued += orFail(readList(database, arguments, classId, context));
    if (arguments.has(u"query"_s)) {
        WantedSearch wanted{providerOf(arguments),
                            {arguments.text(u"query"_s), licenseFilter(arguments)},
                            classId,
                            arguments.integer(u"count"_s, 1, 100'000).value_or(100)};
        wanted.search.depth = depthOf(arguments);
        queued += orFail(search(database, wanted, context));
    }
    return queued;
}

void report(Database &database, const DownloadStatus &status, qint64 queued, Output &out)
{
    const auto rows = orFail(DownloadRepository(database).all());
    for (const DownloadRecord &row : rows) {
        if (row.state != DownloadState::Failed && row.state != DownloadState::Refused)
            continue;
        const QString event = row.state == DownloadState::Failed ? u"failed"_s : u"refused"_s;
        out.event(event, {{u"url"_s, row.from.sourceUrl}, {u"reason"_s, row.reason}});
        out.line(u"%1 %2: %3"_s.arg(event, row.from.sourceUrl, row.reason));
    }
    const qint64 done = status.count(DownloadState::Done);
    const qint64 failed = status.count(DownloadState::Failed);
    const qint64 refused = status.count(DownloadState::Refused);
    const qint64 duplicates = status.count(DownloadState::Duplicate);
    out.event(u"done"_s,
              {{u"queued"_s, queued},
               {u"fetched"_s, done},
               {u"failed"_s, failed},
               {u"refused"_s, refused},
               {u"duplicates"_s, duplicates},
               {u"bytes"_s, status.bytes}});
    out.line(u"Queue: %1 downloaded (%2), %3 duplicates, %4 refused, %5 failed."_s.arg(
        formatCount(done), formatBytes(status.bytes), formatCount(duplicates), formatCount(refused),
        formatCount(failed)));
    if (failed > 0)
        out.line(u"To retry failed downloads, use --retry-failed."_s);
}

Result<void> run(const Arguments &arguments, CommandContext &context)
{
    Output &out = context.out;
    licenseFilter(arguments); // wrong usage is said before anything happens
    arguments.integer(u"count"_s, 1, 100'000);
    depthOf(arguments);
    if (arguments.has(u"contact"_s))
        Arguments::require(setContact(arguments.text(u"contact"_s)));
    const std::shared_ptr<const Project> project = openProject(arguments);
    const std::unique_ptr<Database> database = orFail(project->connect());
    const qint64 newest = orFail(ImageRepository(*database).newest());
    const qint64 queued = fill(*database, arguments, context);
    out.line(u"Added %1 new images to the queue."_s.arg(formatCount(queued)));
    const DownloadStatus status = orFail(runDownloads(
        project, DownloadOptions::fromEnvironment(),
        [&](const Progress &progress) { out.progress(progress); }, context.cancel));
    // Arrivals take their place in the split once they are measured.
    orFail(measureImages(*database, {}, context.cancel));
    orFail(joinArrivals(*project, newest));
    report(*database, status, queued, out);
    return {};
}

} // namespace

Command downloadCommand()
{
    return {
        u"download"_s,
        u"PROJECT"_s,
        1,
        1,
        u"Finds images on the web and downloads them; resumes"_s,
        u"download t.cairn --query Category:Eiffel_Tower --class eiffel"_s,
        {{u"query"_s, u"TEXT"_s, u"words; for Commons also Category:… or depicts:Q…; a species"_s},
         {u"provider"_s, u"NAME"_s, u"commons (default), openverse or inaturalist"_s},
         {u"class"_s, u"NAME"_s, u"label of the downloaded images, created if missing"_s},
         {u"count"_s, u"N"_s, u"total images for this search (default 100)"_s},
         {u"license"_s, u"KIND"_s, u"any, commercial, modification or public-domain"_s},
         {u"licence"_s, u"KIND"_s, u"the same as --license"_s},
         {u"depth"_s, u"N"_s, u"depth of subcategories, 0: only its own files (default 5)"_s},
         {u"list"_s, u"FILE"_s, u"addresses (url,label,license,author) or searches (class,query,count)"_s},
         {u"contact"_s, u"TEXT"_s, u"your email or web page, sent to the servers; remembered"_s},
         {u"retry-failed"_s, {}, u"retry failed and canceled downloads in the queue"_s}},
        run};
}

} // namespace cairn
