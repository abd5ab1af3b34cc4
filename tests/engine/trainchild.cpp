// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/trainchild.h"

#include "core/engine/distributed/peerjob.h"
#include "core/engine/training/trainer.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

#include <csignal>

namespace cairn {

namespace {

class Mortal : public TrainingObserver
{
public:
    Mortal(const QDir &folder, const QString &moment, const CancelSource &cancel)
        : m_what(moment.section(u':', 0, 0))
        , m_count(moment.section(u':', 1).toInt())
        , m_cancel(cancel)
        , m_losses(folder.filePath(QStringLiteral("losses.txt")))
    {
        if (!m_losses.open(QIODevice::WriteOnly))
            qFatal("losses.txt cannot be written");
    }
    void onBatch(const BatchMetrics &batch) override
    {
        m_losses.write(QByteArray::number(batch.loss, 'g', 17) + '\n');
        m_losses.flush();
        live(QStringLiteral("batch"));
        if (m_what == QStringLiteral("cancel") && --m_count == 0)
            m_cancel.cancel();
    }
    void onEpoch(const EpochMetrics &) override { live(QStringLiteral("epoch")); }
    void onCheckpoint() override { live(QStringLiteral("checkpoint")); }

private:
    void live(const QString &what)
    {
        if (what == m_what && --m_count == 0)
            std::raise(SIGKILL);
    }

    QString m_what;
    int m_count;
    CancelSource m_cancel;
    QFile m_losses;
};

Result<TrainingOutcome> train(const QStringList &arguments)
{
    QFile file(arguments.value(0));
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::NotFound, QStringLiteral("no job")};
    Result<TrainingJob> job = unpackJob(file.readAll());
    if (!job)
        return job.error();
    job->runDirectory = arguments.value(1);
    job->checkpointSeconds = 0;
    const CancelSource cancel;
    Mortal observer(job->runDirectory, arguments.value(2), cancel);
    if (arguments.size() > 3) {
        ProcessGroup group;
        group.rank = arguments[3].toInt();
        group.size = arguments[4].toInt();
        group.address = QStringLiteral("127.0.0.1");
        group.ports = {quint16(arguments[5].toInt())};
        group.patienceSeconds = 60;
        if (!group.isPrimary())
            return joinTraining(group, observer, {});
        job->group = group;
    }
    return trainNetwork(*job, observer, {}, cancel.token());
}

} // namespace

int trainChild(const QStringList &arguments)
{
    const Result<TrainingOutcome> outcome = train(arguments);
    if (outcome)
        return 0;
    QFile file(QDir(arguments.value(1)).filePath(QStringLiteral("error.txt")));
    if (file.open(QIODevice::WriteOnly))
        file.write(outcome.error().message.toUtf8() + '\n' + outcome.error().detail.toUtf8());
    return 1;
}

QString childProgram()
{
    return QCoreApplication::applicationFilePath();
}

} // namespace cairn
