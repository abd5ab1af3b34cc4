// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/imagequality.h"

#include <QtEndian>

namespace cairn {

QByteArray toBytes(PerceptualHash hash)
{
    QByteArray bytes(sizeof hash, Qt::Uninitialized);
    qToBigEndian(hash, bytes.data());
    return bytes;
}

PerceptualHash perceptualHashFromBytes(const QByteArray &bytes)
{
    return bytes.size() == sizeof(PerceptualHash) ? qFromBigEndian<PerceptualHash>(bytes.constData()) : 0;
}

} // namespace cairn
