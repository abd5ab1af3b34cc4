// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/cli/cliprocess.h"
#include "tests/support/silentserver.h"

#include <QTest>

#include <csignal>
#include <memory>
#include <vector>

namespace cairn {

/// Starts processes as torchrun's agent does: it owns MASTER_PORT itself, sets the same variables, and where
/// one process fails it sends SIGTERM to the rest and starts all of them again.
class Launcher
{
public:
    Launcher(int processes, int restarts, const QString &logs)
        : m_count(processes)
        , m_restarts(restarts)
        , m_logs(logs)
    {
    }

    void start(const QStringList &arguments)
    {
        m_arguments = arguments;
        m_processes.clear();
        for (int rank = 0; rank < m_count; ++rank) {
            m_processes.push_back(std::make_unique<QProcess>());
            m_processes.back()->setProcessEnvironment(environmentOf(rank));
            startCli(*m_processes.back(), arguments);
        }
    }

    /// Until all have ended well, or no restart is left. True: well.
    bool supervise()
    {
        while (true) {
            const bool ended = QTest::qWaitFor([this] { return failed() || allEnded(); }, 240'000);
            if (!ended || !failed())
                return ended;
            terminate();
            if (m_attempt == m_restarts)
                return false;
            ++m_attempt;
            start(m_arguments);
        }
    }

    QProcess &process(int rank) { return *m_processes[std::size_t(rank)]; }
    int attempts() const { return m_attempt + 1; }

    void terminate()
    {
        for (const auto &process : m_processes)
            process->terminate();
        for (const auto &process : m_processes) {
            if (process->state() != QProcess::NotRunning && !process->waitForFinished(30'000))
                process->kill();
            process->waitForFinished();
        }
    }

private:
    QProcessEnvironment environmentOf(int rank) const
    {
        QProcessEnvironment all = QProcessEnvironment::systemEnvironment();
        const auto set = [&all](const char *name, const QString &value) {
            all.insert(QString::fromLatin1(name), value);
        };
        const QString own = QString::number(rank);
        const QString count = QString::number(m_count);
        for (const char *name : {"RANK", "LOCAL_RANK", "ROLE_RANK"})
            set(name, own);
        for (const char *name : {"WORLD_SIZE", "LOCAL_WORLD_SIZE", "ROLE_WORLD_SIZE"})
            set(name, count);
        set("MASTER_ADDR", QStringLiteral("localhost"));
        set("MASTER_PORT", QString::number(m_store.port()));
        set("OMP_NUM_THREADS", QStringLiteral("1"));
        set("TORCHELASTIC_USE_AGENT_STORE", QStringLiteral("True"));
        set("TORCHELASTIC_RUN_ID", QStringLiteral("none"));
        set("TORCHELASTIC_RESTART_COUNT", QString::number(m_attempt));
        set("TORCHELASTIC_MAX_RESTARTS", QString::number(m_restarts));
        set("TORCHELASTIC_ERROR_FILE",
            QStringLiteral("%1/attempt_%2/%3/error.json").arg(m_logs).arg(m_attempt).arg(rank));
        return all;
    }

    bool failed() const
    {
        return std::any_of(m_processes.begin(), m_processes.end(), [](const auto &process) {
            return process->state() == QProcess::NotRunning
                && (process->exitStatus() != QProcess::NormalExit || process->exitCode() != 0);
        });
    }
    bool allEnded() const
    {
        return std::all_of(m_processes.begin(), m_processes.end(),
                           [](const auto &process) { return process->state() == QProcess::NotRunning; });
    }

    const int m_count;
    const int m_restarts;
    const QString m_logs;
    int m_attempt = 0;
    SilentServer m_store;
    QStringList m_arguments;
    std::vector<std::unique_ptr<QProcess>> m_processes;
};

} // namespace cairn
