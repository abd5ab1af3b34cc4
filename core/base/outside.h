// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArrayView>
#include <QFile>

#include <memory>

namespace cairn {

// Files that come from somebody else: data sets, weights, lists, settings. They are opened here and nowhere
// else (tests/lint), and read by readers that draw what they take from a ByteBudget.

/// Opens a file to read: an ordinary one of at most `largest` bytes. A pipe or a device is refused, not
/// waited for. A link is followed: it is the user's. Errors, each a sentence: NotFound, ReadFailed,
/// InvalidInput (too large).
Result<std::unique_ptr<QFile>> openOutside(const QString &path, qint64 largest);

/// All of it; a file that grows meanwhile is read as far as it went. Errors: as above, OutOfMemory.
Result<QByteArray> readOutside(const QString &path, qint64 largest);

/// Whether text that QJsonDocument is to parse needs no more than some ten times its size: each array or
/// object, three bytes in a file, takes a hundred in memory.
bool isModestJson(QByteArrayView json);

/// The bytes that a reader may take for one file: a few times its size. What is taken stays taken: memory
/// that is given back in between is not counted back.
class ByteBudget
{
public:
    explicit ByteBudget(std::uint64_t fileBytes)
        : m_left(4 * fileBytes + spare)
    {
    }
    /// False where that is more than is left: then take no memory and refuse the file.
    [[nodiscard]] bool take(std::uint64_t bytes)
    {
        if (bytes > m_left)
            return false;
        m_left -= bytes;
        return true;
    }

private:
    static constexpr std::uint64_t spare = 64 << 20; ///< for small files
    std::uint64_t m_left;
};

} // namespace cairn
