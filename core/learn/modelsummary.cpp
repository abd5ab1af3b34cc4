// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/modelsummary.h"
#include "core/base/text.h"

#include "core/learn/headlayers.h"
#include "core/learn/layergroups.h"

namespace cairn {

namespace {

QString shape(qint64 channels, qint64 side)
{
    return QStringLiteral("%1 × %2 × %2").arg(channels).arg(side);
}

/// Adds layers up while the image passes through them. Activation memory follows what torch's backward
/// keeps with ReLU in place: every convolution's output (BatchNorm needs it) and what the norm and ReLU made
/// of it (the next layer needs it).
class StageBuilder
{
public:
    StageBuilder(QString name, qint64 channels, qint64 side)
        : m_channels(channels)
        , m_side(side)
    {
        m_stage.name = std::move(name);
    }

    /// Convolution without bias, then BatchNorm, then (maybe) ReLU.
    void convolution(qint64 out, qint64 kernel, qint64 stride)
    {
        m_side = sideAfter(stride);
        addConvolution(m_channels, out, kernel);
        m_stage.weightedLayers += 1;
        m_stage.units += volume(out);
        keep(2 * volume(out));
        m_channels = out;
    }

    /// 1×1 convolution and BatchNorm beside a block that ends in `out` channels at the present size. The
    /// norm's output is added and forgotten.
    void projection(qint64 in, qint64 out)
    {
        addConvolution(in, out, 1);
        keep(volume(out));
    }

    void maxPool()
    {
        m_side = sideAfter(2);
        keep(volume(m_channels));
    }

    /// Numbers so far, and those of norms among them.
    qint64 parameters() const { return m_stage.parameters; }
    qint64 normParameters() const { return m_normParameters; }

    qint64 channels() const { return m_channels; }
    qint64 side() const { return m_side; }

    StageSummary finish()
    {
        m_stage.output = shape(m_channels, m_side);
        return m_stage;
    }

private:
    /// Kernels are padded to keep the size, so only the stride matters.
    qint64 sideAfter(qint64 stride) const { return (m_side - 1) / stride + 1; }
    qint64 volume(qint64 channels) const { return channels * m_side * m_side; }
    void keep(qint64 floats) { m_stage.activationBytes += 4 * floats; }

    void addConvolution(qint64 in, qint64 out, qint64 kernel)
    {
        const qint64 weights = in * out * kernel * kernel;
        m_stage.parameters += weights + 2 * out; // and the norm's weight and bias
        m_normParameters += 2 * out;
        m_stage.macs += weights * m_side * m_side;
    }

    StageSummary m_stage;
    qint64 m_normParameters = 0;
    qint64 m_channels;
    qint64 m_side;
};

void addBlock(StageBuilder &builder, const NetworkShape &shape, qint64 width, qint64 stride)
{
    const bool bottleneck = archUsesBottleneck(shape.arch);
    const qint64 in = builder.channels();
    const qint64 out = bottleneck ? 4 * width : width;
    if (bottleneck) {
        const qint64 first = shape.body.strideInFirst ? stride : 1;
        builder.convolution(width, 1, first);
        builder.convolution(width, 3, stride / first);
        builder.convolution(out, 1, 1);
    } else {
        builder.convolution(width, 3, stride);
        builder.convolution(width, 3, 1);
    }
    if (archHasShortcuts(shape.arch) && (stride != 1 || in != out))
        builder.projection(in, out);
}

/// Torch's backward keeps the outputs of all layers but Flatten (a view), ReLU (in place) and a Dropout of 0.
StageSummary summarizeHead(const std::vector<HeadLayer> &layers, int classes)
{
    StageSummary head;
    head.name = QStringLiteral("head");
    head.output = QString::number(classes);
    for (const HeadLayer &layer : layers) {
        head.parameters += layer.parameters();
        const bool kept = layer.kind != HeadLayer::Kind::Flatten && layer.kind != HeadLayer::Kind::ReLU
            && (layer.kind != HeadLayer::Kind::Dropout || layer.dropout > 0);
        head.activationBytes += kept ? 4 * qint64(layer.outputs) : 0;
        if (layer.kind != HeadLayer::Kind::Linear)
            continue;
        head.weightedLayers += 1;
        head.macs += qint64(layer.inputs) * layer.outputs;
        head.units += layer.outputs;
    }
    return head;
}

void addUp(ModelSummary &summary)
{
    for (const StageSummary &stage : summary.stages) {
        summary.weightedLayers += stage.weightedLayers;
        summary.parameters += stage.parameters;
        summary.macs += stage.macs;
        summary.units += stage.units;
        summary.activationBytes += stage.activationBytes;
    }
}

QString headTitle(HeadConfig::Kind kind)
{
    switch (kind) {
    case HeadConfig::Kind::FastAi:
        return Text::tr("fast.ai head");
    case HeadConfig::Kind::FastAi2:
        return Text::tr("fast.ai 2 head");
    case HeadConfig::Kind::Plain:
        return Text::tr("torchvision head");
    case HeadConfig::Kind::Custom:
        return Text::tr("custom head");
    }
    Q_UNREACHABLE();
}

/// Walks through a network, stage by stage, and divides what it counts among the layer groups.
class Walk
{
public:
    explicit Walk(const NetworkShape &shape)
        : m_shape(shape)
        , m_grouping(shape.splitOn)
    {
        const QStringList titles = LayerGrouping::titles(shape.arch, shape.body, shape.splitOn);
        for (const QString &title : titles)
            m_summary.groups.push_back({title});
    }

    ModelSummary run()
    {
        walkBody();
        walkHead();
        addUp(m_summary);
        return m_summary;
    }

private:
    void walkBody()
    {
        StageBuilder stem(QStringLiteral("conv1"), 3, m_shape.imageSize);
        stem.convolution(64, 7, 2);
        stem.maxPool();
        count(QStringLiteral("conv1"), stem.parameters(), stem.normParameters());
        m_summary.stages.push_back(stem.finish());
        qint64 channels = stem.channels();
        qint64 side = stem.side();
        for (int stage = 0; stage < m_shape.body.stages(); ++stage) {
            StageBuilder layer(QStringLiteral("layer%1").arg(stage + 1), channels, side);
            walkBlocks(layer, stage);
            m_summary.stages.push_back(layer.finish());
            channels = layer.channels();
            side = layer.side();
        }
    }

    void walkBlocks(StageBuilder &layer, int stage)
    {
        const int blocks = archBlocks(m_shape.arch)[std::size_t(stage)];
        for (int block = 0; block < blocks; ++block) {
            const qint64 parameters = layer.parameters();
            const qint64 norms = layer.normParameters();
            addBlock(layer, m_shape, qint64(64) << stage, stage > 0 && block == 0 ? 2 : 1);
            count(QStringLiteral("layer%1.%2").arg(stage + 1).arg(block), layer.parameters() - parameters,
                  layer.normParameters() - norms);
        }
    }

    void walkHead()
    {
        const auto layers
            = headLayers(m_shape.head, bodyFeatures(m_shape.arch, m_shape.body), m_shape.classes);
        if (!layers)
            return;
        m_summary.stages.push_back(summarizeHead(*layers, m_shape.classes));
        for (const HeadLayer &layer : *layers)
            count(QStringLiteral("head."), layer.parameters(),
                  layer.kind == HeadLayer::Kind::BatchNorm ? layer.parameters() : 0);
    }

    void count(const QString &name, qint64 parameters, qint64 normParameters)
    {
        GroupSummary &group = m_summary.groups[std::size_t(m_grouping.groupOf(name.toStdString()))];
        group.parameters += parameters;
        group.normParameters += normParameters;
    }

    const NetworkShape &m_shape;
    const LayerGrouping m_grouping;
    ModelSummary m_summary;
};

} // namespace

ModelSummary summarize(const NetworkShape &shape)
{
    ModelSummary summary = Walk(shape).run();
    QStringList parts{archTitle(shape.arch)};
    if (shape.body.cut != BodyConfig().cut)
        parts << Text::tr("cut after layer%1").arg(shape.body.stages());
    if (shape.body.strideInFirst && archUsesBottleneck(shape.arch))
        parts << Text::tr("stride in the first 1×1");
    parts << Text::tr("%1 class(es)", nullptr, int(shape.classes)).arg(shape.classes)
          << Text::tr("%1 px").arg(shape.imageSize) << headTitle(shape.head.kind);
    summary.title = parts.join(QStringLiteral(", "));
    return summary;
}

} // namespace cairn
