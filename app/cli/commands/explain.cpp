// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/cli/projectaccess.h"
#include "app/common/engineloader.h"
#include "core/base/format.h"
#include "core/imaging/heatmapoverlay.h"
#include "core/project/project.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QSet>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

/// "layer3" → 3; 0 for the last one.
int layerNumber(const Arguments &arguments)
{
    if (!arguments.has(u"layer"_s))
        return 0;
    const QString text = arguments.text(u"layer"_s);
    const int number = text.startsWith(u"layer") ? text.mid(5).toInt() : 0;
    if (number < 1)
        throw UsageError{u"--layer is layer1, layer2, layer3 or layer4."_s};
    return number;
}

/// Index of --class in the run's classes; −1: of each image the predicted one.
int classIndex(const Arguments &arguments, const RunRecord &run)
{
    if (!arguments.has(u"class"_s))
        return -1;
    const auto index = run.classes.indexOf(arguments.text(u"class"_s));
    if (index < 0)
        throw UsageError{u"%1 has no class %2; its classes are %3."_s.arg(
            run.name, arguments.text(u"class"_s), run.classes.join(u", "_s))};
    return int(index);
}

QJsonArray rowsOf(const Heatmap &map)
{
    QJsonArray rows;
    for (int y = 0; y < map.height; ++y) {
        QJsonArray row;
        for (int x = 0; x < map.width; ++x)
            row << double(map.values[std::size_t(y) * std::size_t(map.width) + std::size_t(x)]);
        rows << row;
    }
    return rows;
}

/// "tower.jpg" → "tower.png"; a number is added where another file of that name was explained.
QString targetOf(const QString &file, const QString &folder, QSet<QString> &taken)
{
    const QString base = QFileInfo(file).completeBaseName();
    QString name = base;
    for (int number = 2; taken.contains(name.toCaseFolded()); ++number)
        name = u"%1-%2"_s.arg(base).arg(number);
    taken.insert(name.toCaseFolded());
    return u"%1/%2.png"_s.arg(folder, name);
}

/// Explains the files; the number of overlays written.
qint64 explain(Engine &engine, const HeatmapJob &job, const RunRecord &run, const QString &folder,
               CommandContext &context)
{
    Output &out = context.out;
    QSet<QString> taken;
    Result<void> written;
    qint64 done = 0;
    const auto onHeatmap = [&](const Heatmap &map) {
        if (!written)
            return;
        const QString file = job.examples[std::size_t(map.imageId)].path;
        const QString target = targetOf(file, folder, taken);
        written = writeHeatmapOverlay(file, target, map);
        const double probability = double(map.probabilities[std::size_t(map.ofClass)]);
        const QString name = run.classes.value(map.ofClass);
        out.event(u"explanation"_s,
                  {{u"file"_s, file},
                   {u"overlay"_s, target},
                   {u"class"_s, name},
                   {u"probability"_s, probability},
                   {u"layer"_s, u"layer%1"_s.arg(map.layer)},
                   {u"map"_s, rowsOf(map)}});
        out.line(u"%1: %2 (%3), layer%4: %5"_s.arg(file, name, formatPercent(probability))
                     .arg(map.layer)
                     .arg(target));
        ++done;
    };
    orFail(engine.explain(
        job, onHeatmap, [&](const Progress &progress) { out.progress(progress); }, context.cancel));
    orFail(written);
    return done;
}

Result<void> run(const Arguments &arguments, CommandContext &context)
{
    if (!arguments.has(u"to"_s))
        throw UsageError{u"--to FOLDER is required: the folder to write the images to."_s};
    const std::unique_ptr<Project> project = openProject(arguments);
    const RunRecord chosen = orFail(chosenRun(*project, arguments));
    const QString folder = QFileInfo(arguments.text(u"to"_s)).absoluteFilePath();
    HeatmapJob job{project->bestWeights(chosen.id), {}, layerNumber(arguments)};
    const int ofClass = classIndex(arguments, chosen);
    for (const QString &file : arguments.positionals().sliced(1))
        job.examples.push_back({qint64(job.examples.size()), QFileInfo(file).absoluteFilePath(), ofClass});
    // by name: a folder of the user's own, outside the project
    if (!QDir().mkpath(folder))
        return Error{ErrorCode::WriteFailed, u"The folder %1 cannot be created."_s.arg(folder)};
    const std::unique_ptr<Engine> engine = orFail(loadEngine());
    const qint64 done = explain(*engine, job, chosen, folder, context);
    const qint64 files = qint64(job.examples.size());
    if (done == 0)
        return Error{ErrorCode::InvalidInput, u"None of the files is a readable image."_s};
    if (done < files)
        context.out.notice(u"%1 of %2 files could not be read."_s.arg(files - done).arg(files));
    context.out.event(u"done"_s, {{u"run"_s, chosen.id}, {u"files"_s, files}, {u"overlays"_s, done}});
    return {};
}

} // namespace

Command explainCommand()
{
    return {u"explain"_s,
            u"PROJECT FILE…"_s,
            2,
            -1,
            u"Shows which regions speak for a class (Grad-CAM)"_s,
            u"explain buildings.cairn tower.jpg --to explained"_s,
            {{u"to"_s, u"FOLDER"_s, u"folder for the images with their heatmaps, as PNG"_s},
             {u"run"_s, u"ID"_s, u"default: the current run"_s},
             {u"class"_s, u"NAME"_s, u"default: the predicted one of each image"_s},
             {u"layer"_s, u"NAME"_s, u"layer1 … layer4 (default: the network's last)"_s}},
            run};
}

} // namespace cairn
