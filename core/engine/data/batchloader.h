// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cancel.h"
#include "core/engine/data/imagesource.h"

#include <torch/types.h>

#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <optional>
#include <thread>

namespace cairn {

class FeatureCache;

/// Images ready for the network.
struct Batch
{
    /// N×3×S×S float32, channels_last, normalized as ImageNet; or N×F features (LoaderOptions::features)
    torch::Tensor images;
    torch::Tensor labels; ///< N int64
    std::vector<std::size_t> indices; ///< into the loader's examples
    qint64 position = 0; ///< 0-based among the epoch's planned batches
};

struct LoaderOptions
{
    int imageSize = 224;
    int batchSize = 32;
    /// Set for training: order shuffled and images varied anew in every epoch, by `seed`. Otherwise the
    /// examples' own order, and images as `resize` makes them.
    std::optional<Augmentation> augmentation = {};
    quint64 seed = 0;
    int workers = 0; ///< decoding threads; 0: one for every core, at most 8
    qint64 cacheBudget = 0; ///< bytes of decoded images to keep from one epoch to the next
    ResizeMode resize = ResizeMode::Crop;
    /// Training: as many images an epoch, but drawn with replacement so that every class is equally likely
    /// (fast.ai's WeightedDL with weights of 1 / the class's size).
    bool weighted = false;
    /// Training in several processes: a batch of all of them has shares × batchSize images, and this loader
    /// gives its part number `share`.
    int share = 0;
    int shares = 1;
    /// With an augmentation: the examples' own order all the same, and none left out.
    bool ordered = false;
    /// What each row is taken from instead of an image; its view is the epoch's.
    std::shared_ptr<const FeatureCache> features = {};
};

/// Turns examples into batches: threads of its own read, decode and transform ahead of the reader. What comes
/// out depends on the examples and options only, never on the number of threads. Use it from one thread. A
/// image that cannot be read is missing from its batch; a training batch that would hold a single image
/// is left out, since batch normalization cannot learn from one value. Of several processes' shares, a loader
/// leaves out only empty ones.
class BatchLoader
{
public:
    BatchLoader(std::vector<Example> examples, const LoaderOptions &options);
    ~BatchLoader();
    BatchLoader(const BatchLoader &) = delete;
    BatchLoader &operator=(const BatchLoader &) = delete;

    /// Rows instead of images.
    bool givesFeatures() const { return m_options.features != nullptr; }
    const std::vector<Example> &examples() const { return m_source.examples(); }
    qint64 batchesPerEpoch() const;
    /// Training images that an epoch never shows: one, where the last batch of all processes would have no
    /// other.
    qint64 leftOut() const;

    /// Begins an epoch at one of its batches; an unfinished one is abandoned. `epoch` decides order and
    /// variation.
    void start(int epoch, qint64 firstBatch, const CancelToken &cancel);
    void start(int epoch, const CancelToken &cancel) { start(epoch, 0, cancel); }

    /// The next batch with at least one image (training in one process: two), or nothing at the epoch's end
    /// and once cancelled. Waits for the workers; throws what they threw (std::bad_alloc).
    std::optional<Batch> next();

    /// Sentences about images that turned out unreadable since the last call; each image once.
    QStringList takeProblems() { return m_source.takeProblems(); }

private:
    struct Slot; // a batch being filled
    struct Item
    {
        std::shared_ptr<Slot> slot;
        std::size_t row = 0;
    };

    bool shuffles() const { return m_options.augmentation && !m_options.ordered; }
    torch::Tensor emptyRows(qint64 count) const;
    std::vector<std::size_t> order(int epoch) const;
    std::vector<std::size_t> weightedOrder(int epoch) const;
    bool planNextSlot();
    void fillWindow();
    void work();
    bool takeItem(std::unique_lock<std::mutex> &lock, Item &item);
    bool fillRow(Slot &slot, std::size_t row);
    std::optional<Batch> collected(const Slot &slot) const;
    void abandon();

    const LoaderOptions m_options;
    const SquareOptions m_square;
    ImageSource m_source;

    std::mutex m_mutex; // guards everything below
    std::condition_variable m_itemReady;
    std::condition_variable m_rowDone;
    CancelToken m_cancel;
    int m_epoch = 0;
    std::vector<std::size_t> m_order;
    std::vector<quint64> m_views; // of each place in m_order: the random numbers that vary its image
    qint64 m_planned = 0; // slots begun in this epoch
    std::deque<std::shared_ptr<Slot>> m_slots; // in the epoch's order, oldest first
    std::deque<Item> m_items; // rows that no worker has taken
    std::exception_ptr m_failure;
    bool m_stop = false;
    std::vector<std::thread> m_workers;
};

/// The batch there; the same on the processor. To CUDA it goes through pinned memory, without waiting.
Batch onDevice(Batch batch, const torch::Device &device);

} // namespace cairn
