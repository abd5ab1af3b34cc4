#include "core/learn/modelsummary.h"

namespace cairn {

namespace {

QString shape(qint64 channels, qint64 side)
{
    return QStringLiteral("%1 × %2 × %2").arg(channels).arg(side);
}

/// Adds layers up while the picture passes through them. Activation memory follows what torch's backward
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
        m_stage.macs += weights * m_side * m_side;
    }

    StageSummary m_stage;
    qint64 m_channels;
    qint64 m_side;
};

void addBlock(StageBuilder &builder, bool bottleneck, qint64 width, qint64 stride)
{
    const qint64 in = builder.channels();
    const qint64 out = bottleneck ? 4 * width : width;
    if (bottleneck) {
        builder.convolution(width, 1, 1);
        builder.convolution(width, 3, stride);
        builder.convolution(out, 1, 1);
    } else {
        builder.convolution(width, 3, stride);
        builder.convolution(width, 3, 1);
    }
    if (stride != 1 || in != out)
        builder.projection(in, out);
}

void addLinear(StageSummary &head, qint64 in, qint64 out)
{
    head.weightedLayers += 1;
    head.parameters += in * out + out;
    head.macs += in * out;
    head.units += out;
    head.activationBytes += 4 * out;
}

/// BatchNorm1d, Dropout, Linear (, ReLU in place): the norm's and the dropout's outputs are kept.
void addFastAiBlock(StageSummary &head, qint64 in, qint64 out, double dropout)
{
    head.parameters += 2 * in;
    head.activationBytes += 4 * in * (dropout > 0 ? 2 : 1);
    addLinear(head, in, out);
}

StageSummary summarizeHead(const HeadConfig &config, qint64 features, qint64 classes)
{
    StageSummary head;
    head.name = QStringLiteral("head");
    head.output = QString::number(classes);
    if (config.kind == HeadConfig::Kind::Plain) {
        head.activationBytes += 4 * features;
        addLinear(head, features, classes);
        return head;
    }
    qint64 in = 2 * features; // maximum and average, side by side
    head.activationBytes += 4 * in;
    for (const int units : config.hiddenUnits) {
        addFastAiBlock(head, in, units, config.dropout.last() / 2);
        in = units;
    }
    addFastAiBlock(head, in, classes, config.dropout.last());
    if (config.bnFinal) {
        head.parameters += 2 * classes;
        head.activationBytes += 4 * classes;
    }
    return head;
}

void addUp(ModelSummary &summary)
{
    summary.groupParameters = {0, 0, 0};
    for (std::size_t i = 0; i < summary.stages.size(); ++i) {
        const StageSummary &stage = summary.stages[i];
        summary.weightedLayers += stage.weightedLayers;
        summary.parameters += stage.parameters;
        summary.macs += stage.macs;
        summary.units += stage.units;
        summary.activationBytes += stage.activationBytes;
        summary.groupParameters[i < 3 ? 0 : i < 5 ? 1 : 2] += stage.parameters;
    }
}

} // namespace

ModelSummary summarize(Arch arch, const HeadConfig &head, int classes, int imageSize)
{
    const bool plain = head.kind == HeadConfig::Kind::Plain;
    ModelSummary summary;
    summary.title = QStringLiteral("%1, %2 classes, %3 px, %4 head")
                        .arg(archTitle(arch))
                        .arg(classes)
                        .arg(imageSize)
                        .arg(plain ? QStringLiteral("torchvision") : QStringLiteral("fast.ai"));
    StageBuilder stem(QStringLiteral("conv1"), 3, imageSize);
    stem.convolution(64, 7, 2);
    stem.maxPool();
    summary.stages.push_back(stem.finish());
    qint64 channels = stem.channels();
    qint64 side = stem.side();
    for (std::size_t i = 0; i < 4; ++i) {
        StageBuilder layer(QStringLiteral("layer%1").arg(i + 1), channels, side);
        for (int block = 0; block < archBlocks(arch)[i]; ++block)
            addBlock(layer, archUsesBottleneck(arch), qint64(64) << i, i > 0 && block == 0 ? 2 : 1);
        summary.stages.push_back(layer.finish());
        channels = layer.channels();
        side = layer.side();
    }
    summary.stages.push_back(summarizeHead(head, archFeatures(arch), classes));
    addUp(summary);
    return summary;
}

} // namespace cairn
