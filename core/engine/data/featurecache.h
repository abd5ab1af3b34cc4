// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/engine/data/batchloader.h"
#include "core/engine/network/network.h"

#include <QFile>

namespace cairn {

/// What the head of a network sees of every image: its input after pooling, before the first layer that
/// learns or draws random numbers. While the body rests these numbers do not change, and training the head on
/// them gives what training on the images gives, to rounding. Rows are kept in memory, or in a file that
/// has no name for others and goes with the object. Reading is thread-safe.
class FeatureCache
{
public:
    /// Room for images × views rows of `width` float32. More than `memory` bytes go to a file in `folder`.
    /// Error WriteFailed: neither has room.
    static Result<std::shared_ptr<FeatureCache>> create(std::size_t images, int views, qint64 width,
                                                        qint64 memory, const QString &folder);

    qint64 width() const { return m_width; }
    bool onDisk() const { return m_file != nullptr; }

    /// `view` may be any number: after as many as there are, they come again.
    void set(std::size_t image, qint64 view, const float *row);
    /// Null for an image that could not be read.
    const float *row(std::size_t image, qint64 view) const;

private:
    FeatureCache() = default;
    std::size_t place(std::size_t image, qint64 view) const
    {
        return std::size_t(view % m_views) * m_images + image;
    }

    std::size_t m_images = 0;
    int m_views = 1;
    qint64 m_width = 0;
    std::vector<char> m_known;
    std::vector<float> m_memory;
    std::unique_ptr<QFile> m_file;
    float *m_rows = nullptr; // in m_memory or mapped
};

struct FeatureJob
{
    std::vector<Example> examples;
    /// How the images are loaded. With an augmentation view v of an image is the one that the uncached
    /// epoch firstEpoch + v would show.
    LoaderOptions loading;
    int views = 1;
    int firstEpoch = 0;
    qint64 memory = 0; ///< bytes that rows may take before they go to `folder`
    QString folder = {};
};

/// Runs the body once over every view of every image. `folded` is from foldBatchNorms(): it computes in its
/// own type, in large batches. `problems` gets a sentence about each unreadable image. Errors: Cancelled,
/// WriteFailed (no room), InvalidInput (no image can be read). Throws as torch does.
Result<std::shared_ptr<const FeatureCache>> computeFeatures(Network &folded, const FeatureJob &job,
                                                            QStringList &problems,
                                                            const ProgressCallback &progress,
                                                            const CancelToken &cancel);

} // namespace cairn
