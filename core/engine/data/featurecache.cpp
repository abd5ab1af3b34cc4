// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/featurecache.h"
#include "core/base/text.h"

#include "core/base/folder.h"
#include "core/base/format.h"

#include <fcntl.h>

#include <algorithm>

namespace cairn {

namespace {

// Larger than for training: nothing is kept for a backward pass.
constexpr int inferenceBatch = 64;

Error noRoom(qint64 bytes, const QString &detail)
{
    return {ErrorCode::WriteFailed,
            Text::tr("There is not enough memory or disk space for %1 of features.").arg(formatBytes(bytes)),
            detail};
}

} // namespace

Result<std::shared_ptr<FeatureCache>> FeatureCache::create(std::size_t images, int views, qint64 width,
                                                           qint64 memory, const QString &folder)
{
    const std::shared_ptr<FeatureCache> cache(new FeatureCache);
    cache->m_images = images;
    cache->m_views = views;
    cache->m_width = width;
    const std::size_t rows = images * std::size_t(views);
    cache->m_known.resize(rows);
    const qint64 bytes = qint64(rows) * width * qint64(sizeof(float));
    if (bytes <= memory) {
        cache->m_memory.resize(rows * std::size_t(width));
        cache->m_rows = cache->m_memory.data();
        return cache;
    }
    auto scratch = Folder::open(folder).and_then([](const Folder &disk) { return disk.scratch(); });
    if (!scratch)
        return noRoom(bytes, scratch.error().message);
    cache->m_file = *std::move(scratch);
    QFile &file = *cache->m_file;
    // Taken now, since a page that finds no room when it is written ends the process.
    if (const int error = posix_fallocate(file.handle(), 0, bytes); error != 0)
        return noRoom(bytes, QString::fromLocal8Bit(strerror(error)));
    cache->m_rows = reinterpret_cast<float *>(file.map(0, bytes));
    if (!cache->m_rows)
        return noRoom(bytes, file.errorString());
    return cache;
}

void FeatureCache::set(std::size_t image, qint64 view, const float *row)
{
    const std::size_t index = place(image, view);
    std::copy_n(row, m_width, m_rows + index * std::size_t(m_width));
    m_known[index] = 1;
}

const float *FeatureCache::row(std::size_t image, qint64 view) const
{
    const std::size_t index = place(image, view);
    return m_known[index] ? m_rows + index * std::size_t(m_width) : nullptr;
}

namespace {

/// One view after the other into the cache, which is made when the first features tell their width.
class FeatureWriter
{
public:
    FeatureWriter(Network &folded, const FeatureJob &job)
        : m_folded(folded)
        , m_job(job)
    {
    }

    Result<void> add(const Batch &batch, int view)
    {
        const torch::Tensor images = batch.images.to(m_folded->conv1->weight.device());
        const torch::Tensor rows
            = m_folded->pooled(m_folded->features(images)).to(torch::kCPU, torch::kFloat).contiguous();
        if (!m_cache) {
            Result<std::shared_ptr<FeatureCache>> made = FeatureCache::create(
                m_job.examples.size(), m_job.views, rows.size(1), m_job.memory, m_job.folder);
            if (!made)
                return made.error();
            m_cache = *made;
        }
        for (std::size_t row = 0; row < batch.indices.size(); ++row)
            m_cache->set(batch.indices[row], view, rows.data_ptr<float>() + qint64(row) * rows.size(1));
        return {};
    }

    const std::shared_ptr<FeatureCache> &cache() const { return m_cache; }

private:
    Network &m_folded;
    const FeatureJob &m_job;
    std::shared_ptr<FeatureCache> m_cache;
};

LoaderOptions orderly(LoaderOptions options)
{
    options.ordered = true;
    options.batchSize = inferenceBatch;
    options.share = 0;
    options.shares = 1;
    return options;
}

} // namespace

Result<std::shared_ptr<const FeatureCache>> computeFeatures(Network &folded, const FeatureJob &job,
                                                            QStringList &problems,
                                                            const ProgressCallback &progress,
                                                            const CancelToken &cancel)
{
    const torch::NoGradGuard noGrad;
    BatchLoader loader(job.examples, orderly(job.loading));
    FeatureWriter writer(folded, job);
    const qint64 each = qint64(job.examples.size());
    for (int view = 0; view < job.views; ++view) {
        loader.start(job.firstEpoch + view, cancel);
        while (const std::optional<Batch> batch = loader.next()) {
            if (cancel.cancelled())
                break;
            if (const Result<void> added = writer.add(*batch, job.firstEpoch + view); !added)
                return added.error();
            if (progress)
                progress({view * each + qint64(batch->indices.back()) + 1, job.views * each});
        }
    }
    problems = loader.takeProblems();
    if (cancel.cancelled())
        return Error{ErrorCode::Cancelled, Text::tr("Computing features was canceled.")};
    if (!writer.cache())
        return Error{ErrorCode::InvalidInput, Text::tr("None of the images can be read.")};
    return std::shared_ptr<const FeatureCache>(writer.cache());
}

} // namespace cairn
