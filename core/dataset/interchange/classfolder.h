// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QString>

namespace cairn {

/// The folder that a class's images lie in. What no file system minds stays as it is; other characters
/// (those that Windows refuses, a dot or space at an end, a leading dot, the first letter of a reserved name
/// such as “con” or of a folder that means a split, and the percent sign itself) are percent-encoded (RFC
/// 3986) in UTF-8. Names longer than 200 bytes are cut and get a check sum: those need a table (see
/// nameTable()).
QString classFolder(const QString &className);

/// The class of a folder: decoded if that gives a name whose classFolder() is this very folder, otherwise the
/// folder's own name, so that folders of other programs keep their names.
QString classOfFolder(const QString &folder);

/// Whether classOfFolder() cannot give the name back.
bool isCut(const QString &className);

/// The table of cut names beside a tree of folders.
inline constexpr QStringView nameTableFile = u"class-names.csv";
/// Folder → class; empty where there is no (sane) table in `folder`.
QHash<QString, QString> readNameTable(const QString &folder);
QString nameTable(const QHash<QString, QString> &classByFolder);

} // namespace cairn
