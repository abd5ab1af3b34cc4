// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/batchloader.h"

#include "core/base/cores.h"
#include "core/engine/data/featurecache.h"

#include <ATen/Functions.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <numeric>

namespace cairn {

struct BatchLoader::Slot
{
    torch::Tensor images; // N×3×S×S, channels_last
    std::vector<std::size_t> indices;
    std::vector<quint64> views; // of each row: which random numbers vary it
    std::vector<char> readable; // of each row, once it is done
    std::size_t pending = 0; // rows not done
    qint64 position = 0;
    int epoch = 0;
};

namespace {

constexpr std::size_t prefetchedBatches = 2;
// Keeps the numbers that shuffle apart from those that vary images.
constexpr quint64 shuffleStream = ~0ULL;

// An image that is drawn again in an epoch is varied anew.
std::vector<quint64> viewsOf(const std::vector<std::size_t> &order, std::size_t examples)
{
    std::vector<quint64> times(examples);
    std::vector<quint64> views;
    views.reserve(order.size());
    for (const std::size_t index : order)
        views.push_back(index + examples * times[index]++);
    return views;
}

int workerCount(int wanted, bool decodes)
{
    if (!decodes)
        return 1; // rows are only copied
    return wanted > 0 ? wanted : std::clamp(availableCores(), 1, 8);
}

} // namespace

BatchLoader::BatchLoader(std::vector<Example> examples, const LoaderOptions &options)
    : m_options(options)
    , m_square({options.imageSize, options.resize, options.augmentation.value_or(Augmentation::none())})
    , m_source(std::move(examples), m_square, options.cacheBudget)
{
    for (int i = 0; i < workerCount(options.workers, !options.features); ++i)
        m_workers.emplace_back([this] { work(); });
}

BatchLoader::~BatchLoader()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
        m_items.clear();
    }
    m_itemReady.notify_all();
    for (std::thread &worker : m_workers)
        worker.join();
}

qint64 BatchLoader::leftOut() const
{
    const qint64 last = qint64(examples().size()) % (qint64(m_options.batchSize) * m_options.shares);
    return shuffles() && last < 2 ? last : 0;
}

qint64 BatchLoader::batchesPerEpoch() const
{
    const qint64 count = qint64(examples().size()) - leftOut();
    const qint64 all = qint64(m_options.batchSize) * m_options.shares;
    return (count + all - 1) / all;
}

std::vector<std::size_t> BatchLoader::order(int epoch) const
{
    std::vector<std::size_t> order(examples().size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    if (!shuffles())
        return order;
    if (m_options.weighted)
        return weightedOrder(epoch);
    ExampleRandom random(m_options.seed, quint64(epoch), shuffleStream);
    for (std::size_t i = order.size(); i > 1; --i)
        std::swap(order[i - 1], order[std::size_t(random.below(int(i)))]);
    return order;
}

std::vector<std::size_t> BatchLoader::weightedOrder(int epoch) const
{
    std::map<int, std::vector<std::size_t>> ofClass;
    for (std::size_t i = 0; i < examples().size(); ++i)
        ofClass[examples()[i].label].push_back(i);
    std::vector<const std::vector<std::size_t> *> classes;
    for (const auto &[label, members] : ofClass)
        classes.push_back(&members);
    ExampleRandom random(m_options.seed, quint64(epoch), shuffleStream);
    std::vector<std::size_t> order(examples().size());
    for (std::size_t &index : order) {
        const auto &members = *classes[std::size_t(random.below(int(classes.size())))];
        index = members[std::size_t(random.below(int(members.size())))];
    }
    return order;
}

void BatchLoader::start(int epoch, qint64 firstBatch, const CancelToken &cancel)
{
    const std::lock_guard lock(m_mutex);
    abandon();
    m_cancel = cancel;
    m_epoch = epoch;
    m_order = order(epoch);
    m_order.resize(m_order.size() - std::size_t(leftOut()));
    m_views = viewsOf(m_order, examples().size());
    m_planned = firstBatch;
    fillWindow();
}

void BatchLoader::abandon()
{
    // A worker may still be filling a row of an abandoned slot: it owns a share of it, and nobody looks at it
    // again.
    m_items.clear();
    m_slots.clear();
    m_planned = 0;
    m_failure = nullptr;
}

void BatchLoader::fillWindow()
{
    while (m_slots.size() < prefetchedBatches && planNextSlot()) { }
    m_itemReady.notify_all();
}

bool BatchLoader::planNextSlot()
{
    const std::size_t shares = std::size_t(m_options.shares);
    const std::size_t together = std::size_t(m_options.batchSize) * shares;
    const std::size_t first = std::size_t(m_planned) * together;
    if (first >= m_order.size())
        return false;
    const std::size_t all = std::min(together, m_order.size() - first);
    const std::size_t begin = first + all * std::size_t(m_options.share) / shares;
    const std::size_t count = first + all * std::size_t(m_options.share + 1) / shares - begin;
    auto slot = std::make_shared<Slot>();
    const auto row0 = m_order.begin() + std::ptrdiff_t(begin);
    slot->indices.assign(row0, row0 + std::ptrdiff_t(count));
    slot->readable.assign(count, 0);
    slot->pending = count;
    slot->position = m_planned;
    slot->epoch = m_epoch;
    slot->images = emptyRows(qint64(count));
    for (std::size_t row = 0; row < count; ++row) {
        slot->views.push_back(m_views[begin + row]);
        m_items.push_back({slot, row});
    }
    m_slots.push_back(std::move(slot));
    ++m_planned;
    return true;
}

torch::Tensor BatchLoader::emptyRows(qint64 count) const
{
    if (m_options.features)
        return at::empty({count, m_options.features->width()}, at::kFloat);
    return at::empty({count, 3, m_options.imageSize, m_options.imageSize},
                     at::TensorOptions(at::kFloat).memory_format(at::MemoryFormat::ChannelsLast));
}

std::optional<Batch> BatchLoader::next()
{
    std::unique_lock lock(m_mutex);
    while (!m_slots.empty()) {
        while (m_slots.front()->pending > 0) {
            if (m_failure)
                std::rethrow_exception(m_failure);
            if (m_cancel.cancelled()) {
                abandon();
                return {};
            }
            m_rowDone.wait_for(lock, std::chrono::milliseconds(20));
        }
        const std::shared_ptr<Slot> slot = m_slots.front();
        m_slots.pop_front();
        fillWindow();
        lock.unlock();
        if (std::optional<Batch> batch = collected(*slot))
            return batch;
        lock.lock();
    }
    return {};
}

std::optional<Batch> BatchLoader::collected(const Slot &slot) const
{
    Batch batch;
    std::vector<int64_t> rows;
    std::vector<int64_t> labels;
    for (std::size_t row = 0; row < slot.indices.size(); ++row) {
        if (!slot.readable[row])
            continue;
        rows.push_back(int64_t(row));
        batch.indices.push_back(slot.indices[row]);
        labels.push_back(examples()[slot.indices[row]].label);
    }
    const bool normedAlone = shuffles() && m_options.shares == 1;
    if (rows.size() < (normedAlone ? 2U : 1U))
        return {};
    batch.images = rows.size() == slot.indices.size()
        ? slot.images
        : slot.images.index_select(0, torch::tensor(rows)).contiguous(slot.images.suggest_memory_format());
    batch.labels = torch::tensor(labels);
    batch.position = slot.position;
    return batch;
}

void BatchLoader::work()
{
    std::unique_lock lock(m_mutex);
    Item item;
    while (takeItem(lock, item)) {
        lock.unlock();
        bool readable = false;
        std::exception_ptr failure;
        try {
            readable = fillRow(*item.slot, item.row);
        } catch (...) {
            failure = std::current_exception();
        }
        lock.lock();
        if (failure)
            m_failure = failure;
        else
            --item.slot->pending;
        item.slot->readable[item.row] = readable;
        m_rowDone.notify_one();
        item.slot.reset();
    }
}

bool BatchLoader::takeItem(std::unique_lock<std::mutex> &lock, Item &item)
{
    m_itemReady.wait(lock, [this] { return m_stop || !m_items.empty(); });
    if (m_stop)
        return false;
    item = std::move(m_items.front());
    m_items.pop_front();
    if (m_cancel.cancelled())
        m_items.clear(); // next() reports the end
    return true;
}

bool BatchLoader::fillRow(Slot &slot, std::size_t row)
{
    const std::size_t index = slot.indices[row];
    if (m_options.features) {
        const float *from = m_options.features->row(index, slot.epoch);
        const qint64 width = m_options.features->width();
        if (from)
            std::copy_n(from, width, slot.images.data_ptr<float>() + qint64(row) * width);
        return from != nullptr;
    }
    const cv::Mat image = m_source.image(index);
    if (image.empty())
        return false;
    const qint64 size = m_options.imageSize;
    float *pixels = slot.images.data_ptr<float>() + qint64(row) * 3 * size * size;
    ExampleRandom random(m_options.seed, quint64(slot.epoch), slot.views[row]);
    writeSquare(image, m_square, random, pixels);
    return true;
}

Batch onDevice(Batch batch, const torch::Device &device)
{
    if (device.is_cpu())
        return batch;
    batch.images = batch.images.pin_memory().to(device, /*non_blocking=*/true);
    batch.labels = batch.labels.pin_memory().to(device, /*non_blocking=*/true);
    return batch;
}

} // namespace cairn
