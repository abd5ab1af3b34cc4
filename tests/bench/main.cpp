// SPDX-License-Identifier: GPL-3.0-or-later
// cairn-bench: how fast Cairn works on this machine, and how fast other programs do the same on the same
// images. See README.md beside this file. Every measure is a process of its own, in turn with those of the
// peers.

#include "core/base/cores.h"
#include "tests/bench/measures.h"
#include "tests/bench/report.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonDocument>
#include <QProcess>
#include <QTextStream>

using namespace Qt::StringLiterals;
using namespace cairn;
using namespace cairn::bench;

namespace {

struct Peer
{
    QString python;
    QString script;
    QString name;
};

QStringList peerArguments(const Peer &peer, const QString &measure, const Workload &workload)
{
    return {peer.script,
            u"--measure"_s,
            measure == u"frozen-cached" ? u"frozen"_s : measure, // what others do instead
            u"--arch"_s,
            archName(workload.arch),
            u"--data"_s,
            workload.data,
            u"--size"_s,
            QString::number(workload.imageSize),
            u"--batch"_s,
            QString::number(workload.batchSize),
            u"--threads"_s,
            QString::number(workload.threads > 0 ? workload.threads : availableCores()),
            u"--steps"_s,
            QString::number(workload.steps)};
}

// The last line that it printed; nothing where it failed, with its complaint on stderr.
QByteArray runProcess(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.start(program, arguments);
    process.waitForFinished(-1);
    if (process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0)
        return process.readAllStandardOutput().trimmed().split('\n').last();
    QTextStream(stderr) << arguments.join(u' ') << '\n' << process.readAllStandardError().right(2000) << '\n';
    return {};
}

// Every option names a Python interpreter; the peers' scripts lie beside this file.
QList<Peer> findPeers(const QStringList &interpreters, const QString &script, const Workload &workload)
{
    QList<Peer> peers;
    for (const QString &python : interpreters) {
        Peer peer{python, QStringLiteral(CAIRN_SOURCE_DIR "/tests/bench/peers/") + script, script};
        const QByteArray answer = runProcess(python, peerArguments(peer, u"name"_s, workload));
        peer.name = QJsonDocument::fromJson(answer).object().value(u"program"_s).toString(script);
        peers << peer;
    }
    return peers;
}

int answerOne(const QString &measure, const Workload &workload)
{
    const auto measurement = runMeasure(measure, workload);
    if (!measurement) {
        QTextStream(stderr) << measurement.error().message << '\n';
        return 1;
    }
    const QJsonObject answer{{u"images"_s, measurement->images},
                             {u"seconds"_s, measurement->seconds},
                             {u"peak_mib"_s, measurement->peakMebibytes},
                             {u"threads"_s, measurement->threads},
                             {u"precision"_s, measurement->precision}};
    QTextStream(stdout) << QJsonDocument(answer).toJson(QJsonDocument::Compact) << '\n';
    return 0;
}

void compare(const QString &measure, const Workload &workload, const QStringList &ownArguments,
             const QList<Peer> &peers, int repeat)
{
    Figures own;
    QList<Figures> others(peers.size());
    for (int round = 0; round < repeat; ++round) {
        addAnswer(runProcess(QCoreApplication::applicationFilePath(),
                             QStringList{workload.data, u"--measure"_s, measure, u"--arch"_s,
                                         archName(workload.arch)}
                                 + ownArguments),
                  own);
        for (qsizetype i = 0; i < peers.size() && measure != u"loader"; ++i)
            addAnswer(runProcess(peers[i].python, peerArguments(peers[i], measure, workload)), others[i]);
    }
    QTextStream(stdout) << tableRow(measureTitle(measure), own, others) << Qt::endl;
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"Measures Cairn, and other programs beside it, on the images of a folder of class folders."_s);
    parser.addHelpOption();
    parser.addPositionalArgument(u"DATA"_s, u"folder of class folders"_s);
    parser.addOptions({
        {u"arch"_s, u"Networks, separated by commas."_s, u"LIST"_s, u"resnet34"_s},
        {u"measures"_s, u"Which measures: %1."_s.arg(measureNames().join(u", "_s)), u"LIST"_s,
         measureNames().join(u',')},
        {u"size"_s, u"Image size in pixels."_s, u"N"_s, u"224"_s},
        {u"batch"_s, u"Batch size."_s, u"N"_s, u"32"_s},
        {u"threads"_s, u"Compute threads; 0: all cores."_s, u"N"_s, u"0"_s},
        {u"steps"_s, u"Steps of the learning-rate finder."_s, u"N"_s, u"24"_s},
        {u"precision"_s, u"auto, float32 or bfloat16; Cairn's only."_s, u"P"_s, u"auto"_s},
        {u"repeat"_s, u"Rounds; the table shows medians."_s, u"N"_s, u"1"_s},
        {u"fastai"_s, u"A Python with fast.ai to measure beside; may be given again."_s, u"PYTHON"_s},
        {u"torch"_s, u"A Python with torch and torchvision to measure beside; may be given again."_s,
         u"PYTHON"_s},
        {u"measure"_s, u"Run this one measure in this process and print JSON."_s, u"NAME"_s},
    });
    parser.process(application);
    if (parser.positionalArguments().size() != 1)
        parser.showHelp(2);

    Workload workload;
    workload.data = parser.positionalArguments().first();
    workload.imageSize = parser.value(u"size"_s).toInt();
    workload.batchSize = parser.value(u"batch"_s).toInt();
    workload.threads = parser.value(u"threads"_s).toInt();
    workload.steps = parser.value(u"steps"_s).toInt();
    const auto precision = precisionFromName(parser.value(u"precision"_s));
    if (!precision) {
        QTextStream(stderr) << precision.error().message << '\n';
        return 2;
    }
    workload.precision = *precision;

    const QList<Peer> peers = findPeers(parser.values(u"fastai"_s), u"fastai_peer.py"_s, workload)
        + findPeers(parser.values(u"torch"_s), u"torch_peer.py"_s, workload);
    QStringList peerNames;
    for (const Peer &peer : peers)
        peerNames << peer.name;

    QStringList ownArguments;
    for (const QString &option : {u"size"_s, u"batch"_s, u"threads"_s, u"steps"_s, u"precision"_s})
        ownArguments << u"--"_s + option << parser.value(option);

    for (const QString &name : parser.value(u"arch"_s).split(u',')) {
        const auto arch = archFromName(name);
        if (!arch) {
            QTextStream(stderr) << arch.error().message << '\n';
            return 2;
        }
        workload.arch = *arch;
        if (parser.isSet(u"measure"_s))
            return answerOne(parser.value(u"measure"_s), workload);
        QTextStream(stdout) << archTitle(*arch)
                            << u", %1 px, batch %2, %3 threads; %4"_s.arg(workload.imageSize)
                                   .arg(workload.batchSize)
                                   .arg(workload.threads > 0 ? workload.threads : availableCores())
                                   .arg(machineLine())
                            << '\n'
                            << tableHead(peerNames) << Qt::endl;
        for (const QString &measure : parser.value(u"measures"_s).split(u','))
            compare(measure, workload, ownArguments, peers, parser.value(u"repeat"_s).toInt());
    }
    return 0;
}
