// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/data/transforms.h"
#include "core/learn/learningset.h"

#include <opencv2/core/mat.hpp>

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>

namespace cairn {

/// Memory that images may take so that the rest of the system keeps breathing: a quarter of what is free
/// now. Bytes.
qint64 imageCacheBudget();

/// The pixels of a list of examples, made ready for squares (keptImage()) and kept in memory while they fit
/// into a budget: every epoch needs every image, and decoding costs several times what cropping does.
/// Thread-safe. An image's pixels do not depend on whether it was kept.
class ImageSource
{
public:
    ImageSource(std::vector<Example> examples, const SquareOptions &options, qint64 cacheBudget);

    const std::vector<Example> &examples() const { return m_examples; }

    /// 8UC3 RGB, not to be written to; empty when it cannot be read. May throw std::bad_alloc.
    cv::Mat image(std::size_t index);

    /// Sentences about images that turned out unreadable since the last call; each image once.
    QStringList takeProblems();

private:
    cv::Mat decode(std::size_t index);

    struct Kept
    {
        cv::Mat pixels;
        bool broken = false;
    };

    const std::vector<Example> m_examples;
    const SquareOptions m_options;
    std::vector<Kept> m_kept;
    qint64 m_budget;
    QStringList m_problems;
    std::mutex m_mutex;
};

} // namespace cairn
