// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/openfolder.h"

#include <QCoreApplication>
#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QUrl>

namespace cairn {

namespace {

QString sentence(const char *text, const QString &folder)
{
    return QCoreApplication::translate("openFolderOf", text).arg(QDir::toNativeSeparators(folder));
}

} // namespace

Result<void> openFolderOf(const QString &path)
{
    const QFileInfo place(path);
    const QString folder = place.isDir() ? place.absoluteFilePath() : place.absolutePath();
    if (!QFileInfo(folder).isDir())
        return Error{ErrorCode::NotFound, sentence("The folder “%1” no longer exists.", folder)};
    if (!QDesktopServices::openUrl(QUrl::fromLocalFile(folder)))
        return Error{ErrorCode::Unsupported,
                     sentence("No file manager was found; the folder is “%1”.", folder)};
    return {};
}

} // namespace cairn
