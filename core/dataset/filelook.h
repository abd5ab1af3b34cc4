// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/repositories/filerepository.h"

#include <optional>

namespace cairn {

/// Whether an image's file is what it was when it was read.
enum class FileState {
    AsRead,
    Gone,
    Touched, ///< its size or time is another: only its content tells more
};

/// By size and time alone: reads no content.
FileState stateOf(const StoredFile &file);

/// What reading a file again gave.
struct FileLook
{
    qint64 modifiedAt = 0; ///< of the file, when it was read
    bool same = false; ///< the content is that which was stored, and was measured already
    std::optional<FileContent> content; ///< another one, or one that nobody had measured
    QString refusal; ///< a sentence; empty where it could be read
};

/// Reads, hashes and, where needed, decodes and measures one file. Does not throw.
FileLook lookAt(const StoredFile &file);

} // namespace cairn
