// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/acquire/downloadworker.h"
#include "core/base/text.h"

#include "core/acquire/address.h"
#include "core/acquire/previewcache.h"
#include "core/acquire/previewfetcher.h"
#include "core/acquire/providers/provider.h"
#include "core/acquire/useragent.h"
#include "core/base/logging.h"

#include <QDateTime>
#include <QRandomGenerator>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

const QString incoming = u"incoming"_s;
constexpr int tellMs = 200;
constexpr int takeMs = 20;
constexpr std::size_t mostTogether = 32; // files that are taken in at once
constexpr int mostUnreachable = 12; // failures to reach anything, in a row: the network is gone, not an image

/// "The server answered with status 404."
QString sentence(QString reason)
{
    if (!reason.isEmpty())
        reason[0] = reason[0].toUpper();
    return reason.endsWith(u'.') ? reason : reason + u'.';
}

} // namespace

DownloadWorker::DownloadWorker(std::shared_ptr<const Project> project, DownloadOptions options)
    : m_project(std::move(project))
    , m_options(options)
    , m_pace(m_options.scale)
{
    m_clock.start();
}

DownloadWorker::~DownloadWorker()
{
    if (!m_database)
        return;
    m_started = false;
    takeFiles();
    dropTransfers();
}

void DownloadWorker::open()
{
    auto database = m_project->connect();
    if (!database) {
        Q_EMIT failed(database.error());
        return;
    }
    m_database = *std::move(database);
    m_network = std::make_unique<QNetworkAccessManager>();
    m_previews = std::make_unique<PreviewFetcher>(*m_network, m_pace, m_options, [this] { return now(); });
    connect(m_previews.get(), &PreviewFetcher::fetched, this, &DownloadWorker::previewFetched);
    connect(m_previews.get(), &PreviewFetcher::transferEnded, this, &DownloadWorker::schedule);
    m_wake = new QTimer(this);
    m_wake->setSingleShot(true);
    m_wake->setTimerType(Qt::PreciseTimer); // else every wait is up to 5 % longer than the pace asks for
    connect(m_wake, &QTimer::timeout, this, &DownloadWorker::schedule);
    m_take = new QTimer(this);
    m_take->setSingleShot(true);
    m_take->setInterval(takeMs);
    connect(m_take, &QTimer::timeout, this, &DownloadWorker::takeFiles);
    m_reportTimer = new QTimer(this);
    m_reportTimer->setInterval(tellMs);
    connect(m_reportTimer, &QTimer::timeout, this, &DownloadWorker::tell);
    reload();
    sweepParts();
}

void DownloadWorker::reload()
{
    auto rows = DownloadRepository(*m_database).all();
    if (!rows)
        return stopWith(rows.error());
    m_rows.clear();
    m_counts = {};
    for (const DownloadRecord &row : *rows) {
        ++m_counts.counts[std::size_t(row.state)];
        m_counts.bytes += row.bytes;
        m_rows.emplace(row.id, row);
    }
    m_unreported.clear();
    Q_EMIT loaded(*rows);
    Q_EMIT statusChanged(status());
}

void DownloadWorker::start()
{
    if (!m_database)
        return;
    const auto waiting = DownloadRepository(*m_database).waiting();
    const auto arrivals = ArrivalProcessor::open(*m_database, m_options.rules);
    if (!waiting || !arrivals)
        return stopWith(waiting ? arrivals.error() : waiting.error());
    m_arrivals = *arrivals;
    m_contact = contact();
    m_lines.clear();
    m_delayed.clear();
    const qint64 time = QDateTime::currentMSecsSinceEpoch();
    for (const DownloadRecord &row : *waiting) {
        const auto known = m_rows.find(row.id);
        if (known == m_rows.end())
            ++m_counts.counts[std::size_t(DownloadState::Waiting)];
        if (known == m_rows.end() || known->second.state != row.state)
            m_unreported[row.id] = row;
        if (known != m_rows.end() && known->second.state != row.state) {
            --m_counts.counts[std::size_t(known->second.state)];
            ++m_counts.counts[std::size_t(row.state)];
        }
        m_rows[row.id] = row;
        if (row.notBefore > time)
            m_delayed.emplace(now() + row.notBefore - time, row.id);
        else
            enqueue(row.id);
    }
    m_started = true;
    m_unreachable = 0;
    m_reportTimer->start();
    schedule();
    tell();
}

void DownloadWorker::enqueue(qint64 id)
{
    m_lines[serviceFor(m_rows[id])].push_back(id);
}

QString DownloadWorker::serviceFor(const DownloadRecord &row) const
{
    return m_options.service(QUrl(row.address()).host());
}

// Starts as much as the limits allow and sleeps until they allow more.
void DownloadWorker::schedule()
{
    if (!m_started || m_pumping)
        return;
    m_pumping = true;
    const qint64 time = now();
    while (!m_delayed.empty() && m_delayed.begin()->first <= time) {
        enqueue(m_delayed.begin()->second);
        m_delayed.erase(m_delayed.begin());
    }
    qint64 next = startReady(time);
    if (!m_delayed.empty())
        next = next < 0 ? m_delayed.begin()->first : std::min(next, m_delayed.begin()->first);
    m_pumping = false;
    if (next >= 0)
        m_wake->start(std::chrono::milliseconds(std::max<qint64>(1, next - now())));
    if (m_started && m_active.empty() && m_fetched.empty() && m_lines.empty() && m_delayed.empty()) {
        m_started = false;
        m_reportTimer->stop();
        tell();
        Q_EMIT finished();
    }
}

/// The time at which another service may be asked; −1 where only a finished transfer can change anything.
qint64 DownloadWorker::startReady(qint64 time)
{
    qint64 next = -1;
    for (auto service = m_lines.begin(); service != m_lines.end();) {
        qint64 may = m_pace.nextStart(service->first);
        while (!service->second.empty() && may >= 0 && may <= time
               && int(m_active.size()) < m_options.atOnce) {
            const qint64 id = service->second.front();
            service->second.pop_front();
            fetch(id, service->first, time);
            if (!m_started)
                return -1;
            may = m_pace.nextStart(service->first);
        }
        if (!service->second.empty() && may > time)
            next = next < 0 ? may : std::min(next, may);
        service = service->second.empty() ? m_lines.erase(service) : std::next(service);
    }
    return next;
}

/// What was not begun here by this user is not gone on with.
void DownloadWorker::sweepParts()
{
    QSet<QString> ours;
    for (const auto &[id, row] : m_rows)
        ours.insert(m_parts.of(row));
    for (const QString &name : m_project->folder().entries(incoming)) {
        const QString file = incoming + u'/' + name;
        if (ours.contains(file))
            continue;
        if (const auto removed = m_project->folder().removeTree(file); !removed)
            qCWarning(lcProject) << removed.error().message;
    }
}

void DownloadWorker::dropPart(const DownloadRecord &row)
{
    if (const auto removed = m_project->folder().remove(m_parts.of(row)); !removed)
        qCWarning(lcProject) << removed.error().message;
}

void DownloadWorker::fetch(qint64 id, const QString &service, qint64 time)
{
    DownloadRecord row = m_rows[id];
    if (takePreview(row))
        return;
    TransferRequest request;
    request.url = QUrl(row.address(), QUrl::StrictMode);
    request.folder = m_project->folder();
    request.file = m_parts.of(row);
    request.maximumBytes = m_options.largestFile;
    request.timeout = m_options.timeout;
    request.longest = m_options.longest;
    request.contact = m_contact;
    request.trusted = trustedAuthorities(row.from.provider, request.url);
    row.state = DownloadState::Fetching;
    save(row);
    if (!m_started)
        return;
    Active active;
    active.before = m_project->folder().size(request.file);
    active.service = service;
    active.transfer = std::make_unique<Transfer>(*m_network, std::move(request));
    m_pace.started(service, time);
    connect(active.transfer.get(), &Transfer::finished, this, [this, id] { complete(id); });
    Transfer *transfer = active.transfer.get();
    m_active.emplace(id, std::move(active));
    transfer->start();
}

void DownloadWorker::complete(qint64 id)
{
    const auto found = m_active.find(id);
    if (found == m_active.end())
        return;
    Active active = std::move(found->second);
    m_active.erase(found);
    m_pace.finished(active.service, std::max<qint64>(0, active.transfer->done() - active.before), now());
    active.transfer->disconnect(this);
    const TransferResult result = active.transfer->result();
    pauseService(active.service, result);
    const bool reached = result.status != 0;
    m_unreachable = reached || !result.transient ? 0 : m_unreachable + 1;
    m_saidUnreachable = m_saidUnreachable && !reached;
    DownloadRecord row = m_rows[id];
    row.bytes = active.transfer->done();
    active.transfer.release()->deleteLater(); // we are in its signal
    judge(row, result, active.before > 0);
    if (m_started && m_unreachable >= mostUnreachable && !std::exchange(m_saidUnreachable, true))
        stopWith({ErrorCode::Offline,
                  Text::tr("No server can be reached. Check the connection, then resume; nothing is lost."),
                  result.error ? result.error->detail : QString()});
    m_previews->schedule(); // a person waits for those
    schedule();
}

/// All of a service's hosts rest where one of them asks for it.
void DownloadWorker::pauseService(const QString &service, const TransferResult &result)
{
    const bool busy = result.status == 429;
    if (!busy && !(result.status == 503 && result.retryAfter))
        return;
    const qint64 asked = result.retryAfter ? result.retryAfter->count() : restAfterRefusal;
    m_pace.pauseUntil(service, now() + qint64(m_options.scale * double(asked)));
}

void DownloadWorker::judge(DownloadRecord &row, const TransferResult &result, bool resumed)
{
    if (!result.error)
        return takeFile(row, resumed);
    if (result.error->code == ErrorCode::WriteFailed) {
        row.state = DownloadState::Waiting;
        save(row);
        return stopWith(
            {ErrorCode::WriteFailed,
             Text::tr("Images cannot be stored. Free some disk space or check the folder's permissions, "
                      "then resume."),
             result.error->message});
    }
    Error error = *result.error;
    const ImageProvider *provider = imageProvider(row.from.provider);
    const bool wantsContact
        = (provider && provider->wantsContact()) || serviceFor(row) == u"wikimedia.org"; // also by Openverse
    if ((result.status == 403 || result.status == 429) && m_contact.isEmpty() && wantsContact)
        error.message = sentence(error.message) + u' ' + contactHint(u"Wikimedia"_s);
    retryOrFail(row, error, result.retryAfter ? result.retryAfter->count() : -1, result.transient);
}

void DownloadWorker::retryOrFail(DownloadRecord &row, const Error &error, qint64 asked, bool transient)
{
    ++row.attempts;
    row.reason = sentence(error.message);
    if (!transient || row.attempts >= m_options.retry.attempts) {
        dropPart(row);
        const bool another = !row.onSecond && !row.secondUrl.isEmpty();
        row.state = another ? DownloadState::Waiting : DownloadState::Failed;
        row.onSecond = row.onSecond || another;
        row.attempts = another ? 0 : row.attempts;
        save(row);
        if (another)
            enqueue(row.id);
        return;
    }
    const qint64 backoff
        = retryDelay(m_options.retry, row.attempts, -1, QRandomGenerator::global()->generateDouble());
    const auto delay = qint64(m_options.scale * double(std::max(backoff, asked)));
    row.state = DownloadState::Waiting;
    row.notBefore = QDateTime::currentMSecsSinceEpoch() + delay;
    save(row);
    m_delayed.emplace(now() + delay, row.id);
}

// Those that come within a moment are taken in together: the disk is waited for once.
void DownloadWorker::takeFile(const DownloadRecord &row, bool resumed)
{
    m_fetched.push_back({row, resumed});
    if (m_fetched.size() >= mostTogether)
        takeFiles();
    else if (!m_take->isActive())
        m_take->start();
}

void DownloadWorker::takeFiles()
{
    m_take->stop();
    const std::vector<Fetched> fetched = std::exchange(m_fetched, {});
    if (fetched.empty())
        return;
    std::vector<ArrivalProcessor::Fetched> files;
    for (const Fetched &one : fetched) {
        files.push_back({m_project->folder().path(m_parts.of(one.row)), one.row, one.resumed});
        files.back().download.from.sourceUrl = one.row.address();
    }
    const std::vector<Result<Arrival>> arrivals = m_arrivals->take(files);
    for (std::size_t i = 0; i < fetched.size(); ++i)
        store(fetched[i].row, arrivals[i], fetched[i].resumed);
    schedule();
}

void DownloadWorker::store(DownloadRecord row, const Result<Arrival> &arrival, bool resumed)
{
    if (!arrival) {
        row.state = DownloadState::Waiting;
        save(row);
        if (m_started)
            stopWith(arrival.error());
        return;
    }
    if (arrival->damaged && resumed) { // the two parts may be of different files
        dropPart(row);
        return retryOrFail(row, {ErrorCode::Corrupt, arrival->reason}, -1, true);
    }
    row.state = arrival->state;
    row.reason = arrival->reason;
    row.imageId = arrival->imageId;
    m_counts.bytes += row.bytes;
    m_recent.push_back({now(), row.bytes});
    save(row);
}

/// What a person has looked at need not be fetched again.
bool DownloadWorker::takePreview(DownloadRecord &row)
{
    const QString part = m_parts.of(row);
    const Folder &folder = m_project->folder();
    if (folder.kind(part) != Folder::Kind::Missing || !hasPreview(row.address()))
        return false;
    const auto image = readPreview(row.address(), m_options.largestFile);
    if (!image || !folder.replace(part, *image))
        return false;
    row.bytes = image->size();
    takeFile(row, false);
    return true;
}

void DownloadWorker::save(const DownloadRecord &row)
{
    DownloadRecord &known = m_rows[row.id];
    --m_counts.counts[std::size_t(known.state)];
    ++m_counts.counts[std::size_t(row.state)];
    known = row;
    m_unreported[row.id] = row;
    if (const auto written = DownloadRepository(*m_database).update(row); !written && m_started)
        stopWith(written.error());
}

void DownloadWorker::stop()
{
    if (!m_database)
        return;
    m_started = false;
    takeFiles();
    m_wake->stop();
    m_reportTimer->stop();
    m_lines.clear();
    m_delayed.clear();
    dropTransfers();
    tell();
}

/// What is being fetched waits again; what has come of it stays for the next attempt.
void DownloadWorker::dropTransfers()
{
    const auto active = std::move(m_active);
    m_active.clear();
    for (const auto &[id, one] : active) {
        m_pace.finished(one.service, std::max<qint64>(0, one.transfer->done() - one.before), now());
        DownloadRecord row = m_rows[id];
        row.state = DownloadState::Waiting;
        save(row);
    }
}

void DownloadWorker::stopWith(const Error &error)
{
    m_started = false;
    stop();
    Q_EMIT failed(error);
}

void DownloadWorker::fetchPreviews(const std::vector<FoundImage> &images)
{
    if (m_previews)
        m_previews->fetch(images);
}

void DownloadWorker::retryFailed()
{
    if (!m_database)
        return;
    if (const auto done = DownloadRepository(*m_database).retryFailed(); !done)
        return stopWith(done.error());
    takeFiles();
    dropTransfers();
    reload();
    start();
}

void DownloadWorker::cancelWaiting()
{
    if (!m_database)
        return;
    stop();
    if (const auto done = DownloadRepository(*m_database).cancelWaiting(); !done)
        return stopWith(done.error());
    const auto removed = m_project->folder().removeTree(incoming);
    reload();
    if (!removed)
        stopWith(removed.error());
}

void DownloadWorker::removeSettled()
{
    if (!m_database)
        return;
    if (const auto done = DownloadRepository(*m_database).removeSettled(); !done)
        return stopWith(done.error());
    const bool wasStarted = m_started;
    stop();
    reload();
    if (wasStarted)
        start();
}

} // namespace cairn
