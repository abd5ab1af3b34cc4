// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/acquire/previewcache.h"

#include "core/base/folder.h"
#include "core/base/outside.h"
#include "core/base/paths.h"

#include <QCryptographicHash>
#include <QDir>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

const QString previews = u"previews/"_s;

QString nameOf(const QString &address)
{
    const QByteArray hash = QCryptographicHash::hash(address.toUtf8(), QCryptographicHash::Sha256);
    return previews + QString::fromLatin1(hash.toHex());
}

} // namespace

QString previewFile(const QString &address)
{
    return cacheDirectory() + u'/' + nameOf(address);
}

bool hasPreview(const QString &address)
{
    return QFileInfo::exists(previewFile(address));
}

bool storePreview(const QString &address, const QByteArray &bytes)
{
    const auto cache = Folder::open(cacheDirectory());
    return cache && cache->make(previews.chopped(1)) && cache->replace(nameOf(address), bytes);
}

Result<QByteArray> readPreview(const QString &address, qint64 largest)
{
    return readOutside(previewFile(address), largest);
}

void prunePreviews(qint64 bytes)
{
    const auto cache = Folder::open(cacheDirectory());
    if (!cache)
        return;
    const QFileInfoList files
        = QDir(cache->path(previews)).entryInfoList(QDir::Files, QDir::Time); // newest first
    for (const QFileInfo &file : files) {
        bytes -= file.size();
        if (bytes < 0 && !cache->remove(previews + file.fileName()))
            return; // another time
    }
}

} // namespace cairn
