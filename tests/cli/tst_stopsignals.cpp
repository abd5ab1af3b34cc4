// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/stopsignals.h"

#include <csignal>

#include <QTest>

using namespace cairn;

namespace {
int requests = 0;
}

class TestStopSignals : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// A library that is loaded later may take a signal for itself.
    void takenBackFromLibraries()
    {
        keepStopSignals(); // nobody asked for them yet
        std::signal(SIGHUP, SIG_DFL);
        std::signal(SIGTERM, SIG_IGN); // as under nohup
        onStopSignal([] { ++requests; });
        std::signal(SIGHUP, [](int) {});
        std::raise(SIGHUP);
        QCOMPARE(requests, 0);
        keepStopSignals();
        std::raise(SIGTERM);
        QCOMPARE(requests, 0); // stays ignored
        std::raise(SIGHUP);
        QCOMPARE(requests, 1);
        QVERIFY(!stoppedByHand());
        std::raise(SIGHUP);
        QCOMPARE(requests, 1); // a closing terminal sends several
    }
};

QTEST_GUILESS_MAIN(TestStopSignals)
#include "tst_stopsignals.moc"
