// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/imagesource.h"
#include "core/base/text.h"

#include "core/engine/runtime/systemmemory.h"
#include "core/imaging/decode.h"

#include <algorithm>
#include <QFileInfo>

namespace cairn {

qint64 imageCacheBudget()
{
    return availableMemory() / 4;
}

ImageSource::ImageSource(std::vector<Example> examples, const SquareOptions &options, qint64 cacheBudget)
    : m_examples(std::move(examples))
    , m_options(options)
    , m_kept(m_examples.size())
    , m_budget(cacheBudget)
{
}

cv::Mat ImageSource::image(std::size_t index)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_kept[index].pixels.empty() || m_kept[index].broken)
            return m_kept[index].pixels;
    }
    cv::Mat pixels = decode(index);
    const qint64 bytes = qint64(pixels.total() * pixels.elemSize());
    const std::lock_guard lock(m_mutex);
    if (!pixels.empty() && bytes <= m_budget && m_kept[index].pixels.empty()) {
        m_budget -= bytes;
        m_kept[index].pixels = pixels;
    }
    return pixels;
}

cv::Mat ImageSource::decode(std::size_t index)
{
    const QString &path = m_examples[index].path;
    const Result<cv::Mat> decoded = decodeImageFile(path, decodeShortSide(m_options));
    if (decoded)
        return keptImage(*decoded, m_options);
    const std::lock_guard lock(m_mutex);
    if (!m_kept[index].broken) {
        m_kept[index].broken = true;
        m_problems.append(
            Text::tr("%1 was left out: %2").arg(QFileInfo(path).fileName(), decoded.error().message));
    }
    return {};
}

QStringList ImageSource::takeProblems()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_problems, {});
}

} // namespace cairn
