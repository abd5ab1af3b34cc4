#include "core/engine/export/filewriting.h"

#include <QFile>

namespace cairn {

Result<void> writeBytes(const QString &path, std::string_view bytes)
{
    QFile file(path); // by name: made new a moment ago
    // by name: made new a moment ago
    const bool written = file.open(QIODevice::WriteOnly | QIODevice::Truncate)
        && file.write(bytes.data(), qint64(bytes.size())) == qint64(bytes.size()) && file.flush();
    file.close();
    if (!written || file.error() != QFileDevice::NoError)
        return cannotWrite(path, file.errorString());
    return {};
}

} // namespace cairn
