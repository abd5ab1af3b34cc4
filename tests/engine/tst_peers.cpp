// Two processes that train together.

#include "core/engine/checkpoint.h"
#include "core/engine/modelfile.h"
#include "core/engine/peerjob.h"
#include "core/engine/trainer.h"
#include "tests/engine/drawnpictures.h"
#include "tests/engine/enginetest.h"
#include "tests/engine/trainchild.h"
#include "tests/engine/trainingsupport.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace cairn;
using namespace Qt::StringLiterals;

namespace {

/// A port that nobody listened on a moment ago.
int freePort()
{
    const int handle = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto *raw = reinterpret_cast<sockaddr *>(&address);
    const bool bound = bind(handle, raw, length) == 0 && getsockname(handle, raw, &length) == 0;
    close(handle);
    return bound ? ntohs(address.sin_port) : 0;
}

} // namespace

class PeersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_set = drawnPictures(QDir(m_folder.path()), 20, 6, 48);
        // Every process normalises by its own share of a batch, so that norms that learn see other pictures
        // than those of one large batch would: here they keep still.
        m_config = tinyConfig({stageOf(true, 2, 0.01)});
        m_config.head.kind = HeadConfig::Kind::Plain;
        m_config.trainBatchNorm = false;
        m_config.safeguards.clipGradients = 0.5;
    }

    void init()
    {
        const QString name = u"run%1"_s.arg(++m_runs);
        QDir(m_folder.path()).mkdir(name);
        m_run = m_folder.filePath(name);
    }

    void twoAreAsOneWithTwiceTheBatch()
    {
        TrainingJob whole{m_config, m_set, m_run};
        Recorder expected;
        QVERIFY(trainNetwork(whole, expected, {}, {}).ok());
        const auto weights = stateOf(*loadModel(best()));
        init();

        QVERIFY(runTwo(u"none"_s, u"none"_s));
        const QList<double> losses = lossesIn(m_run);
        QCOMPARE(losses.size(), qsizetype(expected.batches.size()));
        for (qsizetype i = 0; i < losses.size(); ++i)
            QVERIFY2(std::abs(losses[i] - expected.batches[std::size_t(i)].loss) < 1e-5,
                     qPrintable(u"step %1: %2"_s.arg(i).arg(losses[i])));
        for (const auto &[name, value] : stateOf(*loadModel(best())))
            QVERIFY2(torch::allclose(value, weights.at(name), 1e-3, 1e-5), name.c_str());
        QVERIFY(!QFile::exists(m_folder.filePath(u"other/best.safetensors"_s)));
    }

    void aLostPeerEndsTheRunWithASentence()
    {
        QVERIFY(runTwo(u"none"_s, u"kill"_s));
        QFile error(QDir(m_run).filePath(u"error.txt"_s));
        QVERIFY(error.open(QIODevice::ReadOnly));
        const QByteArray sentence = error.readAll();
        QVERIFY2(sentence.startsWith("Another process of this training ended"), sentence.constData());
        QVERIFY(QFile::exists(checkpointFile(m_run)));
    }

    void theEnvironmentIsUnderstood()
    {
        QProcessEnvironment environment;
        QVERIFY(!*worldFromEnvironment(environment));
        environment.insert(u"WORLD_SIZE"_s, u"2"_s);
        QVERIFY(!worldFromEnvironment(environment).ok());
        environment.insert(u"RANK"_s, u"1"_s);
        environment.insert(u"MASTER_ADDR"_s, u"node0"_s);
        environment.insert(u"MASTER_PORT"_s, u"29500"_s);
        const auto world = worldFromEnvironment(environment);
        QVERIFY(world.ok() && *world);
        QCOMPARE((*world)->rank, 1);
        QCOMPARE((*world)->size, 2);
        QCOMPARE((*world)->address, u"node0"_s);
        QCOMPARE((*world)->port, quint16(29500));
        environment.insert(u"RANK"_s, u"2"_s);
        QVERIFY(!worldFromEnvironment(environment).ok());
        environment.insert(u"WORLD_SIZE"_s, u"1"_s);
        QVERIFY(!*worldFromEnvironment(environment));
    }

private:
    QString best() const { return QDir(m_run).filePath(u"best.safetensors"_s); }

    /// Half a batch each. `second` "kill": the second process is killed once the first has a checkpoint.
    bool runTwo(const QString &first, const QString &second)
    {
        TrainingConfig half = m_config;
        half.batchSize /= 2;
        if (second == u"kill")
            half.stages[0].epochs = 1000;
        QFile file(m_folder.filePath(u"job.json"_s));
        if (!file.open(QIODevice::WriteOnly) || file.write(packJob({half, m_set, QString()})) <= 0)
            return false;
        file.close();
        QDir(m_folder.path()).mkdir(u"other"_s);
        const QString port = QString::number(freePort());
        QProcess processes[2];
        const QStringList common{u"train-child"_s, file.fileName()};
        processes[0].start(childProgram(), common + QStringList{m_run, first, u"0"_s, u"2"_s, port});
        processes[1].start(childProgram(),
                           common
                               + QStringList{m_folder.filePath(u"other"_s), u"none"_s, u"1"_s, u"2"_s, port});
        if (second == u"kill") {
            const bool begun
                = QTest::qWaitFor([this] { return QFile::exists(checkpointFile(m_run)); }, 120'000);
            processes[1].kill();
            return processes[1].waitForFinished(120'000) && processes[0].waitForFinished(120'000) && begun
                && processes[0].exitCode() == 1;
        }
        return processes[0].waitForFinished(120'000) && processes[1].waitForFinished(120'000)
            && processes[0].exitCode() == 0 && processes[1].exitCode() == 0;
    }

    static QList<double> lossesIn(const QString &folder)
    {
        QFile file(QDir(folder).filePath(u"losses.txt"_s));
        QList<double> losses;
        if (!file.open(QIODevice::ReadOnly))
            return losses;
        for (const QByteArray &line : file.readAll().split('\n')) {
            if (!line.isEmpty())
                losses << line.toDouble();
        }
        return losses;
    }

    QTemporaryDir m_folder;
    LearningSet m_set;
    TrainingConfig m_config;
    QString m_run;
    int m_runs = 0;
};

static const EngineTest<PeersTest> registered("peers");

#include "tst_peers.moc"
