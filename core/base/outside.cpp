// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/outside.h"
#include "core/base/text.h"

#include "core/base/format.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <new>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

Error cannotOpen(const QString &path, int code)
{
    const QString said = QString::fromLocal8Bit(std::strerror(code));
    if (code == ENOENT || code == ENOTDIR)
        return {ErrorCode::NotFound, Text::tr("There is no file “%1”.").arg(path), said};
    return {ErrorCode::ReadFailed, Text::tr("“%1” cannot be read: %2.").arg(path, said), said};
}

} // namespace

Result<std::unique_ptr<QFile>> openOutside(const QString &path, qint64 largest)
{
    const int number
        = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (number < 0)
        return cannotOpen(path, errno);
    auto file = std::make_unique<QFile>(path);
    struct stat about = {};
    if (::fstat(number, &about) != 0 || !S_ISREG(about.st_mode)) {
        ::close(number);
        return Error{ErrorCode::ReadFailed, Text::tr("“%1” is not a regular file.").arg(path)};
    }
    if (!file->open(number, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle)) {
        ::close(number);
        return cannotOpen(path, EIO);
    }
    if (about.st_size > largest)
        return Error{ErrorCode::InvalidInput,
                     Text::tr("“%1” is too large: it has %2, and Cairn reads at most %3.")
                         .arg(path, formatBytes(about.st_size), formatBytes(largest))};
    return file;
}

Result<QByteArray> readOutside(const QString &path, qint64 largest)
{
    const auto file = openOutside(path, largest);
    if (!file)
        return file.error();
    try {
        const qint64 size = (*file)->size();
        QByteArray bytes = (*file)->read(size); // takes memory for all that it may read, before it reads
        if (bytes.isEmpty() && size > 0)
            return Error{ErrorCode::ReadFailed,
                         Text::tr("“%1” cannot be read: %2.").arg(path, (*file)->errorString())};
        return bytes;
    } catch (const std::bad_alloc &) {
        return Error{ErrorCode::OutOfMemory, Text::tr("There is not enough memory to read “%1”.").arg(path)};
    }
}

bool isModestJson(QByteArrayView json)
{
    constexpr qsizetype spare = 1'000'000;
    const auto containers
        = std::count_if(json.begin(), json.end(), [](char c) { return c == '[' || c == '{'; });
    return containers <= spare + json.size() / 14;
}

} // namespace cairn
