// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <csignal>

#include <sys/resource.h>

namespace cairn {

/// As long as it lives, no file of this process may grow beyond so many bytes: what would, is written in part
/// and then fails, as on a full disk (but errno is EFBIG, not ENOSPC).
class FullDisk
{
public:
    explicit FullDisk(qint64 largestFile)
    {
        m_handler = std::signal(SIGXFSZ, SIG_IGN); // else it ends the process
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{rlim_t(largestFile), m_before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullDisk()
    {
        setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_handler);
    }
    Q_DISABLE_COPY_MOVE(FullDisk)

private:
    rlimit m_before{};
    void (*m_handler)(int) = SIG_DFL;
};

} // namespace cairn
