// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/acquire/partname.h"

#include "core/base/folder.h"
#include "core/base/logging.h"
#include "core/base/paths.h"

#include <QMessageAuthenticationCode>
#include <QRandomGenerator>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr qsizetype keyBytes = 32;
const QString keyFile = u"transfers.key"_s;

QByteArray storedKey(const Folder &cache)
{
    const auto file = cache.read(keyFile);
    const QByteArray key = file ? (*file)->read(keyBytes) : QByteArray();
    return key.size() == keyBytes ? key : QByteArray();
}

QByteArray newKey()
{
    QByteArray key(keyBytes, Qt::Uninitialized);
    for (char &byte : key)
        byte = char(QRandomGenerator::system()->generate());
    return key;
}

} // namespace

// Where the key cannot be kept, it is another one each time: transfers then begin anew.
PartNames::PartNames()
{
    const auto cache = Folder::open(cacheDirectory());
    if (cache)
        m_key = storedKey(*cache);
    if (!m_key.isEmpty())
        return;
    m_key = newKey();
    if (!cache)
        return;
    const auto kept = cache->replace(keyFile, [&](QFile &out) {
        return out.setPermissions(QFile::ReadOwner | QFile::WriteOwner) && out.write(m_key) == keyBytes;
    });
    if (!kept)
        qCWarning(lcProject) << kept.error().message;
}

QString PartNames::of(const DownloadRecord &download) const
{
    const QByteArray text = QByteArray::number(download.id) + ' ' + download.from.sourceUrl.toUtf8();
    const QByteArray signature
        = QMessageAuthenticationCode::hash(text, m_key, QCryptographicHash::Sha256).toHex().left(16);
    return u"incoming/%1-%2.part"_s.arg(download.id).arg(QLatin1String(signature));
}

} // namespace cairn
