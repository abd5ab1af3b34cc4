// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/pictureverifier.h"

#include "core/base/cores.h"
#include "core/imaging/decode.h"
#include "core/imaging/thumbnail.h"

#include <QCryptographicHash>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;

namespace cairn {

PictureVerifier::PictureVerifier(const std::vector<FoundFile> &files, QSet<QByteArray> known,
                                 CancelToken cancel)
    : m_files(files)
    , m_known(std::move(known))
    , m_cancel(std::move(cancel))
{
    findRepeats();
    const std::size_t count = std::min(std::size_t(availableCores()), files.size());
    for (std::size_t i = 0; i < count; ++i)
        m_workers.emplace_back([this] { work(); });
}

PictureVerifier::~PictureVerifier()
{
    m_stop = true;
    for (std::thread &worker : m_workers)
        worker.join();
}

void PictureVerifier::findRepeats()
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

std::optional<VerifiedPicture> PictureVerifier::next()
{
    if (m_taken == m_files.size())
        return {};
    const std::size_t index = m_taken;
    if (const auto first = m_first.constFind(index); first != m_first.constEnd()) {
        if (m_cancel.cancelled())
            return {};
        ++m_taken;
        VerifiedPicture again = m_repeated.value(*first);
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
    VerifiedPicture picture = std::move(m_results.extract(index).mapped());
    if (const auto repeated = m_repeated.find(index); repeated != m_repeated.end())
        *repeated = picture;
    return picture;
}

void PictureVerifier::work()
{
    while (!m_stop && !m_cancel.cancelled()) {
        const std::size_t index = m_nextFile++;
        if (index >= m_files.size())
            return;
        if (m_first.contains(index))
            continue;
        VerifiedPicture picture;
        try {
            const FoundFile &file = m_files[index];
            picture = verifyPicture(file, m_known, file.owned ? Thumbnails::Skip : Thumbnails::Keep);
        } catch (const std::exception &) { // std::bad_alloc, or OpenCV's way to say it
            picture.refusal = u"There was not enough memory to open it."_s;
        }
        {
            const std::lock_guard lock(m_mutex);
            m_results[index] = std::move(picture);
        }
        m_finished.notify_one();
    }
}

VerifiedPicture verifyPicture(const FoundFile &file, const QSet<QByteArray> &known, Thumbnails thumbnails)
{
    const auto refused = [](const Error &error) { return VerifiedPicture{{}, false, error.message}; };
    if (!file.refusal.isEmpty())
        return {{}, false, file.refusal};
    const auto bytes = readImageFile(file.path);
    if (!bytes)
        return refused(bytes.error());
    VerifiedPicture picture;
    picture.image.path = file.path;
    picture.image.bytes = bytes->size();
    picture.image.split = file.split;
    picture.image.sha256 = QCryptographicHash::hash(*bytes, QCryptographicHash::Sha256);
    picture.known = known.contains(picture.image.sha256);
    if (picture.known)
        return picture;
    const auto header = readImageHeader(*bytes);
    if (!header)
        return refused(header.error());
    // At a reduced size all the data is still read and checked, in less time.
    const auto decoded = decodeImage(
        *bytes, std::max(qualityDecodeSide, thumbnailDecodeSide(header->width, header->height)));
    if (!decoded)
        return refused(decoded.error());
    picture.image.quality = measureQuality(*decoded);
    if (thumbnails == Thumbnails::Keep)
        keepThumbnail(file.path, *decoded);
    picture.image.width = header->width;
    picture.image.height = header->height;
    picture.image.format = header->format;
    picture.image.takenAt = header->takenAt;
    return picture;
}

} // namespace cairn
