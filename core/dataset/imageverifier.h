// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cancel.h"
#include "core/dataset/foldertree.h"
#include "core/project/repositories/imagerepository.h"

#include <QHash>
#include <QSet>

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

namespace cairn {

/// What reading one file to its end gave.
struct VerifiedImage
{
    NewImage image; ///< without class; empty where it was refused
    bool known = false; ///< its content was among `known`: not decoded
    QString refusal; ///< a sentence, or empty
};

enum class Thumbnails {
    Keep, ///< the file stays where it is: its thumbnail goes into the cache on the way
    Skip,
};

/// Reads, hashes and decodes one file; one whose SHA-256 is in `known` is not decoded.
VerifiedImage verifyImage(const FoundFile &file, const QSet<QByteArray> &known, Thumbnails thumbnails);

/// Reads, hashes and decodes files on all cores; the results are taken in the order of the files, whoever was
/// first. A file that is named many times is read once.
class ImageVerifier
{
public:
    /// `files` must outlive the object. `known`: SHA-256 of contents that need not be decoded again.
    /// Thumbnails are kept of files that stay where they are.
    ImageVerifier(const std::vector<FoundFile> &files, QSet<QByteArray> known, CancelToken cancel);
    ~ImageVerifier(); ///< stops after the files in hand

    /// The next file's result, or nothing at the end and after a cancellation. Blocks.
    std::optional<VerifiedImage> next();

private:
    void findRepeats();
    void work();

    const std::vector<FoundFile> &m_files;
    QHash<std::size_t, std::size_t> m_first; ///< of files that are named again: where they were named first
    QHash<std::size_t, VerifiedImage> m_repeated; ///< what is named again, once it was taken
    const QSet<QByteArray> m_known;
    const CancelToken m_cancel;
    std::atomic<bool> m_stop = false;
    std::atomic<std::size_t> m_nextFile = 0;
    std::mutex m_mutex;
    std::condition_variable m_finished;
    std::map<std::size_t, VerifiedImage> m_results; ///< finished and not yet taken; guarded by m_mutex
    std::size_t m_taken = 0;
    std::vector<std::thread> m_workers;
};

} // namespace cairn
