// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QIODevice>
#include <QList>

namespace cairn {

/// Writes a zip archive whose entries are stored as they are: weights do not compress, and readers can use
/// them where they lie. Up to 4 GB (no 64-bit extension).
class ZipWriter
{
public:
    /// Writes from the device's position, which must be its beginning; it is open for writing.
    explicit ZipWriter(QIODevice &device)
        : m_device(device)
    {
    }

    /// `alignment` > 1: the content begins at a multiple of it, by the padding field that torch uses. Errors:
    /// WriteFailed; InvalidInput (beyond 4 GB).
    Result<void> add(const QString &name, QByteArrayView content, int alignment = 1);

    /// Writes the directory; call it last. Errors as add().
    Result<void> finish();

private:
    struct Entry
    {
        QByteArray name;
        quint32 checksum = 0;
        quint32 size = 0;
        quint32 offset = 0;
    };
    Result<void> write(QByteArrayView bytes);

    QIODevice &m_device;
    QList<Entry> m_entries;
    qint64 m_position = 0;
};

} // namespace cairn
