// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/runrecorder.h"
#include "core/base/text.h"

#include "core/base/format.h"
#include "core/runs/metricsjson.h"

#include <QDateTime>
#include <QJsonDocument>

namespace cairn {

namespace {

constexpr qint64 flushEveryMs = 1000;
constexpr qint64 longestLine = 1'000'000; // of metrics.jsonl, in bytes; ours have some hundred

/// The lines of metrics.jsonl that a run which stands there has told. A last line that is cut short is none.
QByteArray linesBefore(QFile &file, const TrainingSetup &setup)
{
    QByteArray kept;
    while (!file.atEnd()) {
        const QByteArray line = file.readLine(longestLine);
        const QJsonObject json = QJsonDocument::fromJson(line).object();
        const bool isEpoch = json[QStringLiteral("event")].toString() == QStringLiteral("epoch");
        const bool told = isEpoch ? json[QStringLiteral("epoch")].toInt() < setup.doneEpochs
                                  : json[QStringLiteral("step")].toInteger() < setup.doneSteps;
        if (told && line.endsWith('\n') && !json.isEmpty())
            kept += line;
    }
    return kept;
}

} // namespace

RunRecorder::RunRecorder(Database &database, RunRecord run, TrainingObserver &next)
    : m_repository(database)
    , m_run(std::move(run))
    , m_next(next)
    , m_folder(database.folder())
    , m_metricsName(Project::runFolder(m_run.id) + QStringLiteral("/metrics.jsonl"))
{
    m_log = opened(Project::runFolder(m_run.id) + QStringLiteral("/log.txt")); // first: it hears of the other
    m_metrics = opened(m_metricsName);
    m_sinceFlush.start();
}

std::unique_ptr<QFile> RunRecorder::opened(const QString &name)
{
    auto file = m_folder.append(name);
    if (file)
        return *std::move(file);
    reportFailure(file.error());
    return nullptr;
}

RunRecorder::~RunRecorder()
{
    flushMetrics();
}

void RunRecorder::forgetFrom(const TrainingSetup &setup)
{
    m_metrics.reset();
    Result<void> written;
    if (const auto file = m_folder.read(m_metricsName))
        written = m_folder.replace(m_metricsName, linesBefore(**file, setup));
    else
        written = file.error();
    if (!written)
        reportFailure(written.error());
    m_metrics = opened(m_metricsName);
    if (const Result<void> removed = m_repository.removeEpochs(m_run.id, setup.doneEpochs); !removed)
        reportFailure(removed.error());
}

void RunRecorder::onSetup(const TrainingSetup &setup)
{
    m_setUp = true;
    if (m_metrics && m_metrics->size() > 0)
        forgetFrom(setup);
    if (setup.doneSteps > 0)
        log(QStringLiteral("resumed after %1 steps").arg(setup.doneSteps));
    m_run.setup = QStringLiteral("%1, %2, %3 %4")
                      .arg(setup.device, setup.precision)
                      .arg(setup.threads)
                      .arg(setup.threads == 1 ? QStringLiteral("thread") : QStringLiteral("threads"));
    log(Text::tr("%1; %2 steps per epoch, %3 in total")
            .arg(m_run.setup)
            .arg(setup.stepsPerEpoch)
            .arg(setup.totalSteps));
    if (!setup.weightsReport.isEmpty())
        log(setup.weightsReport);
    if (const Result<void> updated = m_repository.update(m_run); !updated)
        reportFailure(updated.error());
    TrainingSetup told = setup;
    told.classes = m_run.classes;
    m_next.onSetup(told);
}

void RunRecorder::onBatch(const BatchMetrics &batch)
{
    writeMetrics(toJson(batch));
    if (m_sinceFlush.elapsed() >= flushEveryMs)
        flushMetrics();
    m_next.onBatch(batch);
}

void RunRecorder::onEpoch(const EpochMetrics &epoch)
{
    writeMetrics(toJson(epoch));
    flushMetrics();
    m_run.epochs = epoch.epoch + 1;
    m_run.errorRate = epoch.errorRate;
    m_run.validLoss = epoch.validLoss;
    m_run.seconds += epoch.seconds;
    Result<void> written = m_repository.addEpoch(m_run.id, epoch);
    if (epoch.best) {
        m_run.bestEpoch = epoch.epoch;
        m_run.bestErrorRate = epoch.errorRate;
        // A run that goes on may have been evaluated: that was said by other weights.
        if (const Result<void> removed = m_repository.replacePredictions(m_run.id, {}); !removed)
            reportFailure(removed.error());
    }
    if (written)
        written = m_repository.update(m_run);
    if (!written)
        reportFailure(written.error());
    log(QStringLiteral("epoch %1 (%2): training loss %3, validation loss %4, error rate %5, %6")
            .arg(epoch.epoch + 1)
            .arg(epoch.stageName)
            .arg(epoch.trainLoss, 0, 'f', 4)
            .arg(epoch.validLoss, 0, 'f', 4)
            .arg(formatPercent(epoch.errorRate), formatDuration(epoch.seconds)));
    m_next.onEpoch(epoch);
}

void RunRecorder::onPhase(const QString &phase, qint64 done, qint64 total)
{
    // Progress inside a phase comes often and says nothing that a log needs.
    if (phase != m_phase) {
        m_phase = phase;
        log(phase);
    }
    m_next.onPhase(phase, done, total);
}

void RunRecorder::onCheckpoint()
{
    flushMetrics();
    m_next.onCheckpoint();
}

void RunRecorder::onNotice(const QString &notice)
{
    log(QStringLiteral("notice: %1").arg(notice));
    m_next.onNotice(notice);
}

void RunRecorder::log(const QString &line)
{
    if (!m_log)
        return;
    const QString time = QDateTime::currentDateTime().toString(Qt::ISODate);
    m_log->write(QStringLiteral("%1 %2\n").arg(time, line).toUtf8());
    m_log->flush();
}

void RunRecorder::writeMetrics(const QJsonObject &object)
{
    if (!m_metrics)
        return;
    QByteArray line = QJsonDocument(object).toJson(QJsonDocument::Compact);
    line.append('\n');
    if (m_metrics->write(line) != line.size())
        reportFailure({ErrorCode::WriteFailed, Text::tr("%1 cannot be written.").arg(m_metrics->fileName()),
                       m_metrics->errorString()});
}

void RunRecorder::flushMetrics()
{
    if (m_metrics && !m_metrics->flush())
        reportFailure({ErrorCode::WriteFailed, Text::tr("%1 cannot be written.").arg(m_metrics->fileName()),
                       m_metrics->errorString()});
    m_sinceFlush.restart();
}

void RunRecorder::reportFailure(const Error &error)
{
    if (m_failureReported)
        return;
    m_failureReported = true;
    onNotice(Text::tr("The record of this run is incomplete: %1").arg(error.message));
}

} // namespace cairn
