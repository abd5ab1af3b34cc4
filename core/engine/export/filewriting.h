// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/text.h"

#include <QDir>

#include <string_view>

namespace cairn {

inline Error cannotWrite(const QString &path, const QString &detail)
{
    return {ErrorCode::WriteFailed,
            Text::tr("“%1” cannot be written: %2.").arg(QDir::toNativeSeparators(path), detail), detail};
}

/// Writes a whole file where none is looked at yet. Error WriteFailed.
Result<void> writeBytes(const QString &path, std::string_view bytes);

} // namespace cairn
