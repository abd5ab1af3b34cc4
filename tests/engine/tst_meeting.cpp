// SPDX-License-Identifier: GPL-3.0-or-later
// Processes that look for each other, played by threads.

#include "core/engine/distributed/meeting.h"
#include "tests/engine/enginetest.h"
#include "tests/support/silentserver.h"

#include <QTest>

#include <sys/socket.h>
#include <unistd.h>

#include <future>

using namespace cairn;
using namespace Qt::StringLiterals;

namespace {

ProcessGroup worldAt(int rank, int size, const QList<quint16> &ports)
{
    ProcessGroup group{rank, size};
    group.address = u"127.0.0.1"_s;
    group.ports = ports;
    group.patienceSeconds = 30;
    return group;
}

using Met = std::future<Result<Meeting>>;

Met start(
    const ProcessGroup &group, const CancelToken &cancel = {}, const ProgressCallback &progress = [](auto) {})
{
    return std::async(std::launch::async, [=] {
        return meetPeers(
            group, [] { return quint16(4321); }, progress, cancel);
    });
}

} // namespace

class MeetingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void threeMeetBesideALaunchersStore()
    {
        // It takes every connection and says nothing, as torchrun's store does.
        SilentServer store;
        QVERIFY(store.port() != 0);
        const QList<quint16> ports{store.port(), quint16(store.port() + 1), quint16(store.port() + 2)};
        Met second = start(worldAt(1, 3, ports)); // before the first one
        Met first = start(worldAt(0, 3, ports));
        Met third = start(worldAt(2, 3, ports));
        for (Met *met : {&first, &second, &third}) {
            const Result<Meeting> meeting = met->get();
            QVERIFY2(meeting.ok(), qPrintable(meeting ? QString() : meeting.error().message));
            QCOMPARE(meeting->storePort, quint16(4321));
            QCOMPARE(meeting->storeAddress, u"127.0.0.1"_s);
            QCOMPARE(meeting->ownAddress, u"127.0.0.1"_s);
            QVERIFY(meeting->cores >= 1);
        }
        QCOMPARE(store.received(), QByteArray()); // nobody spoke to it
    }

    void twoJobsDoNotMix()
    {
        SilentServer store;
        const QList<quint16> ports{store.port(), quint16(store.port() + 1), quint16(store.port() + 2)};
        ProcessGroup worlds[4]
            = {worldAt(0, 2, ports), worldAt(1, 2, ports), worldAt(0, 2, ports), worldAt(1, 2, ports)};
        worlds[2].job = worlds[3].job = u"other"_s;
        Met met[4] = {start(worlds[0]), start(worlds[3]), start(worlds[2]), start(worlds[1])};
        for (Met &one : met)
            QVERIFY(one.get().ok());
    }

    void whoIsMissingIsSaid()
    {
        SilentServer store;
        ProcessGroup first = worldAt(0, 4, {quint16(store.port() + 1)});
        ProcessGroup third = worldAt(2, 4, first.ports);
        first.patienceSeconds = third.patienceSeconds = 2;
        Met met[2] = {start(first), start(third)};
        const Result<Meeting> one = met[0].get();
        QVERIFY(!one.ok());
        QCOMPARE(one.error().code, ErrorCode::Offline);
        QVERIFY2(one.error().message.contains(u"2 of them did not connect (rank 1, 3)"_s),
                 qPrintable(one.error().message));
        const Result<Meeting> other = met[1].get();
        QVERIFY(!other.ok());
        QVERIFY2(other.error().message.contains(u"rank 0"_s), qPrintable(other.error().message));
    }

    void waitingIsCancelled()
    {
        SilentServer store;
        const QList<quint16> ports{store.port(), quint16(store.port() + 1)};
        for (const int rank : {0, 1}) {
            CancelSource cancel;
            Met met = start(worldAt(rank, 2, ports), cancel.token());
            QVERIFY(met.wait_for(std::chrono::milliseconds(300)) == std::future_status::timeout);
            cancel.cancel();
            const Result<Meeting> meeting = met.get();
            QVERIFY(!meeting.ok());
            QCOMPARE(meeting.error().code, ErrorCode::Cancelled);
        }
    }

    void coresAreDivided()
    {
        const std::vector<int> four{0, 1, 2, 3};
        QCOMPARE(dividedCores({{u"a"_s, four}}), std::vector<int>{4});
        QCOMPARE(dividedCores({{u"a"_s, four}, {u"a"_s, four}}), (std::vector<int>{2, 2}));
        QCOMPARE(dividedCores({{u"a"_s, four}, {u"b"_s, four}}), (std::vector<int>{4, 4}));
        // A launcher has bound them already.
        QCOMPARE(dividedCores({{u"a"_s, {0, 1}}, {u"a"_s, {2, 3}}}), (std::vector<int>{2, 2}));
        QCOMPARE(dividedCores({{u"a"_s, {0}}, {u"a"_s, {0}}, {u"a"_s, {0}}}), (std::vector<int>{1, 1, 1}));
        const std::vector<int> three = dividedCores({{u"a"_s, {0, 1, 2}}, {u"a"_s, {0, 1, 2}}});
        QCOMPARE(three[0] + three[1], 3);
    }

    void aGoodbyeIsNoLoss()
    {
        for (const bool goodbye : {true, false}) {
            int first[2];
            int second[2];
            QVERIFY(socketpair(AF_UNIX, SOCK_STREAM, 0, first) == 0);
            QVERIFY(socketpair(AF_UNIX, SOCK_STREAM, 0, second) == 0);
            const PeerWatch host({first[0], second[0]});
            const PeerWatch staying({second[1]});
            if (goodbye)
                const PeerWatch leaving({first[1]});
            else
                ::close(first[1]);
            if (goodbye) {
                QTest::qWait(100); // on purpose: nothing is to happen
                QVERIFY(!host.lost() && !staying.lost());
            } else {
                QTRY_VERIFY(host.lost() && staying.lost());
            }
        }
    }
};

static const EngineTest<MeetingTest> registered("meeting");

#include "tst_meeting.moc"
