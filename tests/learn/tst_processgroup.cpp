// SPDX-License-Identifier: GPL-3.0-or-later
// What launchers set, as they set it, and what a process makes of it.

#include "core/learn/processgroup.h"

#include <QTest>

using namespace cairn;
using namespace Qt::StringLiterals;

namespace {

QProcessEnvironment environment(const QList<std::pair<QString, QString>> &variables)
{
    QProcessEnvironment all;
    for (const auto &[name, value] : variables)
        all.insert(name, value);
    return all;
}

/// Of torchrun 2.15's second process of two on one machine, without --master-port.
const QList<std::pair<QString, QString>> torchrun{
    {u"RANK"_s, u"1"_s},
    {u"WORLD_SIZE"_s, u"2"_s},
    {u"LOCAL_RANK"_s, u"1"_s},
    {u"LOCAL_WORLD_SIZE"_s, u"2"_s},
    {u"GROUP_RANK"_s, u"0"_s},
    {u"MASTER_ADDR"_s, u"localhost"_s},
    {u"MASTER_PORT"_s, u"42137"_s},
    {u"OMP_NUM_THREADS"_s, u"1"_s},
    {u"TORCHELASTIC_ERROR_FILE"_s, u"/run/torchelastic_7/bcd2_r7v/attempt_1/1/error.json"_s},
    {u"TORCHELASTIC_RESTART_COUNT"_s, u"1"_s},
    {u"TORCHELASTIC_RUN_ID"_s, u"bcd2"_s},
    {u"TORCHELASTIC_USE_AGENT_STORE"_s, u"True"_s},
};

const QList<std::pair<QString, QString>> mpirun{
    {u"OMPI_COMM_WORLD_RANK"_s, u"3"_s},       {u"OMPI_COMM_WORLD_SIZE"_s, u"4"_s},
    {u"OMPI_COMM_WORLD_LOCAL_RANK"_s, u"1"_s}, {u"OMPI_COMM_WORLD_LOCAL_SIZE"_s, u"2"_s},
    {u"PMIX_NAMESPACE"_s, u"813760513"_s},
};

const QList<std::pair<QString, QString>> srun{
    {u"SLURM_PROCID"_s, u"2"_s},  {u"SLURM_NTASKS"_s, u"4"_s},
    {u"SLURM_LOCALID"_s, u"0"_s}, {u"SLURM_NODELIST"_s, u"node[07-09,12]"_s},
    {u"SLURM_JOB_ID"_s, u"91"_s}, {u"SLURM_STEP_ID"_s, u"0"_s},
};

ProcessGroup worldOf(const QList<std::pair<QString, QString>> &variables, const QString &rendezvous = {})
{
    const auto group = processGroupFromEnvironment(environment(variables), rendezvous);
    return group && *group ? **group : ProcessGroup{-1, -1};
}

bool refused(const QList<std::pair<QString, QString>> &variables, const QString &rendezvous = {})
{
    return !processGroupFromEnvironment(environment(variables), rendezvous).ok();
}

bool alone(const QList<std::pair<QString, QString>> &variables)
{
    const auto group = processGroupFromEnvironment(environment(variables));
    return group.ok() && !*group;
}

} // namespace

class TestProcessGroup : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aProcessAlone()
    {
        QVERIFY(alone({}));
        QVERIFY(alone({{u"RANK"_s, u"3"_s}})); // of another program
        QVERIFY(alone({{u"WORLD_SIZE"_s, u"1"_s}, {u"RANK"_s, u"0"_s}}));
        QVERIFY(refused({}, u"node0:29500"_s));
    }

    // Kubernetes' PyTorchJob sets these, too.
    void variablesSetByHand()
    {
        const QList<std::pair<QString, QString>> most{
            {u"WORLD_SIZE"_s, u"2"_s}, {u"RANK"_s, u"1"_s}, {u"MASTER_ADDR"_s, u"job-master-0"_s}};
        QVERIFY(refused({{u"WORLD_SIZE"_s, u"2"_s}}));
        QVERIFY(refused(most));
        const ProcessGroup group = worldOf(most + QList{std::pair{u"MASTER_PORT"_s, u"23456"_s}});
        QCOMPARE(group.rank, 1);
        QCOMPARE(group.size, 2);
        QCOMPARE(group.address, u"job-master-0"_s);
        QCOMPARE(group.ports.first(), quint16(23456));
        QVERIFY(group.ports.size() > 1); // where the first is taken
        QVERIFY(group.restartKey.isEmpty());
        for (const char *rank : {"2", "-1", "one"})
            QVERIFY(refused({{u"WORLD_SIZE"_s, u"2"_s},
                             {u"RANK"_s, QString::fromLatin1(rank)},
                             {u"MASTER_ADDR"_s, u"node0"_s},
                             {u"MASTER_PORT"_s, u"29500"_s}}));
    }

    void torchrunsAgentOwnsThePort()
    {
        const ProcessGroup group = worldOf(torchrun);
        QCOMPARE(group.rank, 1);
        QCOMPARE(group.localRank, 1);
        QVERIFY(group.oneMachine);
        QCOMPARE(group.address, u"127.0.0.1"_s);
        QVERIFY(!group.ports.contains(42137));
        QCOMPARE(group.ports.first(), quint16(42138));
        QCOMPARE(group.job, u"bcd2"_s);
        // The same after a restart.
        QCOMPARE(group.restartKey, u"torchrun /run/torchelastic_7/bcd2_r7v"_s);
    }

    void portsAtTheEndGoDownwards()
    {
        QList<std::pair<QString, QString>> high = torchrun;
        high << std::pair{u"MASTER_PORT"_s, u"65535"_s};
        QCOMPARE(worldOf(high).ports.first(), quint16(65534));
    }

    void mpirunOnSeveralMachinesNeedsAPlace()
    {
        QVERIFY(refused(mpirun));
        const ProcessGroup named = worldOf(mpirun, u"node0:29500"_s);
        QCOMPARE(named.rank, 3);
        QCOMPARE(named.localRank, 1);
        QCOMPARE(named.address, u"node0"_s);
        QCOMPARE(named.ports, QList<quint16>{29500});
        QCOMPARE(worldOf(mpirun + QList{std::pair{u"MASTER_ADDR"_s, u"node1"_s}}).address, u"node1"_s);
        QVERIFY(refused(mpirun, u"node0"_s));
        QVERIFY(refused(mpirun, u"node0:0"_s));
        QVERIFY(refused(mpirun, u":29500"_s));
        QCOMPARE(worldOf(mpirun, u"[fd00::1]:29500"_s).address, u"fd00::1"_s);
    }

    void mpirunOnOneMachineNeedsNothing()
    {
        const ProcessGroup group
            = worldOf(mpirun + QList{std::pair{u"OMPI_COMM_WORLD_LOCAL_SIZE"_s, u"4"_s}});
        QVERIFY(group.oneMachine);
        QCOMPARE(group.address, u"127.0.0.1"_s);
        QVERIFY(!group.ports.isEmpty());
    }

    void srunStartsOnTheFirstNode()
    {
        const ProcessGroup group = worldOf(srun);
        QCOMPARE(group.rank, 2);
        QCOMPARE(group.size, 4);
        QCOMPARE(group.address, u"node07"_s);
        QCOMPARE(group.job, u"91.0"_s);
        QCOMPARE(group.restartKey, u"slurm 91.0"_s);
        QVERIFY(!group.oneMachine);
    }

    // It has the variables of its job, but srun did not start it.
    void theScriptOfASlurmJobIsAlone()
    {
        QList<std::pair<QString, QString>> script = srun;
        script.removeLast();
        QVERIFY(alone(script));
    }

    void whoSaysMoreWins()
    {
        // mpirun inside a Slurm job, which starts one daemon a node by srun.
        QCOMPARE(worldOf(srun + mpirun, u"node0:29500"_s).rank, 3);
        // torchrun started by srun, once a node.
        QCOMPARE(worldOf(srun + torchrun).rank, 1);
        // A script for Slurm that exports all but the rank.
        const QList<std::pair<QString, QString>> script{
            {u"WORLD_SIZE"_s, u"4"_s}, {u"MASTER_ADDR"_s, u"node08"_s}, {u"MASTER_PORT"_s, u"12355"_s}};
        const ProcessGroup group = worldOf(srun + script);
        QCOMPARE(group.rank, 2);
        QCOMPARE(group.address, u"node08"_s);
        QCOMPARE(group.ports.first(), quint16(12355));
        QVERIFY(refused(srun + QList{std::pair{u"WORLD_SIZE"_s, u"8"_s}}));
    }

    void nodeLists()
    {
        QCOMPARE(firstOfNodeList(u"node[07-09,12],gpu1"_s), u"node07"_s);
        QCOMPARE(firstOfNodeList(u"gpu1,node[1-2]"_s), u"gpu1"_s);
        QCOMPARE(firstOfNodeList(u"rack[2-3]n[04,06]-ib"_s), u"rack2n04-ib"_s);
        QCOMPARE(firstOfNodeList({}), QString());
    }
};

QTEST_GUILESS_MAIN(TestProcessGroup)
#include "tst_processgroup.moc"
