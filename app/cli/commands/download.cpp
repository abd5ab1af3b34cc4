#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "core/acquire/downloadqueue.h"
#include "core/acquire/search.h"
#include "core/acquire/urllist.h"
#include "core/acquire/useragent.h"
#include "core/base/format.h"
#include "core/project/classrepository.h"

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

LicenceFilter licenceFilter(const Arguments &arguments)
{
    static const QHash<QString, LicenceFilter> names{{u""_s, LicenceFilter::Any},
                                                     {u"any"_s, LicenceFilter::Any},
                                                     {u"commercial"_s, LicenceFilter::Commercial},
                                                     {u"modification"_s, LicenceFilter::Modification},
                                                     {u"public-domain"_s, LicenceFilter::PublicDomain}};
    const QString name = arguments.text(u"licence"_s);
    if (!names.contains(name))
        throw UsageError{u"--licence is any, commercial, modification or public-domain."_s};
    return names[name];
}

/// 0: none was named.
Result<qint64> classOf(Database &database, const Arguments &arguments)
{
    if (!arguments.has(u"class"_s))
        return 0;
    const auto record = ClassRepository(database).findOrAdd(arguments.text(u"class"_s));
    return record ? Result<qint64>(record->id) : record.error();
}

Result<qint64> search(Database &database, const Arguments &arguments, qint64 classId,
                      Surroundings &surroundings)
{
    Output &out = surroundings.out;
    const QString provider = arguments.has(u"provider"_s) ? arguments.text(u"provider"_s) : u"commons"_s;
    const qint64 count = arguments.integer(u"count"_s, 1, 100'000).value_or(100);
    PictureSearch what{arguments.text(u"query"_s), licenceFilter(arguments)};
    const Result<SearchReport> report = queueSearch(
        database, provider, what, classId, count, [&](const Progress &progress) { out.progress(progress); },
        surroundings.cancel);
    if (!report)
        return report.error();
    if (report->exhausted)
        out.notice(u"The provider has no more than %1 pictures for “%2”."_s.arg(formatCount(report->inQueue),
                                                                                what.text));
    if (report->quota)
        out.notice(u"The provider allows %1 of %2 more requests for now."_s.arg(report->quota->left)
                       .arg(report->quota->limit));
    return report->queued;
}

Result<qint64> readList(Database &database, const Arguments &arguments, qint64 classId, Output &out)
{
    const Result<UrlList> list = readUrlList(arguments.text(u"list"_s));
    if (!list)
        return list.error();
    for (const QString &problem : list->problems)
        out.notice(problem);
    return queueList(database, *list, classId);
}

/// How many pictures came new into the queue.
Result<qint64> fill(Database &database, const Arguments &arguments, Surroundings &surroundings)
{
    const Result<qint64> classId = classOf(database, arguments);
    if (!classId)
        return classId;
    qint64 queued = 0;
    if (arguments.has(u"retry-failed"_s)) {
        if (const auto done = DownloadRepository(database).retryFailed(); !done)
            return done.error();
    }
    if (arguments.has(u"list"_s)) {
        const Result<qint64> listed = readList(database, arguments, *classId, surroundings.out);
        if (!listed)
            return listed;
        queued += *listed;
    }
    if (arguments.has(u"query"_s)) {
        const Result<qint64> found = search(database, arguments, *classId, surroundings);
        if (!found)
            return found;
        queued += *found;
    }
    return queued;
}

Result<void> report(Database &database, const DownloadStatus &status, qint64 queued, Output &out)
{
    const auto rows = DownloadRepository(database).all();
    if (!rows)
        return rows.error();
    for (const DownloadRecord &row : *rows) {
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
    out.line(u"The queue: %1 fetched (%2), %3 duplicates, %4 refused, %5 failed."_s.arg(
        formatCount(done), formatBytes(status.bytes), formatCount(duplicates), formatCount(refused),
        formatCount(failed)));
    if (failed > 0)
        out.line(u"Try the failed ones again with --retry-failed."_s);
    return {};
}

Result<void> run(const Arguments &arguments, Surroundings &surroundings)
{
    Output &out = surroundings.out;
    licenceFilter(arguments); // wrong usage is said before anything happens
    arguments.integer(u"count"_s, 1, 100'000);
    if (arguments.has(u"contact"_s))
        Arguments::require(setContact(arguments.text(u"contact"_s)));
    Result<std::unique_ptr<Project>> opened = Project::open(arguments.positional(0));
    if (!opened)
        return opened.error();
    const std::shared_ptr<const Project> project = *std::move(opened);
    const Result<std::unique_ptr<Database>> database = project->connect();
    if (!database)
        return database.error();
    const Result<qint64> queued = fill(**database, arguments, surroundings);
    if (!queued)
        return queued.error();
    out.line(u"%1 new pictures in the queue."_s.arg(formatCount(*queued)));
    const Result<DownloadStatus> status = runDownloads(
        project, DownloadOptions::fromEnvironment(),
        [&](const Progress &progress) { out.progress(progress); }, surroundings.cancel);
    if (!status)
        return status.error();
    return report(**database, *status, *queued, out);
}

} // namespace

Command downloadCommand()
{
    return {u"download"_s,
            u"PROJECT"_s,
            1,
            1,
            u"Finds pictures of a class on the web and fetches them; goes on"_s,
            u"download t.cairn --query Category:Eiffel_Tower --class eiffel"_s,
            {{u"query"_s, u"TEXT"_s, u"words, or for Commons Category:… or depicts:Q…"_s},
             {u"provider"_s, u"NAME"_s, u"commons (default) or openverse"_s},
             {u"class"_s, u"NAME"_s, u"label of what is fetched, made if missing"_s},
             {u"count"_s, u"N"_s, u"pictures of this search in all (default 100)"_s},
             {u"licence"_s, u"KIND"_s, u"any, commercial, modification or public-domain"_s},
             {u"list"_s, u"FILE"_s, u"addresses, one a line, or CSV: url,label,licence,author"_s},
             {u"contact"_s, u"TEXT"_s, u"your e-mail or page, told to the servers; kept"_s},
             {u"retry-failed"_s, {}, u"try failed and cancelled ones of the queue again"_s}},
            run};
}

} // namespace cairn
