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

/// Memory that pictures may take so that the rest of the system keeps breathing: a quarter of what is free
/// now. Bytes.
qint64 pictureCacheBudget();

/// The pixels of a list of examples, made ready for squares (keptPicture()) and kept in memory while they fit
/// into a budget: every epoch needs every picture, and decoding costs several times what cropping does.
/// Thread-safe. A picture's pixels do not depend on whether it was kept.
class PictureSource
{
public:
    PictureSource(std::vector<Example> examples, const SquareOptions &options, qint64 cacheBudget);

    const std::vector<Example> &examples() const { return m_examples; }

    /// 8UC3 RGB, not to be written to; empty when it cannot be read. May throw std::bad_alloc.
    cv::Mat picture(std::size_t index);

    /// Sentences about pictures that turned out unreadable since the last call; each picture once.
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
