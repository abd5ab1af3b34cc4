// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/openfolder.h"

#include <QCoreApplication>
#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QUrl>

namespace cairn {

namespace {

struct OpenFolder
{
    Q_DECLARE_TR_FUNCTIONS(OpenFolder)
};

} // namespace

Result<void> openFolderOf(const QString &path)
{
    const QFileInfo place(path);
    const QString folder = place.isDir() ? place.absoluteFilePath() : place.absolutePath();
    if (!QFileInfo(folder).isDir())
        return Error{
            ErrorCode::NotFound,
            OpenFolder::tr("The folder “%1” no longer exists.").arg(QDir::toNativeSeparators(folder))};
    if (!QDesktopServices::openUrl(QUrl::fromLocalFile(folder)))
        return Error{ErrorCode::Unsupported,
                     OpenFolder::tr("No file manager was found; the folder is “%1”.")
                         .arg(QDir::toNativeSeparators(folder))};
    return {};
}

} // namespace cairn
