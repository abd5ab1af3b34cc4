// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/export/filewriting.h"

#include <QFile>

namespace cairn {

Result<void> writeBytes(const QString &path, std::string_view bytes)
{
    QFile file(path); // by name: made new a moment ago
    // by name: made new a moment ago
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate))
        return cannotWrite(path, file.errorString());
    // A disk that is full takes a part, and says why with the next one.
    while (!bytes.empty()) {
        const qint64 count = file.write(bytes.data(), qint64(bytes.size()));
        if (count <= 0)
            return cannotWrite(path, file.errorString());
        bytes.remove_prefix(std::size_t(count));
    }
    return file.flush() ? Result<void>() : Result<void>(cannotWrite(path, file.errorString()));
}

} // namespace cairn
