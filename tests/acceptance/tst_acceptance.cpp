// SPDX-License-Identifier: GPL-3.0-or-later
// The main job on real photographs, through the command line as a person would do it. Needs the shared
// measuring data (tests/support/shareddata.h); says so where it is not there. The bounds are generous to
// noise: one image of a small validation set is 2 %.

#include "tests/support/shareddata.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace cairn;

namespace {

struct Outcome
{
    int exitCode = -1;
    QList<QJsonObject> events;

    QList<QJsonObject> of(const QString &event) const
    {
        QList<QJsonObject> found;
        for (const QJsonObject &object : events) {
            if (object.value(QStringLiteral("event")).toString() == event)
                found << object;
        }
        return found;
    }
    QJsonObject done() const { return of(QStringLiteral("done")).value(0); }
};

Outcome cli(QStringList arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    QElapsedTimer timer;
    timer.start();
    process.start(QStringLiteral(CAIRN_CLI), arguments << QStringLiteral("--json"));
    process.waitForFinished(-1);
    Outcome outcome{process.exitCode(), {}};
    for (const QByteArray &line : process.readAllStandardOutput().split('\n')) {
        if (!line.isEmpty())
            outcome.events << QJsonDocument::fromJson(line).object();
    }
    qInfo("cairn-cli %s: exit %d, %.1f s", qPrintable(arguments.join(QLatin1Char(' '))), outcome.exitCode,
          double(timer.elapsed()) / 1000);
    for (const QJsonObject &epoch : outcome.of(QStringLiteral("epoch")))
        qInfo("  %s", QJsonDocument(epoch).toJson(QJsonDocument::Compact).constData());
    return outcome;
}

} // namespace

class TestAcceptance : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void lessonIsAsGoodAsFastAi_data();
    void lessonIsAsGoodAsFastAi();
    void randomWeightsLearn();
    void messyFilesSurvive();

private:
    QString projectOf(const QString &photographs, const QString &seed);
    QTemporaryDir m_directory;
};

QString TestAcceptance::projectOf(const QString &photographs, const QString &seed)
{
    const QString project
        = m_directory.filePath(QFileInfo(photographs).fileName() + seed + QStringLiteral(".cairn"));
    if (!QFileInfo::exists(project)) {
        [&] {
            QCOMPARE(cli({QStringLiteral("new"), project}).exitCode, 0);
            QCOMPARE(cli({QStringLiteral("import"), project, photographs}).exitCode, 0);
            if (QFileInfo::exists(photographs + QStringLiteral("/train")))
                return; // the folders are the split
            QCOMPARE(cli({QStringLiteral("split"), project, QStringLiteral("--valid"), QStringLiteral("0.2"),
                          QStringLiteral("--seed"), seed})
                         .exitCode,
                     0);
        }();
    }
    return project;
}

// What fast.ai 2.7.12 reaches with the same weights and settings, seeds 42 and 1.
void TestAcceptance::lessonIsAsGoodAsFastAi_data()
{
    QTest::addColumn<QString>("photographs");
    QTest::addColumn<double>("fastAi");
    QTest::addColumn<int>("validated");
    QTest::newRow("landmarks3") << "data/landmarks3" << (0.036 + 0.018) / 2 << 55;
    QTest::newRow("hymenoptera, official split") << "data/hymenoptera" << (0.078 + 0.052) / 2 << 153;
}

void TestAcceptance::lessonIsAsGoodAsFastAi()
{
    QFETCH(QString, photographs);
    QFETCH(double, fastAi);
    QFETCH(int, validated);
    const QString folder = sharedData(photographs);
    const QString weights = sharedData(QStringLiteral("data/weights/resnet50-imagenet.pth"));
    if (folder.isEmpty() || weights.isEmpty())
        QSKIP("The shared photographs or weights are not here.");
    double sum = 0;
    const QStringList seeds{QStringLiteral("42"), QStringLiteral("1"), QStringLiteral("2")};
    for (const QString &seed : seeds) {
        const Outcome outcome
            = cli({QStringLiteral("train"), projectOf(folder, seed), QStringLiteral("--arch"),
                   QStringLiteral("resnet50"), QStringLiteral("--weights"), weights,
                   QStringLiteral("--preset"), QStringLiteral("lesson"), QStringLiteral("--seed"), seed});
        QCOMPARE(outcome.exitCode, 0);
        const QList<QJsonObject> epochs = outcome.of(QStringLiteral("epoch"));
        QCOMPARE(epochs.size(), 6);
        sum += epochs.last().value(QStringLiteral("error_rate")).toDouble(1);
    }
    const double mean = sum / double(seeds.size());
    qInfo("mean error rate of %d runs: %.4f; fast.ai's: %.4f", int(seeds.size()), mean, fastAi);
    QVERIFY(mean <= fastAi + 1.0 / validated);
}

void TestAcceptance::randomWeightsLearn()
{
    const QString photographs = sharedData(QStringLiteral("data/landmarks3"));
    if (photographs.isEmpty())
        QSKIP("The shared photographs are not here.");
    const Outcome outcome = cli(
        {QStringLiteral("train"), projectOf(photographs, QStringLiteral("42")), QStringLiteral("--arch"),
         QStringLiteral("resnet34"), QStringLiteral("--weights"), QStringLiteral("none"),
         QStringLiteral("--preset"), QStringLiteral("from-scratch"), QStringLiteral("--epochs"),
         QStringLiteral("5"), QStringLiteral("--size"), QStringLiteral("128")});
    QCOMPARE(outcome.exitCode, 0);
    const QList<QJsonObject> epochs = outcome.of(QStringLiteral("epoch"));
    QCOMPARE(epochs.size(), 5);
    const double first = epochs.first().value(QStringLiteral("train_loss")).toDouble();
    const double last = epochs.last().value(QStringLiteral("train_loss")).toDouble();
    QVERIFY2(last < first,
             qPrintable(QStringLiteral("training loss went from %1 to %2").arg(first).arg(last)));
}

void TestAcceptance::messyFilesSurvive()
{
    const QString messy = sharedData(QStringLiteral("data/messy"));
    if (messy.isEmpty())
        QSKIP("The shared awkward files are not here.");
    const QString project = m_directory.filePath(QStringLiteral("messy.cairn"));
    QCOMPARE(cli({QStringLiteral("new"), project}).exitCode, 0);
    const Outcome outcome = cli({QStringLiteral("import"), project, messy});
    QCOMPARE(outcome.exitCode, 0);
    const QList<QJsonObject> refusals = outcome.of(QStringLiteral("refused"));
    for (const QJsonObject &refusal : refusals)
        QVERIFY2(!refusal.value(QStringLiteral("reason")).toString().isEmpty(),
                 qPrintable(refusal.value(QStringLiteral("file")).toString()));
    const QJsonObject done = outcome.done();
    QCOMPARE(done.value(QStringLiteral("refused")).toInteger(), refusals.size());
    qInfo("imported %d, refused %d, duplicates %d", done.value(QStringLiteral("imported")).toInt(),
          int(refusals.size()), done.value(QStringLiteral("duplicates")).toInt());
}

int main(int argc, char *argv[])
{
    qputenv("QTEST_FUNCTION_TIMEOUT",
            "7200000"); // ms; Qt's own five minutes are over before three trainings are
    QCoreApplication application(argc, argv);
    TestAcceptance test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_acceptance.moc"
