// SPDX-License-Identifier: GPL-3.0-or-later
// cairn-bench-data: how fast Cairn works with data sets on this machine: the window with 100,000 images,
// imports, downloads. See README.md in the folder above. Every measure is a process of its own.

#include "core/base/cores.h"
#include "tests/bench/data/material.h"
#include "tests/bench/data/measures.h"
#include "tests/bench/peakmemory.h"
#include "tests/bench/report.h"
#include "ui/style/theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QJsonArray>
#include <QJsonDocument>
#include <QPalette>
#include <QProcess>
#include <QSettings>
#include <QTemporaryDir>
#include <QTextStream>

using namespace Qt::StringLiterals;
using namespace cairn;
using namespace cairn::bench;

namespace {

struct Measure
{
    QString name;
    Result<QList<Figure>> (*run)(const Workload &);
    double peakGoal; ///< MB, 0: none
};

const QList<Measure> measures{
    {u"window"_s, measureWindow, 600},   {u"review"_s, measureReview, 0},
    {u"import"_s, measureImport, 0},     {u"downloads"_s, measureDownloads, 0},
    {u"queue"_s, measureLoadedQueue, 0},
};

QString measureNames()
{
    QStringList names;
    for (const Measure &measure : measures)
        names << measure.name;
    return names.join(u',');
}

int fail(const Error &error)
{
    QTextStream(stderr) << error.message << '\n';
    return 1;
}

/// In this process: prints what it found as one line of JSON.
int answerOne(const QString &name, const Workload &workload)
{
    const auto measure = std::ranges::find(measures, name, &Measure::name);
    if (measure == measures.end())
        return fail({ErrorCode::InvalidInput,
                     u"There is no measure “%1”; choose from %2."_s.arg(name, measureNames())});
    auto figures = measure->run(workload);
    if (!figures)
        return fail(figures.error());
    figures->append({u"peak memory of the process (%1)"_s.arg(name), peakMebibytes() * 1.048576, u"MB"_s,
                     measure->peakGoal > 0 ? Figure::Bound::Below : Figure::Bound::None, measure->peakGoal});
    QJsonArray answer;
    for (const Figure &figure : *figures)
        answer << toJson(figure);
    QTextStream(stdout) << QJsonDocument(answer).toJson(QJsonDocument::Compact) << '\n';
    return 0;
}

QList<Figure> runProcess(const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(QCoreApplication::applicationFilePath(), arguments);
    process.waitForFinished(-1);
    const QByteArray answer = process.readAllStandardOutput().trimmed().split('\n').last();
    QList<Figure> figures;
    for (const QJsonValue &figure : QJsonDocument::fromJson(answer).array())
        figures << figureFromJson(figure.toObject());
    return figures;
}

/// The worst of all rounds, by figure.
void print(const QString &measure, const QStringList &arguments, int rounds)
{
    QList<Figure> worst;
    for (int round = 0; round < rounds; ++round) {
        const QList<Figure> figures = runProcess(QStringList{u"--measure"_s, measure} + arguments);
        for (qsizetype i = 0; i < figures.size(); ++i) {
            if (i == worst.size())
                worst << figures[i];
            else if (figures[i].worseThan(worst[i]))
                worst[i] = figures[i];
        }
    }
    QTextStream out(stdout);
    if (worst.isEmpty())
        out << u"| %1 | failed | | no |\n"_s.arg(measure);
    for (const Figure &figure : std::as_const(worst))
        out << tableRow(figure) << '\n';
}

void describe(QCommandLineParser &parser)
{
    parser.setApplicationDescription(
        u"Measures the window with a large project, imports and downloads, on images of its own making."_s);
    parser.addHelpOption();
    parser.addOptions({
        {u"measures"_s, u"Which measures: %1."_s.arg(measureNames()), u"LIST"_s, measureNames()},
        {u"images"_s, u"Images of the project that is opened."_s, u"N"_s, u"100000"_s},
        {u"imports"_s, u"Images that are imported."_s, u"N"_s, u"10000"_s},
        {u"downloads"_s, u"Images that are fetched."_s, u"N"_s, u"1000"_s},
        {u"repeat"_s, u"Rounds; the table shows the worst."_s, u"N"_s, u"1"_s},
        {u"material"_s, u"Keep the images in this folder, and take them from there."_s, u"FOLDER"_s},
        {u"measure"_s, u"Run this one measure in this process and print JSON."_s, u"NAME"_s},
    });
}

} // namespace

int main(int argc, char *argv[])
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QCommandLineParser parser;
    describe(parser);
    parser.process(application);

    const QTemporaryDir temporary;
    Workload workload;
    workload.folder
        = parser.isSet(u"material"_s) ? QDir(parser.value(u"material"_s)).absolutePath() : temporary.path();
    workload.images = parser.value(u"images"_s).toInt();
    workload.labeled = std::min(workload.labeled, workload.images / 3);
    workload.imports = parser.value(u"imports"_s).toInt();
    workload.downloads = parser.value(u"downloads"_s).toInt();
    // Nothing of the user's is read or written.
    qputenv("XDG_CACHE_HOME", (workload.folder + u"/cache"_s).toLocal8Bit());
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, temporary.path());
    applyTheme(application, chosenTheme(ThemeChoice::System, QApplication::palette()));
    if (parser.isSet(u"measure"_s))
        return answerOne(parser.value(u"measure"_s), workload);

    for (const auto &made : {makeImages(workload), makeProject(workload)}) {
        if (!made)
            return fail(made.error());
    }
    QTextStream(stdout) << u"%1 images in the project; %2 threads; %3\n"_s.arg(workload.images)
                               .arg(availableCores())
                               .arg(machineLine())
                        << tableHead() << Qt::endl;
    QStringList arguments{u"--material"_s, workload.folder};
    for (const QString &option : {u"images"_s, u"imports"_s, u"downloads"_s})
        arguments << u"--"_s + option << parser.value(option);
    for (const QString &measure : parser.value(u"measures"_s).split(u','))
        print(measure, arguments, parser.value(u"repeat"_s).toInt());
    return 0;
}
