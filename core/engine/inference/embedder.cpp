// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/inference/embedder.h"
#include "core/base/text.h"

#include "core/engine/data/batchloader.h"
#include "core/engine/network/modelfile.h"
#include "core/engine/network/preparednetwork.h"
#include "core/engine/runtime/torchruntime.h"

namespace cairn {

namespace {

constexpr int embeddingBatch = 32;
// Examples go to the loader in portions, so that its bookkeeping does not grow with their number.
constexpr std::size_t embeddedAtOnce = 128 * embeddingBatch;

/// An ImageNet body needs some classifier to be a network; its answers are not used.
Result<Network> imagenetBody(Arch arch, const QString &weightsFile)
{
    TrainingConfig config;
    config.arch = arch;
    config.weights = weightsFile;
    config.head.kind = HeadConfig::Kind::Plain;
    return prepareNetwork(config, {QStringLiteral("-")}).transform([](PreparedNetwork prepared) {
        setTrainingMode(prepared.network, false);
        return prepared.network;
    });
}

std::vector<float> rowOf(const torch::Tensor &matrix, std::int64_t row)
{
    const float *values = matrix.data_ptr<float>() + row * matrix.size(1);
    return {values, values + matrix.size(1)};
}

class Embedder
{
public:
    Embedder(Network folded, bool classifies, const std::function<void(Embedding)> &onEmbedding)
        : m_network(std::move(folded))
        , m_classifies(classifies)
        , m_onEmbedding(onEmbedding)
    {
    }

    /// `before`: how many examples came before these, for the progress.
    void embed(std::vector<Example> examples, qint64 before, qint64 total, const ProgressCallback &progress,
               const CancelToken &cancel)
    {
        LoaderOptions options;
        options.imageSize = m_network->spec.imageSize;
        options.batchSize = embeddingBatch;
        options.resize = m_network->spec.resize;
        BatchLoader loader(std::move(examples), options);
        loader.start(0, cancel);
        while (const std::optional<Batch> batch = loader.next()) {
            if (cancel.cancelled())
                return;
            reportBatch(*batch, loader.examples());
            if (progress)
                progress({before + qint64(batch->indices.back()) + 1, total});
        }
    }

private:
    void reportBatch(const Batch &batch, const std::vector<Example> &examples)
    {
        const torch::Tensor maps = m_network->features(batch.images).to(torch::kFloat);
        const torch::Tensor features = torch::adaptive_avg_pool2d(maps, {1, 1}).flatten(1).contiguous();
        const torch::Tensor probabilities
            = m_classifies ? m_network->classify(maps).softmax(1).contiguous() : torch::Tensor();
        for (std::size_t row = 0; row < batch.indices.size(); ++row) {
            m_onEmbedding({examples[batch.indices[row]].imageId,
                           m_classifies ? rowOf(probabilities, std::int64_t(row)) : std::vector<float>(),
                           rowOf(features, std::int64_t(row))});
        }
    }

    Network m_network;
    const bool m_classifies;
    const std::function<void(Embedding)> &m_onEmbedding;
};

} // namespace

Result<void> computeEmbeddings(const EmbeddingJob &job, const std::function<void(Embedding)> &onEmbedding,
                               const ProgressCallback &progress, const CancelToken &cancel)
{
    configureTorch(0);
    Result<Network> network
        = job.imagenet ? imagenetBody(*job.imagenet, job.weightsFile) : loadModel(job.weightsFile);
    if (!network)
        return network.error();
    const torch::NoGradGuard noGrad;
    Embedder embedder(foldBatchNorms(*network, inferenceType(resolvePrecision(Precision::Auto))),
                      !job.imagenet, onEmbedding);
    const qint64 total = qint64(job.examples.size());
    for (std::size_t first = 0; first < job.examples.size() && !cancel.cancelled(); first += embeddedAtOnce) {
        const auto begin = job.examples.begin() + std::ptrdiff_t(first);
        const auto end
            = job.examples.begin() + std::ptrdiff_t(std::min(first + embeddedAtOnce, job.examples.size()));
        embedder.embed({begin, end}, qint64(first), total, progress, cancel);
    }
    if (cancel.cancelled())
        return Error{ErrorCode::Cancelled, Text::tr("Computing features was canceled.")};
    return {};
}

} // namespace cairn
