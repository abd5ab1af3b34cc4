// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/filelook.h"
#include "core/base/text.h"

#include "core/imaging/decode.h"
#include "core/imaging/quality.h"

#include <QCryptographicHash>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

Result<FileContent> contentOf(const StoredFile &file, const QByteArray &bytes, const QByteArray &sha256)
{
    const auto header = readImageHeader(bytes);
    if (!header)
        return header.error();
    const auto decoded = decodeImage(bytes, qualityDecodeSide);
    if (!decoded)
        return decoded.error();
    FileContent content;
    content.id = file.id;
    content.sha256 = sha256;
    content.bytes = bytes.size();
    content.width = header->width;
    content.height = header->height;
    content.format = header->format;
    content.quality = measureQuality(*decoded);
    return content;
}

void read(const StoredFile &file, FileLook &look)
{
    look.modifiedAt = fileTime(file.path); // before: what is written meanwhile is seen the next time
    const auto bytes = readImageFile(file.path);
    if (!bytes) {
        look.refusal = bytes.error().message;
        return;
    }
    const QByteArray sha256 = QCryptographicHash::hash(*bytes, QCryptographicHash::Sha256);
    look.same = file.measured && sha256 == file.sha256;
    if (look.same)
        return;
    auto content = contentOf(file, *bytes, sha256);
    if (!content) {
        look.refusal = content.error().message;
        return;
    }
    content->modifiedAt = look.modifiedAt;
    look.content = *std::move(content);
}

} // namespace

FileState stateOf(const StoredFile &file)
{
    const QFileInfo info(file.path);
    if (!info.exists())
        return FileState::Gone;
    const bool same
        = file.modifiedAt != 0 && info.size() == file.bytes && fileTime(file.path) == file.modifiedAt;
    return same ? FileState::AsRead : FileState::Touched;
}

FileLook lookAt(const StoredFile &file)
{
    FileLook look;
    try {
        read(file, look);
    } catch (const std::exception &) { // std::bad_alloc, or OpenCV's way to say it
        look.refusal = Text::tr("There was not enough memory to open it.");
    }
    return look;
}

} // namespace cairn
