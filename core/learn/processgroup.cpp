// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/processgroup.h"
#include "core/base/text.h"

#include <QCryptographicHash>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr int largestWorld = 4096;
constexpr int largestLocalRank = 1023;
constexpr int portsTried = 16;
constexpr int largestPort = 65535;

/// What one launcher says, as it says it.
struct Launch
{
    QString rank;
    QString size;
    QString localRank;
    QString localSize;
    QString address; ///< of the first process's machine
    QString job;
    QString restartKey;
    bool byVariables = false; ///< people's and torchrun's, which always say where to meet
};

const Error badVariables{
    ErrorCode::InvalidInput,
    Text::tr("WORLD_SIZE is set, so this is one of several training processes; RANK (0 … WORLD_SIZE − 1), "
             "MASTER_ADDR and MASTER_PORT must also be set.")};

const Error badRendezvous{
    ErrorCode::InvalidInput,
    u"--rendezvous must be HOST:PORT, the address where the first process waits for the others."_s};

/// torchrun tells each process where to write its last words: <folder of this agent>/attempt_<n>/<rank>/….
QString agentOf(const QProcessEnvironment &environment)
{
    const QString file = environment.value(u"TORCHELASTIC_ERROR_FILE"_s);
    const qsizetype end = file.indexOf(u"/attempt_"_s);
    return end > 0 ? u"torchrun "_s + file.first(end) : QString();
}

Launch ofVariables(const QProcessEnvironment &environment)
{
    return {environment.value(u"RANK"_s),
            environment.value(u"WORLD_SIZE"_s),
            environment.value(u"LOCAL_RANK"_s),
            environment.value(u"LOCAL_WORLD_SIZE"_s),
            {},
            environment.value(u"TORCHELASTIC_RUN_ID"_s),
            agentOf(environment),
            true};
}

Launch ofOpenMpi(const QProcessEnvironment &environment)
{
    return {environment.value(u"OMPI_COMM_WORLD_RANK"_s),
            environment.value(u"OMPI_COMM_WORLD_SIZE"_s),
            environment.value(u"OMPI_COMM_WORLD_LOCAL_RANK"_s),
            environment.value(u"OMPI_COMM_WORLD_LOCAL_SIZE"_s),
            {},
            environment.value(u"PMIX_NAMESPACE"_s, environment.value(u"OMPI_MCA_ess_base_jobid"_s)),
            {}};
}

Launch ofSlurm(const QProcessEnvironment &environment)
{
    const QString job = environment.value(u"SLURM_JOB_ID"_s);
    const QString step = environment.value(u"SLURM_STEP_ID"_s);
    // The script of a job has these variables too, but is no process of a step: it trains alone.
    if (!job.isEmpty() && step.isEmpty())
        return {};
    const QString nodes = environment.value(
        u"SLURM_STEP_NODELIST"_s,
        environment.value(u"SLURM_NODELIST"_s, environment.value(u"SLURM_JOB_NODELIST"_s)));
    const QString size = environment.value(u"SLURM_STEP_NUM_TASKS"_s, environment.value(u"SLURM_NTASKS"_s));
    const bool oneNode = !nodes.contains(u',') && !nodes.contains(u'[');
    const QString id = job.isEmpty() ? QString() : job + u'.' + step;
    return {environment.value(u"SLURM_PROCID"_s),
            size,
            environment.value(u"SLURM_LOCALID"_s),
            oneNode ? size : QString(),
            firstOfNodeList(nodes),
            id,
            id.isEmpty() ? id : u"slurm "_s + id};
}

/// Of the launchers that started this process, the one that says most.
Launch launchOf(const QProcessEnvironment &environment)
{
    Launch said = ofVariables(environment);
    if (!said.size.isEmpty() && !said.rank.isEmpty())
        return said;
    for (const Launch &launch : {ofOpenMpi(environment), ofSlurm(environment)}) {
        const bool complete = !launch.rank.isEmpty() && !launch.size.isEmpty();
        if (complete && (said.size.isEmpty() || said.size == launch.size))
            return launch;
    }
    return said;
}

std::optional<int> numberIn(const QString &text, int smallest, int largest)
{
    bool isNumber = false;
    const int value = text.toInt(&isNumber);
    return isNumber && value >= smallest && value <= largest ? std::optional<int>(value) : std::nullopt;
}

/// `count` ports from `first` on, or downwards where there are none above.
QList<quint16> portsFrom(int first, int count)
{
    const int step = first + count - 1 > largestPort ? -1 : 1;
    QList<quint16> ports;
    for (int i = 0; i < count; ++i)
        ports << quint16(first + step * i);
    return ports;
}

/// Jobs that nobody gave a port begin at different ones.
int portOf(const QString &job)
{
    const QByteArray hash = QCryptographicHash::hash(job.toUtf8(), QCryptographicHash::Sha256);
    return 20000 + (uchar(hash[0]) * 256 + uchar(hash[1])) % 10000;
}

Result<void> meetAt(ProcessGroup &group, const QString &rendezvous)
{
    const qsizetype colon = rendezvous.lastIndexOf(u':');
    const std::optional<int> port = numberIn(rendezvous.sliced(colon + 1), 1, largestPort);
    QString host = rendezvous.first(std::max<qsizetype>(0, colon));
    if (host.startsWith(u'[') && host.endsWith(u']'))
        host = host.sliced(1, host.size() - 2);
    if (!port || host.isEmpty())
        return badRendezvous;
    group.address = host;
    group.ports = {quint16(*port)};
    group.oneMachine = false; // whoever names a place knows why
    return {};
}

/// Where the launcher or the variables say that the first process is.
Result<void> meetAsLaunched(ProcessGroup &group, const Launch &launch, const QProcessEnvironment &environment)
{
    const QString portText = environment.value(u"MASTER_PORT"_s);
    const std::optional<int> port = numberIn(portText, 1, largestPort);
    group.address = environment.value(u"MASTER_ADDR"_s, launch.address);
    if ((!port && (launch.byVariables || !portText.isEmpty()))
        || (launch.byVariables && group.address.isEmpty()))
        return badVariables;
    // On one machine its own name need not lead anywhere.
    if (group.oneMachine)
        group.address = u"127.0.0.1"_s;
    if (group.address.isEmpty())
        return Error{
            ErrorCode::InvalidInput,
            Text::tr(
                "This is one of %1 processes on several machines, and the address of the first one is "
                "unknown: "
                "give all of them --rendezvous HOST:PORT, or MASTER_ADDR (mpirun -x MASTER_ADDR=HOST …).")
                .arg(group.size)};
    group.ports = portsFrom(port.value_or(portOf(group.job)), portsTried);
    if (environment.value(u"TORCHELASTIC_USE_AGENT_STORE"_s) == u"True")
        group.ports.removeFirst(); // torchrun's own store listens there
    return {};
}

} // namespace

QString firstOfNodeList(const QString &list)
{
    QString name;
    bool inRange = false;
    bool skipping = false;
    for (const QChar c : list) {
        if (c == u'[' || c == u']') {
            inRange = c == u'[';
            skipping = false;
        } else if (inRange && (c == u'-' || c == u',')) {
            skipping = true;
        } else if (c == u',') {
            break;
        } else if (!skipping) {
            name += c;
        }
    }
    return name;
}

Result<std::optional<ProcessGroup>> processGroupFromEnvironment(const QProcessEnvironment &environment,
                                                                const QString &rendezvous)
{
    const Launch launch = launchOf(environment);
    if (launch.size.isEmpty() || launch.size == u"1") {
        if (!rendezvous.isEmpty())
            return Error{ErrorCode::InvalidInput,
                         u"--rendezvous is only for training in several processes, and no launcher started "
                         "this one; set RANK and WORLD_SIZE."_s};
        return std::optional<ProcessGroup>();
    }
    const std::optional<int> size = numberIn(launch.size, 1, largestWorld);
    const std::optional<int> rank = numberIn(launch.rank, 0, size.value_or(0) - 1);
    const std::optional<int> localRank
        = numberIn(launch.localRank.isEmpty() ? u"0"_s : launch.localRank, 0, largestLocalRank);
    if (!size || !rank || !localRank)
        return badVariables;
    ProcessGroup group{*rank, *size, *localRank};
    group.oneMachine = launch.localSize == launch.size;
    group.job = launch.job;
    group.restartKey = launch.restartKey;
    const Result<void> placed
        = rendezvous.isEmpty() ? meetAsLaunched(group, launch, environment) : meetAt(group, rendezvous);
    return placed.transform([&] { return std::optional<ProcessGroup>(group); });
}

} // namespace cairn
