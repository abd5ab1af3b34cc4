// SPDX-License-Identifier: GPL-3.0-or-later
// Two processes that train together.

#include "core/engine/data/loaderoptions.h"
#include "core/engine/distributed/peerjob.h"
#include "core/engine/network/modelfile.h"
#include "core/engine/training/checkpoint.h"
#include "core/engine/training/preparation.h"
#include "core/engine/training/trainer.h"
#include "tests/engine/drawnimages.h"
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
        if (!CAIRN_PEERS_ON_PROCESSOR)
            QSKIP("This LibTorch comes without Gloo: processes train together on CUDA only.");
        // The last batch of an epoch has nine images: shares of four and five.
        m_set = drawnImages(QDir(m_folder.path()), 41, 6, 48);
        // Low rates once all layers learn: Adam's steps are as long where a gradient is nothing but rounding.
        m_config = tinyConfig({stageOf(true, 1, 0.01), stageOf(false, 2, 1e-4)});
        m_config.batchSize = 16;
        // Each process draws numbers of its own for dropout, or it would drop the same everywhere: two cannot
        // drop what one does. All else can be equal.
        m_config.head.dropout = {0};
        m_config.safeguards.clipGradients = 0.5;
    }

    void init()
    {
        const QString name = u"run%1"_s.arg(++m_runs);
        QDir(m_folder.path()).mkdir(name);
        m_run = m_folder.filePath(name);
        m_other = m_folder.filePath(u"other%1"_s.arg(m_runs));
        QDir().mkdir(m_other);
    }

    void twoAreAsOneWithTwiceTheBatch_data()
    {
        QTest::addColumn<bool>("normsLearn");
        QTest::addColumn<bool>("shareMissing");
        QTest::newRow("norms that learn") << true << false;
        QTest::newRow("norms that keep still") << false << false;
        QTest::newRow("norms that learn, a process without an image") << true << true;
    }

    void twoAreAsOneWithTwiceTheBatch()
    {
        QFETCH(const bool, normsLearn);
        QFETCH(const bool, shareMissing);
        TrainingConfig config = m_config;
        config.trainBatchNorm = normsLearn;
        if (!normsLearn) {
            config.head.kind = HeadConfig::Kind::Plain;
            config.stages = {stageOf(true, 2, 0.01)};
        }
        LearningSet set = m_set;
        if (shareMissing)
            breakLastShareOfSecond(config, set);
        TrainingJob whole{config, set, m_run};
        Recorder expected;
        QVERIFY(trainNetwork(whole, expected, {}, {}).ok());
        const auto weights = stateOf(*loadModel(best()));
        init();

        QVERIFY(runTwo({halved(config), set, {}}));
        const QList<double> losses = lossesIn(m_run);
        QCOMPARE(losses.size(), qsizetype(expected.batches.size()));
        for (qsizetype i = 0; i < losses.size(); ++i) {
            const double off = std::abs(losses[i] - expected.batches[std::size_t(i)].loss);
            QVERIFY2(off < (i < 3 ? 1e-5 : 1e-3), qPrintable(u"step %1: %2 off"_s.arg(i).arg(off)));
        }
        for (const auto &[name, value] : stateOf(*loadModel(best()))) {
            const double off = (value - weights.at(name)).abs().max().item<double>();
            const double largest = value.abs().max().item<double>();
            QVERIFY2(off <= 1e-3 + 1e-2 * largest,
                     qPrintable(u"%1: %2 off"_s.arg(QString::fromStdString(name)).arg(off)));
        }
        QVERIFY(!QFile::exists(QDir(m_other).filePath(u"best.safetensors"_s)));
    }

    void aLostPeerEndsTheRunWithASentence()
    {
        TrainingConfig config = halved(m_config);
        config.stages[0].epochs = 1000;
        startTwo({config, m_set, {}});
        const bool begun = QTest::qWaitFor([this] { return QFile::exists(checkpointFile(m_run)); }, 120'000);
        m_processes[1].kill();
        QVERIFY(ended());
        QVERIFY(begun);
        QCOMPARE(m_processes[0].exitCode(), 1);
        const QByteArray sentence = saidIn(m_run);
        QVERIFY2(sentence.startsWith("Another process of this run ended"), sentence.constData());
    }

    void resumedTwoEndInTheSameBits()
    {
        TrainingJob job{halved(m_config), m_set, {}};
        job.config.head.dropout = {0.5};
        QVERIFY(runTwo(job));
        const auto weights = stateOf(*loadModel(best()));
        const QList<double> losses = lossesIn(m_run);
        init();

        startTwo(job, u"batch:5"_s); // in the second epoch
        QVERIFY(ended());
        QVERIFY(m_processes[0].exitStatus() == QProcess::CrashExit);
        QVERIFY(saidIn(m_other).startsWith("Another process of this run ended"));
        job.resume = true;
        QVERIFY(runTwo(job));
        const QList<double> rest = lossesIn(m_run);
        QVERIFY(!rest.isEmpty() && rest.size() < losses.size());
        QCOMPARE(rest, losses.last(rest.size()));
        for (const auto &[name, value] : stateOf(*loadModel(best())))
            QVERIFY2(torch::equal(value, weights.at(name)), name.c_str());
    }

    void oneThatIsCancelledStopsBoth()
    {
        TrainingJob job{halved(m_config), m_set, {}};
        job.config.head.dropout = {0.5};
        QVERIFY(runTwo(job));
        const auto weights = stateOf(*loadModel(best()));
        init();

        startTwo(job, u"cancel:5"_s);
        QVERIFY(ended());
        QCOMPARE(m_processes[0].exitCode(), 0);
        QCOMPARE(m_processes[1].exitCode(), 0);
        QCOMPARE(lossesIn(m_run).size(), 5);
        // The forward pass that the second process may have begun left nothing behind.
        job.resume = true;
        QVERIFY(runTwo(job));
        for (const auto &[name, value] : stateOf(*loadModel(best())))
            QVERIFY2(torch::equal(value, weights.at(name)), name.c_str());
    }

private:
    QString best() const { return QDir(m_run).filePath(u"best.safetensors"_s); }

    static TrainingConfig halved(TrainingConfig config)
    {
        config.batchSize /= 2;
        return config;
    }

    /// The second process cannot read what its share of each first epoch's last batch has.
    void breakLastShareOfSecond(const TrainingConfig &config, LearningSet &set)
    {
        LoaderOptions options = trainingLoader(halved(config), config.imageSize);
        options.share = 1;
        options.shares = 2;
        BatchLoader loader(set.train, options);
        loader.start(0, loader.batchesPerEpoch() - 1, {});
        const std::optional<Batch> last = loader.next();
        QVERIFY(last.has_value());
        for (const std::size_t index : last->indices)
            set.train[index].path = brokenImage(QDir(m_folder.path()), set.train[index].label).path;
    }

    void startTwo(const TrainingJob &job, const QString &fateOfFirst = u"none"_s)
    {
        QFile file(m_folder.filePath(u"job.json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(packJob(job)) > 0);
        file.close();
        const QString port = QString::number(freePort());
        const QStringList common{u"train-child"_s, file.fileName()};
        m_processes[0].start(childProgram(), common + QStringList{m_run, fateOfFirst, u"0"_s, u"2"_s, port});
        m_processes[1].start(childProgram(), common + QStringList{m_other, u"none"_s, u"1"_s, u"2"_s, port});
    }

    bool ended()
    {
        return m_processes[0].waitForFinished(120'000) && m_processes[1].waitForFinished(120'000);
    }

    bool runTwo(const TrainingJob &job)
    {
        startTwo(job);
        const bool well = ended() && m_processes[0].exitCode() == 0 && m_processes[1].exitCode() == 0;
        if (!well)
            qWarning("%s%s", saidIn(m_run).constData(), saidIn(m_other).constData());
        return well;
    }

    static QByteArray saidIn(const QString &folder)
    {
        QFile file(QDir(folder).filePath(u"error.txt"_s));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
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
    QProcess m_processes[2];
    LearningSet m_set;
    TrainingConfig m_config;
    QString m_run;
    QString m_other; // the second process's folder
    int m_runs = 0;
};

static const EngineTest<PeersTest> registered("peers");

#include "tst_peers.moc"
