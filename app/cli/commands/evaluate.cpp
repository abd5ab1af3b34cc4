// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/cli/projectaccess.h"
#include "app/cli/report.h"
#include "app/common/engineloader.h"
#include "core/runs/runs.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace cairn {

static void tellFigures(Output &out, const QJsonObject &figures)
{
    const auto number = [](const QJsonValue &value) { return QString::number(value.toDouble(), 'f', 4); };
    const QString fitted = figures[u"temperature"].toDouble() == 1
        ? u"no temperature was fitted: too few images or mistakes"_s
        : u"temperature %1 makes it %2"_s.arg(number(figures[u"temperature"]),
                                              number(figures[u"calibrated"][u"ece"]));
    out.line();
    out.line(u"Macro F1 %1, Brier score %2, calibration error %3; %4"_s.arg(
        number(figures[u"macro_f1"]), number(figures[u"brier"]), number(figures[u"ece"]), fitted));
}

static Result<void> run(const Arguments &arguments, CommandContext &context)
{
    Output &out = context.out;
    const int top = int(arguments.integer(u"top"_s, 0, 1000000).value_or(9));
    const QString split = arguments.has(u"split"_s) ? arguments.text(u"split"_s) : u"valid"_s;
    if (split != u"valid" && split != u"test")
        throw UsageError{u"--split is valid or test."_s};
    const bool onTest = split == u"test";
    const std::unique_ptr<Project> project = openProject(arguments);
    const RunRecord chosen = orFail(chosenRun(*project, arguments));
    const std::unique_ptr<Engine> engine = orFail(loadEngine());
    const int views = int(arguments.integer(u"tta"_s, 0, 100).value_or(0));
    const auto progress = [&](const Progress &now) { out.progress(now); };
    const RunEvaluation evaluation
        = orFail(onTest ? evaluateOnTest(*project, *engine, chosen.id, progress, context.cancel)
                        : evaluateRun(*project, *engine, {chosen.id, views}, progress, context.cancel));
    const QHash<qint64, QString> files = orFail(imageFiles(*project, out));
    report(out, evaluation, chosen.classes, files, top);
    QJsonObject fields = toJson(evaluation, chosen.classes);
    for (const QJsonObject &figures :
         {classFigures(evaluation, chosen.classes), calibrationFigures(evaluation)}) {
        for (auto it = figures.begin(); it != figures.end(); ++it)
            fields.insert(it.key(), it.value());
    }
    tellFigures(out, fields);
    fields.insert(u"run"_s, chosen.id);
    fields.insert(u"split"_s, split);
    out.event(u"done"_s, fields);
    return {};
}

Command evaluateCommand()
{
    return {u"evaluate"_s,
            u"PROJECT"_s,
            1,
            1,
            u"Evaluates a run on validation or test images"_s,
            u"evaluate buildings.cairn --run 1"_s,
            {{u"run"_s, u"ID"_s, u"default: the current run"_s},
             {u"split"_s, u"NAME"_s, u"valid (default) or test, which is not stored"_s},
             {u"top"_s, u"N"_s, u"images with the largest losses (default 9)"_s},
             {u"tta"_s, u"N"_s, u"also average over N random views of each image (default 0)"_s}},
            run};
}

} // namespace cairn
