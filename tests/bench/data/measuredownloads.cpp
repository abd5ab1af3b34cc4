// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/acquire/pace.h"
#include "core/base/cores.h"
#include "tests/acquire/site.h"
#include "tests/bench/data/benchwindow.h"
#include "tests/bench/data/heartbeat.h"
#include "tests/bench/data/material.h"
#include "tests/bench/data/measures.h"
#include "ui/collect/collectpage.h"
#include "ui/session/collectsession.h"
#include "ui/session/projectsession.h"

#include <QTemporaryDir>

#include <thread>

using namespace Qt::StringLiterals;

namespace cairn::bench {

namespace {

/// Programs that want every core all the time.
class BusyMachine
{
public:
    explicit BusyMachine(int threads)
    {
        for (int i = 0; i < threads; ++i) {
            m_threads.emplace_back([](const std::stop_token &stop) {
                while (!stop.stop_requested()) { }
            });
        }
    }

private:
    std::vector<std::jthread> m_threads;
};

struct Fetched
{
    double perSecond = 0;
    double gap = 0; ///< ms
};

/// From an empty project to `count` images, with the queue in view.
Result<Fetched> fetch(int count, QSize size, int busyThreads)
{
    std::vector<QByteArray> answers;
    for (int i = 0; i < count; ++i)
        answers.push_back(whole(drawPhotograph(i, size)));
    const HttpServer server([&](const HttpRequest &request) {
        return HttpAnswer{answers[request.path.mid(1).chopped(4).toUInt() % answers.size()]};
    });
    QString addresses;
    for (int i = 0; i < count; ++i)
        addresses += u"%1%2.jpg\n"_s.arg(server.url().toString()).arg(i);

    const QTemporaryDir folder;
    BenchWindow window;
    if (const auto created = window.create(folder.filePath(u"web.cairn"_s)); !created)
        return created.error();
    static_cast<CollectPage &>(window.window.projectView()->page(StageId::Collect))
        .showTab(CollectPage::WebTab);
    CollectSession &collect = window.session().collect();
    Result<void> outcome;
    QObject guard;
    QObject::connect(&collect, &CollectSession::failed, &guard,
                     [&](const Error &error, bool) { outcome = error; });
    const BusyMachine others(busyThreads);
    QElapsedTimer clock;
    clock.start();
    Heartbeat heart;
    collect.addAddresses(addresses, u"tower"_s);
    const auto ended = [&] { return !outcome || collect.status().count(DownloadState::Done) == count; };
    if (!waitFor(ended))
        return Error{ErrorCode::Offline, u"Not every image came in time."_s};
    if (!outcome)
        return outcome.error();
    const double seconds = double(clock.nsecsElapsed()) / 1e9;
    waitFor([&] { return !window.workspace.busy(); });
    return Fetched{count / seconds, heart.longest()};
}

} // namespace

Result<QList<Figure>> measureDownloads(const Workload &workload)
{
    qputenv("CAIRN_PACE", "1");
    const auto fetched = fetch(workload.downloads, {640, 480}, 0);
    if (!fetched)
        return fetched.error();
    const double allowed = 1000.0 / double(politeLimits(u"127.0.0.1"_s).interval);
    const QString count = QLocale(QLocale::English).toString(workload.downloads);
    return QList<Figure>{
        {u"%1 downloads: share of the configured %2 a second"_s.arg(count).arg(allowed),
         100 * fetched->perSecond / allowed, u"%"_s, Figure::Bound::AtLeast, 95},
        {u"longest gap of the event loop meanwhile"_s, fetched->gap, u"ms"_s, Figure::Bound::Below, 50}};
}

Result<QList<Figure>> measureLoadedQueue(const Workload &workload)
{
    qputenv("CAIRN_PACE", "0");
    const auto fetched = fetch(2 * workload.downloads, {160, 120}, availableCores());
    if (!fetched)
        return fetched.error();
    const QString count = QLocale(QLocale::English).toString(2 * workload.downloads);
    return QList<Figure>{
        {u"%1 downloads without waiting, every core busy"_s.arg(count), fetched->perSecond, u"images/s"_s},
        {u"longest gap of the event loop meanwhile, every core busy"_s, fetched->gap, u"ms"_s,
         Figure::Bound::Below, 50}};
}

} // namespace cairn::bench
