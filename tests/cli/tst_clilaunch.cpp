// SPDX-License-Identifier: GPL-3.0-or-later
// Several processes of the real program, as launchers start, stop and restart them.

#include "tests/cli/launcher.h"

#include <QDir>
#include <QStandardPaths>
#include <QTemporaryDir>

using namespace cairn;
using namespace Qt::StringLiterals;

class TestCliLaunch : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_project;

    QStringList training(int epochs) const
    {
        return {u"train"_s,     m_project,   u"--json"_s, u"--arch"_s,   u"resnet18"_s,
                u"--weights"_s, u"none"_s,   u"--size"_s, u"48"_s,       u"--batch"_s,
                u"4"_s,         u"--seed"_s, u"7"_s,      u"--epochs"_s, QString::number(epochs)};
    }

    QString runFile(int run, const QString &name) const
    {
        return u"%1/runs/%2/%3"_s.arg(m_project).arg(run).arg(name);
    }

    /// Newest first.
    QList<QJsonObject> runs() const { return cli({u"runs"_s, m_project, u"--json"_s}).of(u"run"_s); }

    /// The loss of each step, which must be there once.
    QList<double> lossesOf(int run) const
    {
        QList<double> losses;
        QFile file(runFile(run, u"metrics.jsonl"_s));
        if (!file.open(QIODevice::ReadOnly))
            return losses;
        for (const QByteArray &line : file.readAll().split('\n')) {
            const QJsonObject json = QJsonDocument::fromJson(line).object();
            if (json[u"event"_s] != u"batch"_s)
                continue;
            if (json[u"step"_s].toInteger() != losses.size())
                losses << -1;
            losses << json[u"loss"_s].toDouble();
        }
        return losses;
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (!CAIRN_PEERS_ON_PROCESSOR)
            QSKIP("This LibTorch comes without Gloo: processes train together on CUDA only.");
        std::signal(SIGHUP,
                    SIG_DFL); // under nohup it is ignored, and stays so in the programs that are started
        m_project = m_folder.filePath(u"drawn.cairn"_s);
        QCOMPARE(cli({u"sample"_s, m_project, u"--per-class"_s, u"8"_s}).exitCode, 0);
        QCOMPARE(cli({u"split"_s, m_project, u"--valid"_s, u"0.3"_s}).exitCode, 0);
    }

    void theLaunchersStoreOwnsThePort()
    {
        Launcher launcher(2, 0, m_folder.filePath(u"first"_s));
        launcher.start(training(3));
        QVERIFY(launcher.supervise());
        const CliResult first = collect(launcher.process(0));
        QCOMPARE(first.of(u"epoch"_s).size(), 3);
        QCOMPARE(runs().size(), 1);
        QCOMPARE(runs().first()[u"state"_s].toString(), u"completed"_s);
    }

    void aRestartGoesOnWithTheRun()
    {
        Launcher launcher(2, 1, m_folder.filePath(u"second"_s));
        launcher.start(training(3));
        QVERIFY(QTest::qWaitFor([this] { return QFile::exists(runFile(2, u"checkpoint.safetensors"_s)); },
                                120'000));
        launcher.process(1).kill();
        QVERIFY(launcher.supervise());
        QCOMPARE(launcher.attempts(), 2);
        const QList<QJsonObject> all = runs();
        QCOMPARE(all.size(), 2);
        QCOMPARE(all.first()[u"state"_s].toString(), u"completed"_s);
        // As if nothing had happened, and not as another launch of the same name.
        QCOMPARE(lossesOf(2), lossesOf(1));
        QVERIFY(!lossesOf(2).isEmpty());
    }

    void waitingForTheOthersEndsAtSigterm_data()
    {
        QTest::addColumn<int>("rank");
        QTest::addColumn<int>("signal");
        QTest::newRow("the first, SIGTERM") << 0 << SIGTERM;
        QTest::newRow("another, SIGTERM") << 1 << SIGTERM;
        QTest::newRow("another, SIGHUP") << 1 << SIGHUP;
    }

    void waitingForTheOthersEndsAtSigterm()
    {
        QFETCH(const int, rank);
        QFETCH(const int, signal);
        SilentServer store;
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"RANK"_s, QString::number(rank));
        environment.insert(u"WORLD_SIZE"_s, u"2"_s);
        environment.insert(u"MASTER_ADDR"_s, u"127.0.0.1"_s);
        environment.insert(u"MASTER_PORT"_s, QString::number(store.port()));
        process.setProcessEnvironment(environment);
        QStringList arguments = training(1);
        arguments.removeOne(u"--json"_s);
        startCli(process, arguments);
        // The first one says so after it has made its run, the others at once.
        const QByteArray sign = rank == 0 ? "batch size 4" : "is training with the others";
        QByteArray said;
        while (!said.contains(sign) && process.waitForReadyRead(60'000))
            said += process.readAllStandardOutput();
        QVERIFY2(said.contains(sign), said.constData());
        QCOMPARE(::kill(pid_t(process.processId()), signal), 0);
        QVERIFY(process.waitForFinished(30'000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 130);
    }

    void mpirunStartsThem()
    {
        const QString mpirun = QStandardPaths::findExecutable(u"mpirun"_s);
        if (mpirun.isEmpty())
            QSKIP("mpirun is not installed.");
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"OMPI_ALLOW_RUN_AS_ROOT"_s, u"1"_s);
        environment.insert(u"OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"_s, u"1"_s);
        process.setProcessEnvironment(environment);
        process.start(mpirun,
                      QStringList{u"--oversubscribe"_s, u"-n"_s, u"2"_s,
                                  QStringLiteral(CAIRN_BUILD_DIR "/bin/cairn-cli")}
                          + training(1));
        QVERIFY(process.waitForFinished(240'000));
        const CliResult result = collect(process);
        QVERIFY2(result.exitCode == 0, result.err.constData());
        QCOMPARE(result.of(u"epoch"_s).size(), 1);
        QVERIFY2(result.of(u"setup"_s).first()[u"device"_s].toString().contains(u"2 processes"_s),
                 result.out.constData());
    }
};

QTEST_GUILESS_MAIN(TestCliLaunch)
#include "tst_clilaunch.moc"
