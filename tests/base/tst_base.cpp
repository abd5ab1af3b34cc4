// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/cancel.h"
#include "core/base/cores.h"
#include "core/base/format.h"
#include "core/base/pausegate.h"
#include "core/base/result.h"

#include <QTest>

#include <thread>

using namespace cairn;

class TestBase : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void resultHoldsValueOrError()
    {
        const Result<int> value = 3;
        QVERIFY(value);
        QCOMPARE(*value, 3);
        const Result<int> error = Error{ErrorCode::NotFound, QStringLiteral("No such file.")};
        QVERIFY(!error);
        QCOMPARE(error.error().code, ErrorCode::NotFound);
        QVERIFY(Result<void>());
    }

    void stepsFollowOneAnother()
    {
        const auto half = [](int value) -> Result<int> {
            if (value % 2 != 0)
                return Error{ErrorCode::InvalidInput, QStringLiteral("%1 is odd.").arg(value)};
            return value / 2;
        };
        const auto asText = [](int value) { return QString::number(value); };
        const Result<QString> two = half(8).and_then(half).transform(asText);
        QVERIFY(two);
        QCOMPARE(*two, QStringLiteral("2"));

        int steps = 0;
        const auto count = [&steps](int) -> Result<void> {
            ++steps;
            return {};
        };
        const Result<int> six = half(12);
        QVERIFY(six.and_then(count)); // of an lvalue, which keeps its value
        QCOMPARE(*six, 6);
        const Result<void> failed = half(6).and_then(half).and_then(count);
        QVERIFY(!failed);
        QCOMPARE(failed.error().message, QStringLiteral("3 is odd."));
        QCOMPARE(steps, 1); // nothing after an error

        QCOMPARE(*Result<void>().and_then([&] { return half(4); }), 2);
        QCOMPARE(*Result<void>().transform([] { return 5; }), 5);
        QVERIFY(half(4).transform([](int) {}));
        QVERIFY(!half(5).transform([](int) {}));
    }

    void stepsOfALoopEndAtTheFirstError()
    {
        QList<int> seen;
        const auto below3 = [&seen](int number) -> Result<void> {
            seen << number;
            if (number == 3)
                return Error{ErrorCode::InvalidInput, QStringLiteral("3")};
            return {};
        };
        QVERIFY(forEach(QList<int>{1, 2}, below3));
        QCOMPARE(forEach(QList<int>{1, 3, 2}, below3).error().message, QStringLiteral("3"));
        QCOMPARE(seen, (QList<int>{1, 2, 1, 3}));
    }

    void valuesAreCollectedOrTheFirstError()
    {
        const auto half = [](int number) -> Result<int> {
            if (number % 2 != 0)
                return Error{ErrorCode::InvalidInput, QString::number(number)};
            return number / 2;
        };
        QCOMPARE(*collect(QList<int>{2, 6}, half), (std::vector<int>{1, 3}));
        QVERIFY(collect(QList<int>(), half)->empty());
        QCOMPARE(collect(QList<int>{2, 5, 7}, half).error().message, QStringLiteral("5"));
    }

    void allValuesOrTheFirstError()
    {
        const Result<int> number = 3;
        const Result<QString> text = QStringLiteral("three");
        const Result<int> first = Error{ErrorCode::NotFound, QStringLiteral("first")};
        const Result<int> second = Error{ErrorCode::Corrupt, QStringLiteral("second")};
        const auto both = allOf(number, text);
        QVERIFY(both);
        QCOMPARE(std::get<0>(*both), 3);
        QCOMPARE(std::get<1>(*both), QStringLiteral("three"));
        QCOMPARE(allOf(number, first, second).error().message, QStringLiteral("first"));
        QCOMPARE(allOf(second, first).error().code, ErrorCode::Corrupt);
    }

    void cancelReachesAllTokens()
    {
        CancelSource source;
        const CancelToken before = source.token();
        QVERIFY(!before.cancelled());
        source.cancel();
        QVERIFY(before.cancelled());
        QVERIFY(source.token().cancelled());
        QVERIFY(!CancelToken().cancelled());
    }

    void pauseGateOpensOnResumeAndOnCancel()
    {
        const PauseGate closed = [] {
            PauseGate gate;
            gate.setPaused(true);
            return gate;
        }();
        CancelSource source;
        std::thread waiter([&] { closed.wait(source.token()); });
        source.cancel();
        waiter.join(); // hangs (and the test times out) if cancel does not open the gate

        PauseGate gate = closed;
        std::thread second([&] { gate.wait({}); });
        gate.setPaused(false);
        second.join();
    }

    void formats_data()
    {
        QTest::addColumn<QString>("actual");
        QTest::addColumn<QString>("expected");
        QTest::newRow("tenths") << formatDuration(0.42) << "0.4 s";
        QTest::newRow("seconds") << formatDuration(12.4) << "12 s";
        QTest::newRow("minutes") << formatDuration(72) << "1 min 12 s";
        QTest::newRow("no 60 s") << formatDuration(59.7) << "1 min 0 s";
        QTest::newRow("hours") << formatDuration(7500) << "2 h 5 min";
        QTest::newRow("not a number") << formatDuration(qQNaN()) << QStringLiteral("–");
        QTest::newRow("count") << formatCount(21797672) << "21,797,672";
        QTest::newRow("bytes") << formatBytes(512) << "512 B";
        QTest::newRow("megabytes") << formatBytes(83300000) << "83.3 MB";
        QTest::newRow("percent") << formatPercent(0.036) << "3.6 %";
        QTest::newRow("rate") << formatRate(3e-5) << "3e-05";
    }
    void formats()
    {
        QFETCH(QString, actual);
        QFETCH(QString, expected);
        QCOMPARE(actual, expected);
    }

    void thereIsACore() { QVERIFY(availableCores() >= 1); }
};

QTEST_APPLESS_MAIN(TestBase)
#include "tst_base.moc"
