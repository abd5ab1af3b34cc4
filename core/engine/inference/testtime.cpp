// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/inference/testtime.h"

namespace cairn {

namespace {

/// Adds the probabilities of one pass over the images, each times `weight`.
class PassAdder
{
public:
    PassAdder(Network &network, ViewProbabilities &sum, qint64 total, const ProgressCallback &progress,
              const CancelToken &cancel)
        : m_network(network)
        , m_sum(sum)
        , m_total(total)
        , m_progress(progress)
        , m_cancel(cancel)
    {
    }

    void add(BatchLoader &loader, int epoch, double weight)
    {
        loader.start(epoch, m_cancel);
        while (const std::optional<Batch> batch = loader.next()) {
            if (m_cancel.cancelled())
                return;
            const torch::Tensor images = batch->images.to(m_network->conv1->weight.device());
            const torch::Tensor probabilities
                = m_network->forward(images).to(torch::kCPU, torch::kFloat).softmax(1);
            for (std::size_t row = 0; row < batch->indices.size(); ++row) {
                const std::size_t index = batch->indices[row];
                m_sum.mean[qint64(index)] += weight * probabilities[qint64(row)];
                m_sum.readable[index] = 1;
            }
            if (m_progress)
                m_progress({m_before + qint64(batch->indices.back()) + 1, m_total});
        }
        m_before += qint64(loader.examples().size());
    }

private:
    Network &m_network;
    ViewProbabilities &m_sum;
    const qint64 m_total;
    const ProgressCallback &m_progress;
    const CancelToken &m_cancel;
    qint64 m_before = 0; // images of the passes that are done
};

} // namespace

ViewProbabilities classifyViews(Network &network, const ViewJob &job, const ProgressCallback &progress,
                                const CancelToken &cancel)
{
    const std::vector<Example> &examples = job.examples;
    const TestTimeAugmentation &augmentation = job.augmentation;
    const torch::NoGradGuard noGrad;
    ViewProbabilities sum{torch::zeros({qint64(examples.size()), network->spec.classes.size()}),
                          std::vector<char>(examples.size())};
    PassAdder passes(network, sum, qint64(examples.size()) * (augmentation.views + 1), progress, cancel);
    BatchLoader plain(examples, job.loading);
    passes.add(plain, 0, augmentation.views > 0 ? augmentation.plainShare : 1);
    if (augmentation.views == 0 || cancel.cancelled())
        return sum;
    LoaderOptions loading = job.loading;
    loading.augmentation = augmentation.augmentation;
    loading.ordered = true;
    loading.cacheBudget = imageCacheBudget(); // every view starts from the same pixels
    BatchLoader varied(examples, loading);
    for (int view = 0; view < augmentation.views; ++view)
        passes.add(varied, view, (1 - augmentation.plainShare) / augmentation.views);
    return sum;
}

} // namespace cairn
