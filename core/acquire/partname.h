// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/repositories/downloadrepository.h"

namespace cairn {

/// Names the halves of transfers in a project's incoming/. The name is signed with a key that only this user
/// on this computer has, over the download's id and address: what somebody else put there, or was begun for
/// another address, has another name, and is not gone on with.
class PartNames
{
public:
    /// Reads the key from the cache folder, or makes it.
    PartNames();

    QString of(const DownloadRecord &download) const; ///< "incoming/<id>-<sixteen hex digits>.part"

private:
    QByteArray m_key;
};

} // namespace cairn
