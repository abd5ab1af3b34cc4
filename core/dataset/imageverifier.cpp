// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/imageverifier.h"
#include "core/base/text.h"

#include "core/base/cores.h"
#include "core/imaging/decode.h"
#include "core/imaging/quality.h"
#include "core/imaging/thumbnail.h"

#include <QCryptographicHash>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;

namespace cairn {

ImageVerifier::ImageVerifier(const std::vector<FoundFile> &files, QSet<QByteArray> known, CancelToken cancel)
    : m_files(files)
    , m_known(std::move(known))
    , m_cancel(std::move(cancel))
{
    findRepeats();
    const std::size_t count = std::min(std::size_t(availableCores()), files.size());
    for (std::size_t i = 0; i < count; ++i)
        m_workers.emplace_back([this] { work(); });
}

ImageVerifier::~ImageVerifier()
{
    m_stop = true;
    for (std::thread &worker : m_workers)
        worker.join();
}

void ImageVerifier::findRepeats()
{
    QHash<QString, std::size_t> seen;
    for (std::size_t i = 0; i < m_files.size(); ++i) {
        if (!m_files[i].refusal.isEmpty())
            continue;
        const auto known = seen.constFind(m_files[i].path);
        if (known == seen.constEnd()) {
            seen.insert(m_files[i].path, i);
            continue;
        }
        m_first.insert(i, *known);
        m_repeated.insert(*known, {});
    }
}

std::optional<VerifiedImage> ImageVerifier::next()
{
    if (m_taken == m_files.size())
        return {};
    const std::size_t index = m_taken;
    if (const auto first = m_first.constFind(index); first != m_first.constEnd()) {
        if (m_cancel.cancelled())
            return {};
        ++m_taken;
        VerifiedImage again = m_repeated.value(*first);
        again.image.split = m_files[index].split;
        return again;
    }
    std::unique_lock lock(m_mutex);
    while (!m_results.contains(index)) {
        if (m_cancel.cancelled())
            return {};
        m_finished.wait_for(lock, std::chrono::milliseconds(50)); // to look at the cancellation
    }
    ++m_taken;
    VerifiedImage verified = std::move(m_results.extract(index).mapped());
    if (const auto repeated = m_repeated.find(index); repeated != m_repeated.end())
        *repeated = verified;
    return verified;
}

void ImageVerifier::work()
{
    while (!m_stop && !m_cancel.cancelled()) {
        const std::size_t index = m_nextFile++;
        if (index >= m_files.size())
            return;
        if (m_first.contains(index))
            continue;
        VerifiedImage verified;
        try {
            const FoundFile &file = m_files[index];
            verified = verifyImage(file, m_known, file.owned ? Thumbnails::Skip : Thumbnails::Keep);
        } catch (const std::exception &) { // std::bad_alloc, or OpenCV's way to say it
            verified.refusal = Text::tr("There was not enough memory to open it.");
        }
        {
            const std::lock_guard lock(m_mutex);
            m_results[index] = std::move(verified);
        }
        m_finished.notify_one();
    }
}

VerifiedImage verifyImage(const FoundFile &file, const QSet<QByteArray> &known, Thumbnails thumbnails)
{
    const auto refused = [](const Error &error) { return VerifiedImage{{}, false, error.message}; };
    if (!file.refusal.isEmpty())
        return {{}, false, file.refusal};
    const auto bytes = readImageFile(file.path);
    if (!bytes)
        return refused(bytes.error());
    VerifiedImage verified;
    verified.image.path = file.path;
    verified.image.bytes = bytes->size();
    verified.image.split = file.split;
    verified.image.sha256 = QCryptographicHash::hash(*bytes, QCryptographicHash::Sha256);
    verified.known = known.contains(verified.image.sha256);
    if (verified.known)
        return verified;
    const auto header = readImageHeader(*bytes);
    if (!header)
        return refused(header.error());
    // At a reduced size all the data is still read and checked, in less time.
    const auto decoded = decodeImage(
        *bytes, std::max(qualityDecodeSide, thumbnailDecodeSide(header->width, header->height)));
    if (!decoded)
        return refused(decoded.error());
    verified.image.quality = measureQuality(*decoded);
    if (thumbnails == Thumbnails::Keep)
        keepThumbnail(file.path, *decoded);
    verified.image.width = header->width;
    verified.image.height = header->height;
    verified.image.format = header->format;
    verified.image.takenAt = header->takenAt;
    return verified;
}

} // namespace cairn
