// SPDX-License-Identifier: GPL-3.0-or-later
// The whole job through the real program with the real engine, on tiny drawn images: every line of JSON
// held to resources/docs/json.md.

#include "tests/cli/cliprocess.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace cairn;
using namespace Qt::StringLiterals;

namespace {

const QStringList tiny{u"--arch"_s, u"resnet18"_s, u"--weights"_s, u"none"_s, u"--size"_s, u"64"_s,
                       u"--batch"_s, u"8"_s, u"--seed"_s, u"7"_s,
                       // one thread: such a small network gains nothing by more
                       u"--threads"_s, u"1"_s};

bool isShare(const QJsonValue &value)
{
    return value.isDouble() && value.toDouble() >= 0 && value.toDouble() <= 1;
}

} // namespace

class TestCliFlow : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_project;
    QString m_model;

    QString path(const QString &name) const { return m_folder.filePath(name); }

    /// The words of a command on the project, as JSON.
    CliResult onProject(const QString &command, const QStringList &options = {}) const
    {
        return cli(QStringList{command, m_project, u"--json"_s} + options);
    }

    /// Of all steps of a run's metrics.jsonl, in its order; each must be there once.
    static QList<double> lossesIn(const QString &folder)
    {
        QList<double> losses;
        QFile file(folder + u"/metrics.jsonl"_s);
        if (!file.open(QIODevice::ReadOnly))
            return losses;
        for (const QByteArray &line : file.readAll().split('\n')) {
            const QJsonObject json = QJsonDocument::fromJson(line).object();
            if (json[u"event"_s].toString() != u"batch")
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
        m_project = path(u"drawn.cairn"_s);
        m_model = path(u"drawn.pt"_s);
        const CliResult result = cli({u"sample"_s, m_project, u"--per-class"_s, u"10"_s, u"--json"_s});
        QVERIFY2(result.exitCode == 0, result.err.constData());
        QVERIFY(result.allJson);
        QCOMPARE(result.done()[u"images"_s].toInt(), 30);
        QCOMPARE(result.done()[u"classes"_s].toInt(), 3);
    }

    void trains()
    {
        QCOMPARE(onProject(u"split"_s, {u"--valid"_s, u"0.3"_s}).done()[u"valid"_s].toInt(), 9);
        const CliResult result = onProject(u"train"_s, tiny + QStringList{u"--epochs"_s, u"2"_s});
        QVERIFY2(result.exitCode == 0, result.err.constData());
        QVERIFY(result.allJson);
        QCOMPARE(result.of(u"started"_s).size(), 1);
        QCOMPARE(result.of(u"started"_s).first()[u"run"_s].toInt(), 1);
        QCOMPARE(result.of(u"setup"_s).size(), 1);
        const QList<QJsonObject> epochs = result.of(u"epoch"_s);
        QCOMPARE(epochs.size(), 2);
        for (const QJsonObject &epoch : epochs) {
            QCOMPARE(epoch[u"run"_s].toInt(), 1);
            QCOMPARE(epoch[u"epoch"_s].toInt(-1), int(epochs.indexOf(epoch)));
            QVERIFY(epoch[u"stage"_s].isString());
            for (const QString &field :
                 {u"train_loss"_s, u"valid_loss"_s, u"seconds"_s, u"images_per_second"_s})
                QVERIFY2(epoch[field].toDouble() > 0, qPrintable(field));
            QVERIFY(isShare(epoch[u"error_rate"_s]));
            QCOMPARE(epoch[u"confusion"_s].toArray().size(), 3);
        }
        const QJsonObject done = result.done();
        QCOMPARE(done[u"run"_s].toInt(), 1);
        QVERIFY(isShare(done[u"best_error_rate"_s]));
        QCOMPARE(done[u"error_rate"_s], epochs.last()[u"error_rate"_s]);
        QCOMPARE(done[u"valid_loss"_s], epochs.last()[u"valid_loss"_s]);
        QVERIFY(done[u"seconds"_s].toDouble() > 0);
    }

    void listsTheRun()
    {
        const CliResult result = onProject(u"runs"_s);
        QCOMPARE(result.of(u"run"_s).size(), 1);
        QCOMPARE(result.of(u"run"_s).first()[u"state"_s].toString(), u"completed"_s);
        QCOMPARE(result.of(u"run"_s).first()[u"epochs"_s].toInt(), 2);
    }

    void findsRates()
    {
        const CliResult result = onProject(u"find-lr"_s, tiny + QStringList{u"--steps"_s, u"20"_s});
        QVERIFY2(result.exitCode == 0, result.err.constData());
        QVERIFY(result.allJson);
        const auto points = result.of(u"point"_s);
        QVERIFY(points.size() > 5 && points.size() <= 20);
        QVERIFY(points.last()[u"rate"_s].toDouble() > points.first()[u"rate"_s].toDouble());
        for (const QString &name : {u"valley"_s, u"slide"_s, u"minimum"_s, u"steep"_s})
            QVERIFY2(result.done().contains(name), qPrintable(name));
        QCOMPARE(onProject(u"runs"_s).done()[u"runs"_s].toInt(), 1); // it records nothing
    }

    void evaluates()
    {
        const double best = onProject(u"runs"_s).of(u"run"_s).first()[u"best_error_rate"_s].toDouble();
        const CliResult result = onProject(u"evaluate"_s, {u"--run"_s, u"1"_s, u"--top"_s, u"4"_s});
        QVERIFY2(result.exitCode == 0, result.err.constData());
        QVERIFY(result.allJson);
        const QJsonObject done = result.done();
        QVERIFY(std::abs(done[u"error_rate"_s].toDouble() - best) < 1e-9);
        QVERIFY(std::abs(done[u"accuracy"_s].toDouble() + best - 1) < 1e-9);
        QVERIFY(done[u"loss"_s].toDouble() > 0);
        QCOMPARE(done[u"classes"_s].toArray().size(), 3);
        int images = 0;
        for (const QJsonValue &row : done[u"confusion"_s].toArray()) {
            for (const QJsonValue &count : row.toArray())
                images += count.toInt();
        }
        QCOMPARE(images, 9);
        const auto losses = result.of(u"top_loss"_s);
        QCOMPARE(losses.size(), 4);
        QVERIFY(losses.first()[u"loss"_s].toDouble() >= losses.last()[u"loss"_s].toDouble());
        QVERIFY(QFile::exists(losses.first()[u"file"_s].toString()));
        QCOMPARE(onProject(u"evaluate"_s, {u"--run"_s, u"99"_s}).exitCode, 1);

        const QJsonArray interval = done[u"intervals"_s][u"error_rate"_s].toArray();
        QVERIFY(interval[0].toDouble() <= best && interval[1].toDouble() >= best);
        QCOMPARE(done[u"per_class"_s].toArray().size(), 3);
        QCOMPARE(done[u"per_class"_s][0][u"support"_s].toInt(), 3);
        QVERIFY(isShare(done[u"macro_f1"_s]) && isShare(done[u"ece"_s]));
        QVERIFY(std::abs(done[u"nll"_s].toDouble() - done[u"loss"_s].toDouble()) < 1e-5);
        QVERIFY(done[u"brier"_s].toDouble() >= 0 && done[u"brier"_s].toDouble() <= 2);
        QVERIFY(done[u"temperature"_s].toDouble() > 0);
        QVERIFY(done[u"calibrated"_s][u"nll"_s].toDouble() <= done[u"nll"_s].toDouble() + 1e-9);
    }

    void findsLabelIssues()
    {
        const CliResult ofRun = onProject(u"label-issues"_s, {u"--run"_s, u"1"_s});
        QVERIFY2(ofRun.exitCode == 0, ofRun.err.constData());
        QCOMPARE(ofRun.done()[u"images"_s].toInt(), 9);
        const QString table = path(u"issues.csv"_s);
        const CliResult all = onProject(u"label-issues"_s, {u"--folds"_s, u"3"_s, u"--csv"_s, table});
        QVERIFY2(all.exitCode == 0, all.err.constData());
        QVERIFY(all.allJson);
        QCOMPARE(all.done()[u"issues"_s].toInt(), int(all.of(u"label_issue"_s).size()));
        QFile file(table);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        QVERIFY(text.startsWith("file,given,suggested,issue,self_confidence,normalized_margin,entropy,"));
        QCOMPARE(text.count('\n'), 1 + all.done()[u"images"_s].toInt());
        QCOMPARE(onProject(u"label-issues"_s, {u"--filter"_s, u"guess"_s}).exitCode, 2);
        QCOMPARE(onProject(u"label-issues"_s, {u"--run"_s, u"1"_s, u"--folds"_s, u"3"_s}).exitCode, 2);
    }

    void explains()
    {
        const QString image = onProject(u"evaluate"_s).of(u"top_loss"_s).first()[u"file"_s].toString();
        const QString folder = path(u"explained"_s);
        const CliResult result
            = cli({u"explain"_s, m_project, image, image, path(u"no.png"_s), u"--to"_s, folder, u"--json"_s});
        QVERIFY2(result.exitCode == 0, result.err.constData());
        const auto explained = result.of(u"explanation"_s);
        QCOMPARE(explained.size(), 2);
        QVERIFY(QFile::exists(explained[0][u"overlay"_s].toString()));
        QVERIFY(explained[0][u"overlay"_s] != explained[1][u"overlay"_s]); // of the same name
        QVERIFY(isShare(explained[0][u"probability"_s]));
        QVERIFY(!explained[0][u"map"_s].toArray().isEmpty());
        QCOMPARE(result.of(u"notice"_s).size(), 1);
        QCOMPARE(
            cli({u"explain"_s, m_project, image, u"--to"_s, folder, u"--class"_s, u"unicorn"_s}).exitCode, 2);
        QCOMPARE(cli({u"explain"_s, m_project, image, u"--to"_s, folder, u"--layer"_s, u"fc"_s}).exitCode, 2);
        QCOMPARE(cli({u"explain"_s, m_project, image, u"--to"_s, folder, u"--layer"_s, u"layer9"_s}).exitCode,
                 1);
        QCOMPARE(onProject(u"compare"_s, {u"--runs"_s, u"1"_s}).exitCode, 2);
        QCOMPARE(onProject(u"compare"_s, {u"--runs"_s, u"1,99"_s}).exitCode, 1);
    }

    void exportsAndPredicts()
    {
        const CliResult exported = onProject(
            u"export"_s, {u"--run"_s, u"1"_s, u"--format"_s, u"torchscript"_s, u"--to"_s, m_model});
        QVERIFY2(exported.exitCode == 0, exported.err.constData());
        QCOMPARE(exported.done()[u"file"_s].toString(), m_model);
        QCOMPARE(exported.done()[u"images"_s].toInt(), 9);
        QCOMPARE(exported.done()[u"changed_decisions"_s].toInt(-1), 0);
        QVERIFY(QFile::exists(m_model + u".labels.txt"_s));
        QCOMPARE(onProject(u"export"_s, {u"--to"_s, path(u"no/such/folder/m.pt"_s)}).exitCode, 1);

        const QString folder = path(u"new, \"images\""_s);
        QVERIFY(QDir().mkpath(folder));
        const QString image = onProject(u"evaluate"_s).of(u"top_loss"_s).first()[u"file"_s].toString();
        QVERIFY(QFile::copy(image, folder + u"/a.png"_s));
        QFile words(folder + u"/b.png"_s);
        QVERIFY(words.open(QIODevice::WriteOnly) && words.write("words") == 5);
        words.close();

        const QString table = path(u"predictions.csv"_s);
        const CliResult result = cli({u"predict"_s, m_model, folder, u"--csv"_s, table, u"--json"_s});
        QVERIFY2(result.exitCode == 0, result.err.constData());
        QVERIFY(result.allJson);
        QCOMPARE(result.of(u"prediction"_s).size(), 2);
        const QJsonObject good = result.of(u"prediction"_s).first();
        QVERIFY(isShare(good[u"probability"_s]));
        QCOMPARE(good[u"probabilities"_s].toObject().size(), 3);
        QVERIFY(result.of(u"prediction"_s).last()[u"error"_s].isString());
        QCOMPARE(result.done()[u"files"_s].toInt(), 2);
        QCOMPARE(result.done()[u"errors"_s].toInt(), 1);

        QFile csv(table);
        QVERIFY(csv.open(QIODevice::ReadOnly));
        const QStringList lines = QString::fromUtf8(csv.readAll()).split(u'\n');
        QCOMPARE(lines.size(), 4); // the last one is empty
        const QStringList classes = good[u"probabilities"_s].toObject().keys();
        QCOMPARE(lines[0], u"file,label,probability,%1,error"_s.arg(classes.join(u',')));
        QString quoted = folder;
        quoted.replace(u'"', u"\"\""_s);
        const QString start = u"\"%1/a.png\",%2,"_s.arg(quoted, good[u"label"_s].toString());
        QVERIFY2(lines[1].startsWith(start), qPrintable(lines[1]));
        const double probability = lines[1].sliced(start.size()).section(u',', 0, 0).toDouble();
        QVERIFY2(probability > 0 && probability <= 1, qPrintable(lines[1]));
        QVERIFY(lines[1].endsWith(u','));
        QVERIFY2(lines[2].startsWith(u"\"%1/b.png\",,,,,,"_s.arg(quoted)), qPrintable(lines[2]));
        QCOMPARE(cli({u"predict"_s, table, image}).exitCode, 1); // not a model
    }

    void everyFormatPredictsTheSame()
    {
        const QString image = onProject(u"evaluate"_s).of(u"top_loss"_s).first()[u"file"_s].toString();
        const QList<std::pair<QString, QString>> formats{
            {u"onnx"_s, u"m.onnx"_s},   {u"torchscript"_s, u"m.pt"_s}, {u"weights"_s, u"m.safetensors"_s},
            {u"weights"_s, u"m.pth"_s}, {u"bundle"_s, u"b.zip"_s},     {u"bundle"_s, u"bundle"_s},
        };
        QList<double> probabilities;
        for (const auto &[format, name] : formats) {
            const CliResult exported = onProject(u"export"_s, {u"--format"_s, format, u"--to"_s, path(name)});
            QVERIFY2(exported.exitCode == 0, exported.err.constData());
            QCOMPARE(exported.done()[u"format"_s].toString(), format);
            QCOMPARE(exported.done()[u"changed_decisions"_s].toInt(-1), 0);
            QCOMPARE(exported.done()[u"sha256"_s].toString().size(), 64);
            const CliResult said
                = cli({u"predict"_s, path(name), image, u"--precision"_s, u"float32"_s, u"--json"_s});
            QVERIFY2(said.exitCode == 0, said.err.constData());
            probabilities << said.of(u"prediction"_s).first()[u"probability"_s].toDouble();
            QVERIFY(std::abs(probabilities.last() - probabilities.first()) < 1e-5);
        }
        QFile labels(path(u"bundle/labels.txt"_s));
        QVERIFY(labels.open(QIODevice::Append) && labels.write("x") == 1);
        labels.close();
        const CliResult changed = cli({u"predict"_s, path(u"bundle"_s), image});
        QCOMPARE(changed.exitCode, 1);
        QVERIFY2(changed.err.contains("labels.txt"), changed.err.constData());
        const CliResult pixels = onProject(
            u"export"_s, {u"--format"_s, u"onnx"_s, u"--with-preprocessing"_s, u"--to"_s, path(u"p.onnx"_s)});
        QVERIFY2(pixels.exitCode == 0, pixels.err.constData());
        QCOMPARE(onProject(u"export"_s, {u"--with-preprocessing"_s}).exitCode, 2);
        QCOMPARE(onProject(u"export"_s, {u"--format"_s, u"tflite"_s}).exitCode, 2);
    }

    void predictionsAreRankedAndSorted()
    {
        const QString image = onProject(u"evaluate"_s).of(u"top_loss"_s).first()[u"file"_s].toString();
        const QString sorted = path(u"sorted"_s);
        const QString copy = path(u"copy/"_s + QFileInfo(image).fileName());
        QVERIFY(QDir().mkpath(path(u"copy"_s)) && QFile::copy(image, copy));
        const CliResult result = cli({u"predict"_s, m_model, image, copy, u"--top"_s, u"2"_s, u"--unsure"_s,
                                      u"0.9999"_s, u"--sort-into"_s, sorted, u"--json"_s});
        QVERIFY2(result.exitCode == 0, result.err.constData());
        const QList<QJsonObject> said = result.of(u"prediction"_s);
        QCOMPARE(said.size(), 2);
        QCOMPARE(said.first()[u"top"_s].toArray().size(), 2);
        const QString folder
            = said.first()[u"unsure"_s].toBool() ? u"unsure"_s : said.first()[u"label"_s].toString();
        QVERIFY(said.first()[u"sorted_to"_s].toString().startsWith(sorted + u'/' + folder + u'/'));
        QVERIFY(said.last()[u"sorted_to"_s].toString().contains(u" (2)."_s)); // one name, nothing lost
        for (const QJsonObject &row : said)
            QVERIFY(QFile::exists(row[u"sorted_to"_s].toString()));
        QVERIFY(QFile::exists(image) && QFile::exists(copy));
        QCOMPARE(cli({u"predict"_s, m_model, copy, u"--move"_s}).exitCode, 2);
        const CliResult moved = cli({u"predict"_s, m_model, copy, u"--sort-into"_s, sorted, u"--move"_s});
        QVERIFY2(moved.exitCode == 0, moved.err.constData());
        QVERIFY(!QFile::exists(copy));
    }

    void missingWeightsAreOneSentence()
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"CAIRN_WEIGHTS_DIR"_s, path(u"weights"_s));
        environment.insert(u"XDG_CACHE_HOME"_s, path(u"cache"_s));
        environment.insert(u"CAIRN_WEIGHTS_URL"_s, u"http://127.0.0.1:1/models/"_s);
        process.setProcessEnvironment(environment);
        startCli(process, {u"train"_s, m_project, u"--arch"_s, u"resnet18"_s, u"--preset"_s, u"quick"_s});
        QVERIFY(process.waitForFinished(60'000));
        const CliResult result = collect(process);
        QCOMPARE(result.exitCode, 1);
        QCOMPARE(result.err.count('\n'), 1);
        for (const QString &part :
             {u"resnet18-f37072fd.pth"_s, u"http://127.0.0.1:1/models/"_s, path(u"weights"_s)})
            QVERIFY2(result.err.contains(part.toUtf8()), result.err.constData());
    }

    void aKilledRunGoesOn()
    {
        const QStringList training
            = QStringList{u"train"_s, m_project, u"--json"_s, u"--epochs"_s, u"5"_s} + tiny;
        const CliResult undisturbed = cli(training);
        QCOMPARE(undisturbed.exitCode, 0);
        const auto folder = [this](const QJsonObject &object) {
            return u"%1/runs/%2"_s.arg(m_project).arg(object[u"run"_s].toInt());
        };
        const auto contentOf = [](const QString &file) {
            QFile in(file);
            return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
        };
        QProcess process;
        startCli(process, training);
        const QString checkpoint = u"%1/runs/%2/checkpoint.safetensors"_s.arg(m_project).arg(
            undisturbed.done()[u"run"_s].toInt() + 1);
        QVERIFY(QTest::qWaitFor([&] { return QFile::exists(checkpoint); }, 120'000));
        process.kill(); // somewhere in the second epoch
        QVERIFY(process.waitForFinished(60'000));
        const CliResult resumed = onProject(u"train"_s, {u"--resume"_s});
        QVERIFY2(resumed.exitCode == 0, resumed.err.constData());
        QVERIFY(resumed.done()[u"run"_s] != undisturbed.done()[u"run"_s]);
        QCOMPARE(resumed.done()[u"valid_loss"_s], undisturbed.done()[u"valid_loss"_s]);
        QCOMPARE(contentOf(folder(resumed.done()) + u"/best.safetensors"_s),
                 contentOf(folder(undisturbed.done()) + u"/best.safetensors"_s));
        QCOMPARE(lossesIn(folder(resumed.done())), lossesIn(folder(undisturbed.done())));
        QVERIFY(!QFile::exists(folder(resumed.done()) + u"/checkpoint.safetensors"_s));
        // Nothing is left to resume, and a run's settings make it again.
        QCOMPARE(onProject(u"train"_s, {u"--resume"_s}).exitCode, 1);
        const CliResult again
            = onProject(u"train"_s, {u"--config"_s, folder(undisturbed.done()) + u"/config.json"_s});
        QCOMPARE(again.exitCode, 0);
        QCOMPARE(lossesIn(folder(again.done())), lossesIn(folder(undisturbed.done())));
    }

    // As the window's Start does it.
    void aProjectWithoutASplitIsSplit()
    {
        const QString project = path(u"unsplit.cairn"_s);
        QCOMPARE(cli({u"new"_s, project}).exitCode, 0);
        const QString images = m_project + u"/images"_s; // the sample's own are split
        QCOMPARE(cli({u"import"_s, project, images}).exitCode, 0);
        QFile labels(path(u"labels.csv"_s));
        QVERIFY(labels.open(QIODevice::WriteOnly));
        labels.write("path,label\n");
        QDirIterator files(images, QDir::Files, QDirIterator::Subdirectories);
        for (int i = 0; files.hasNext(); ++i)
            labels.write(files.next().toUtf8() + (i % 2 == 0 ? ",even\n" : ",odd\n"));
        labels.close();
        const CliResult labeled
            = cli({u"label"_s, project, u"--from-csv"_s, labels.fileName(), u"--add-classes"_s});
        QVERIFY2(labeled.exitCode == 0, labeled.err.constData());
        const CliResult trained = cli(QStringList{u"train"_s, project, u"--epochs"_s, u"1"_s} + tiny);
        QVERIFY2(trained.exitCode == 0, trained.err.constData());
        QVERIFY2(trained.out.contains("Split: "), trained.out.constData());
        const CliResult again = cli(QStringList{u"train"_s, project, u"--epochs"_s, u"1"_s} + tiny);
        QCOMPARE(again.exitCode, 0);
        QVERIFY(!again.out.contains("Split: ")); // once is enough
    }

    void interruptCancels_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("a launcher's") << SIGTERM;
        QTest::newRow("Ctrl+C") << SIGINT;
    }
    void interruptCancels()
    {
        QFETCH(const int, signal);
        QProcess process;
        startCli(process, QStringList{u"train"_s, m_project, u"--json"_s, u"--epochs"_s, u"500"_s} + tiny);
        QByteArray said;
        while (!said.contains("\"epoch\"") && process.waitForReadyRead(120'000))
            said += process.readAllStandardOutput();
        QVERIFY(said.contains("\"epoch\""));
        QCOMPARE(::kill(pid_t(process.processId()), signal), 0);
        QVERIFY(process.waitForFinished(60'000));
        const CliResult result = collect(process);
        QCOMPARE(result.exitCode, 130);
        QCOMPARE(result.events.last()[u"event"_s].toString(), u"error"_s);
        QCOMPARE(result.events.last()[u"code"_s].toString(), u"cancelled"_s);
        // Where somebody waits it was evaluated all the same: what is compared are stored predictions.
        const QJsonObject newest = onProject(u"runs"_s).of(u"run"_s).first();
        const int stopped = newest[u"run"_s].toInt();
        const CliResult compared = onProject(u"compare"_s, {u"--runs"_s, u"1,%1"_s.arg(stopped)});
        QCOMPARE(compared.exitCode == 0, signal == SIGINT);
        QCOMPARE(newest[u"state"_s].toString(), u"cancelled"_s);
        QVERIFY(newest[u"epochs"_s].toInt() >= 1);
        QCOMPARE(onProject(u"evaluate"_s, {u"--run"_s, QString::number(stopped)}).exitCode, 0);
    }

    // The first run's settings, taken from its folder, end with the same weights.
    void configRepeatsARun()
    {
        const auto file = [this](int run, const QString &name) {
            return m_project + u"/runs/%1/%2"_s.arg(run).arg(name);
        };
        const CliResult result = onProject(u"train"_s, {u"--config"_s, file(1, u"config.json"_s)});
        QVERIFY2(result.exitCode == 0, result.err.constData());
        const int again = result.done()[u"run"_s].toInt();
        QVERIFY(again > 1);
        QFile first(file(1, u"best.safetensors"_s));
        QFile second(file(again, u"best.safetensors"_s));
        QVERIFY(first.open(QIODevice::ReadOnly) && second.open(QIODevice::ReadOnly));
        QVERIFY(first.readAll() == second.readAll());
        const CliResult mixed
            = onProject(u"train"_s, {u"--config"_s, file(1, u"config.json"_s), u"--epochs"_s, u"3"_s});
        QCOMPARE(mixed.exitCode, 2);
    }

    void peopleSeeTables()
    {
        const CliResult result = cli(QStringList{u"train"_s, m_project, u"--epochs"_s, u"1"_s} + tiny);
        QVERIFY2(result.exitCode == 0, result.err.constData());
        for (const char *part : {"train_loss  valid_loss  error_rate", "actual \\ predicted",
                                 "Largest losses", "ResNet-18, random weights"})
            QVERIFY2(result.out.contains(part), part);
        QVERIFY(!result.out.contains('{'));
        QVERIFY(!result.out.contains('\r')); // no bar where there is no terminal
    }

    void weightsFromElsewhereBecomeARun()
    {
        QVERIFY(
            onProject(u"export"_s, {u"--format"_s, u"weights"_s, u"--to"_s, path(u"other.pth"_s)}).exitCode
            == 0);
        const CliResult adopted
            = onProject(u"adopt"_s, {path(u"other.pth"_s), u"--arch"_s, u"resnet18"_s, u"--size"_s, u"64"_s});
        QVERIFY2(adopted.exitCode == 0, adopted.err.constData());
        const CliResult misfit = onProject(u"adopt"_s, {path(u"other.pth"_s), u"--arch"_s, u"resnet50"_s});
        QCOMPARE(misfit.exitCode, 1);
        const QList<QJsonObject> runs = onProject(u"runs"_s).of(u"run"_s);
        QCOMPARE(runs.first()[u"run"_s].toInt(), adopted.done()[u"run"_s].toInt());
        QCOMPARE(runs.first()[u"state"_s].toString(), u"completed"_s);
        QFile names(path(u"names.txt"_s));
        QVERIFY(names.open(QIODevice::WriteOnly) && names.write("tench\nape\ncrane\n") > 0);
        names.close();
        const CliResult named = onProject(u"adopt"_s,
                                          {path(u"other.pth"_s), u"--arch"_s, u"resnet18"_s, u"--size"_s,
                                           u"64"_s, u"--classes"_s, names.fileName()});
        QVERIFY2(named.exitCode == 0, named.err.constData());
        QCOMPARE(named.done()[u"classes"_s].toInt(), 3);
        QVERIFY(named.done()[u"error_rate"_s].isNull());
        const QString run = QString::number(named.done()[u"run"_s].toInt());
        const CliResult exported = onProject(
            u"export"_s, {u"--run"_s, run, u"--format"_s, u"onnx"_s, u"--to"_s, path(u"n.onnx"_s)});
        QVERIFY2(exported.exitCode == 0, exported.err.constData());
    }

    void namesComeFromStandardInput()
    {
        const QString image = onProject(u"evaluate"_s).of(u"top_loss"_s).first()[u"file"_s].toString();
        QProcess process;
        startCli(process, {u"predict"_s, m_model, u"-"_s, u"--json"_s});
        process.write(QFile::encodeName(image) + "\r\n\n" + QFile::encodeName(path(u"none.jpg"_s)));
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished(60'000));
        const CliResult result = collect(process);
        QCOMPARE(result.exitCode, 0);
        const QList<QJsonObject> said = result.of(u"prediction"_s);
        QCOMPARE(said.size(), 2);
        QCOMPARE(said[0][u"file"_s].toString(), image);
        QVERIFY(!said[0][u"label"_s].toString().isEmpty());
        QVERIFY(!said[1][u"error"_s].toString().isEmpty()); // a row with a reason
    }
};

QTEST_GUILESS_MAIN(TestCliFlow)
#include "tst_cliflow.moc"
