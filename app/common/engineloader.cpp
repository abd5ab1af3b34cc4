// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/engineloader.h"

#include "app/common/stopsignals.h"
#include "core/base/text.h"

#include <QCoreApplication>
#include <QDir>
#include <QLibrary>

namespace cairn {

Result<std::unique_ptr<Engine>> loadEngine()
{
    const QDir programs(QCoreApplication::applicationDirPath());
    const QString path = QDir::cleanPath(
        programs.absoluteFilePath(QStringLiteral("../" CAIRN_LIBRARY_DIR "/libcairn_engine.so")));
    QLibrary library(path);
    if (!library.load()) {
        return Error{
            ErrorCode::NotFound,
            Text::tr("The learning engine could not be loaded: %1 is missing or damaged. Reinstall Cairn.")
                .arg(path),
            library.errorString()};
    }
    keepStopSignals();
    const auto create = reinterpret_cast<CreateEngineFunction>(library.resolve("cairn_create_engine"));
    if (!create)
        return Error{ErrorCode::Corrupt,
                     Text::tr("%1 is not Cairn's learning engine. Reinstall Cairn.").arg(path),
                     library.errorString()};
    return std::unique_ptr<Engine>(create());
}

} // namespace cairn
