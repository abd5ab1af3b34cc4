// SPDX-License-Identifier: GPL-3.0-or-later
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
    QJsonArray groups;
    for (const GroupSummary &group : summary.groups)
        groups << QJsonObject{{u"title"_s, group.title},
                              {u"parameters"_s, group.parameters},
                              {u"norm_parameters"_s, group.normParameters}};
    return {{u"title"_s, summary.title},
            {u"parameters"_s, summary.parameters},
            {u"weighted_layers"_s, summary.weightedLayers},
            {u"macs"_s, summary.macs},
            {u"units"_s, summary.units},
            {u"activation_bytes"_s, summary.activationBytes},
            {u"stages"_s, stages},
            {u"groups"_s, groups}};
}

QString row(const StageSummary &stage, int batch)
{
    return u"%1%2%3%4%5%6%7"_s.arg(stage.name, -7)
        .arg(stage.output, -15)
        .arg(stage.weightedLayers, 4)
        .arg(formatCount(stage.units), 11)
        .arg(formatCount(stage.parameters), 13)
        .arg(formatCount(stage.macs), 17)
        .arg(formatBytes(stage.activationBytes * batch), 11);
}

StageSummary totals(const ModelSummary &summary)
{
    return {u"all"_s,
            {},
            summary.weightedLayers,
            summary.parameters,
            summary.macs,
            summary.units,
            summary.activationBytes};
}

void tell(Output &out, const ModelSummary &summary, int batch)
{
    out.line(summary.title);
    out.line(u"stage  output         layers    units      weights    multiply-adds     memory"_s);
    for (const StageSummary &stage : summary.stages)
        out.line(row(stage, batch));
    out.line(row(totals(summary), batch));
    out.lines({{}, u"layer groups"_s});
    for (const GroupSummary &group : summary.groups)
        out.line(u"%1%2 weights, %3 of them in norms"_s.arg(group.title, -24)
                     .arg(formatCount(group.parameters), 13)
                     .arg(formatCount(group.normParameters)));
    out.lines({{},
               u"units: neurons of the feature maps, C × H × W summed over the weighted layers."_s,
               u"multiply-adds: in convolutions and fully connected layers, per image."_s,
               u"memory: float32 activations kept for the backward pass, for a batch of %1."_s.arg(batch)});
}

Result<void> run(const Arguments &arguments, CommandContext &context)
{
    TrainingConfig config;
    config.head.kind = HeadConfig::Kind::Plain;
    config = withNetworkOptions(config, arguments);
    const int classes = int(arguments.integer(u"classes"_s, 1, 100000).value_or(1000));
    const int size = int(arguments.integer(u"size"_s, 32, 4096).value_or(224));
    const int batch = int(arguments.integer(u"batch"_s, 1, 100000).value_or(32));
    const ModelSummary summary
        = summarize({config.arch, config.body, config.head, classes, size, config.splitOn});
    if (!context.out.json())
        tell(context.out, summary, batch);
    QJsonObject json = toJson(summary);
    json.insert(u"batch_activation_bytes"_s, summary.activationBytes * batch);
    context.out.event(u"done"_s, json);
    return {};
}

} // namespace

Command summaryCommand()
{
    QList<Option> options = networkOptions();
    return {u"summary"_s,
            {},
            0,
            0,
            u"Counts a network's layers, units, weights, operations, memory"_s,
            u"summary --arch resnet50 --classes 3 --head fastai"_s,
            options << Option{u"classes"_s, u"N"_s, u"outputs (default 1000)"_s}
                    << Option{u"size"_s, u"PIXELS"_s, u"image size in pixels (default 224)"_s}
                    << Option{u"batch"_s, u"N"_s, u"batch size for the memory estimate (default 32)"_s},
            run};
}

} // namespace cairn
