#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/cli/trainingoptions.h"
#include "core/base/format.h"
#include "core/learn/modelsummary.h"

#include <QJsonArray>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

QJsonObject toJson(const ModelSummary &summary)
{
    QJsonArray stages;
    for (const StageSummary &stage : summary.stages) {
        stages << QJsonObject{{u"name"_s, stage.name},
                              {u"output"_s, stage.output},
                              {u"weighted_layers"_s, stage.weightedLayers},
                              {u"parameters"_s, stage.parameters},
                              {u"macs"_s, stage.macs},
                              {u"units"_s, stage.units},
                              {u"activation_bytes"_s, stage.activationBytes}};
    }
    return {{u"title"_s, summary.title},
            {u"parameters"_s, summary.parameters},
            {u"weighted_layers"_s, summary.weightedLayers},
            {u"macs"_s, summary.macs},
            {u"units"_s, summary.units},
            {u"activation_bytes"_s, summary.activationBytes},
            {u"stages"_s, stages}};
}

QString row(const QString &name, const QString &output, int layers, qint64 parameters, qint64 macs)
{
    return u"%1  %2  %3  %4  %5"_s.arg(name, -8)
        .arg(output, -16)
        .arg(layers, 6)
        .arg(formatCount(parameters), 12)
        .arg(formatCount(macs), 15);
}

HeadConfig headNamed(const QString &name)
{
    HeadConfig head;
    if (name != u"plain" && name != u"fastai")
        throw UsageError{u"--head must be plain or fastai, not “%1”."_s.arg(name)};
    head.kind = name == u"plain" ? HeadConfig::Kind::Plain : HeadConfig::Kind::FastAi;
    return head;
}

Result<void> run(const Arguments &arguments, Surroundings &surroundings)
{
    const Arch arch = Arguments::require(
        archFromName(arguments.has(u"arch"_s) ? arguments.text(u"arch"_s) : u"resnet34"_s));
    const HeadConfig head = headNamed(arguments.has(u"head"_s) ? arguments.text(u"head"_s) : u"plain"_s);
    const int classes = int(arguments.integer(u"classes"_s, 1, 100000).value_or(1000));
    const int size = int(arguments.integer(u"size"_s, 32, 4096).value_or(224));
    const ModelSummary summary = summarize({arch, {}, head, classes, size});

    Output &out = surroundings.out;
    out.line(summary.title);
    out.line(u"stage     output            layers    parameters   multiply-adds"_s);
    for (const StageSummary &stage : summary.stages)
        out.line(row(stage.name, stage.output, stage.weightedLayers, stage.parameters, stage.macs));
    out.line(row(u"all"_s, {}, summary.weightedLayers, summary.parameters, summary.macs));
    out.event(u"done"_s, toJson(summary));
    return {};
}

} // namespace

Command summaryCommand()
{
    return {u"summary"_s,
            {},
            0,
            0,
            u"Counts a network's layers, parameters and work"_s,
            u"summary --arch resnet50 --classes 3 --head fastai"_s,
            {{u"arch"_s, u"NAME"_s, archNames()},
             {u"classes"_s, u"N"_s, u"outputs (default 1000)"_s},
             {u"head"_s, u"KIND"_s, u"plain (default, torchvision's) or fastai"_s},
             {u"size"_s, u"PIXELS"_s, u"side of the picture (default 224)"_s}},
            run};
}

} // namespace cairn
