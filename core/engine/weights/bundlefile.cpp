// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/weights/bundlefile.h"
#include "core/base/text.h"

#include "core/base/outside.h"
#include "core/engine/weights/zipreader.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QSet>

#include <functional>
#include <map>

namespace cairn {

namespace {

constexpr qsizetype hashDigits = 64;
constexpr qint64 longestSums = 100'000;
constexpr qsizetype mostFiles = 200; // each is read whole
const QString freeFile = QStringLiteral("README.md");

/// Hexadecimal SHA-256 of a bundle's file by its name there; empty where it is missing.
using HashOf = std::function<QByteArray(const QString &name)>;

Error corrupt(const QString &sentence)
{
    return {ErrorCode::Corrupt, sentence};
}

bool staysInside(const QString &name)
{
    return !name.isEmpty() && !QDir::isAbsolutePath(name) && !name.contains(QLatin1Char('\\'))
        && !name.split(QLatin1Char('/')).contains(QStringLiteral(".."));
}

Result<void> checkSums(const QByteArray &sums, const HashOf &hashOf)
{
    bool weights = false;
    QSet<QString> seen; // a small list could have a large file read many times
    const QList<QByteArray> lines = sums.left(longestSums).split('\n');
    if (lines.size() > mostFiles)
        return corrupt(Text::tr("The bundle's list of checksums is damaged."));
    for (const QByteArray &line : lines) {
        if (line.isEmpty())
            continue;
        const QString name = QString::fromUtf8(line.mid(hashDigits + 2));
        if (!staysInside(name) || seen.contains(name))
            return corrupt(Text::tr("The bundle's list of checksums is damaged."));
        seen.insert(name);
        weights = weights || name == QLatin1String(bundleWeights);
        if (name == freeFile)
            continue;
        const QByteArray hash = hashOf(name);
        if (hash.isEmpty())
            return corrupt(Text::tr("The bundle's file %1 is missing.").arg(name));
        if (hash != line.left(hashDigits).toLower())
            return corrupt(Text::tr("The bundle's file %1 was changed after the export: its SHA-256 "
                                    "differs.")
                               .arg(name));
    }
    if (!weights)
        return corrupt(Text::tr("The bundle's list of checksums does not include %1.")
                           .arg(QLatin1String(bundleWeights)));
    return {};
}

QByteArray hashOfFile(const QString &path)
{
    const auto file = openOutside(path, maxWeightFileBytes);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (!file || !hash.addData(file->get()))
        return {};
    return hash.result().toHex();
}

Result<SharedBytes> readFolder(const QDir &folder)
{
    const auto sums = readOutside(folder.filePath(QLatin1String(bundleSums)), longestSums);
    if (!sums)
        return Error{ErrorCode::Unsupported,
                     Text::tr("The folder is not a bundle exported by Cairn: it has no list of "
                              "checksums (%1).")
                         .arg(QLatin1String(bundleSums))};
    const auto checked
        = checkSums(*sums, [&folder](const QString &name) { return hashOfFile(folder.filePath(name)); });
    return checked.and_then([&] { return FileBytes::read(folder.filePath(QLatin1String(bundleWeights))); });
}

/// Nothing for a zip that is not a bundle: torch's formats are zips, too.
Result<SharedBytes> readZip(const SharedBytes &file)
{
    const auto entries = readStoredZip(file->all());
    if (!entries)
        return entries.error();
    std::string prefix;
    const ZipEntry *sums = nullptr;
    for (const ZipEntry &entry : *entries) {
        const std::string_view name = entry.name;
        if (name == bundleSums || name.ends_with(std::string("/") + bundleSums)) {
            sums = &entry;
            prefix = name.substr(0, name.size() - std::string_view(bundleSums).size());
            break;
        }
    }
    if (!sums)
        return SharedBytes();
    std::map<std::string, std::span<const std::byte>> files;
    for (const ZipEntry &entry : *entries)
        files[entry.name] = entry.bytes;
    const auto checked = checkSums(
        QByteArray(asText(sums->bytes).data(), qsizetype(sums->bytes.size())), [&](const QString &name) {
            const auto found = files.find(prefix + name.toStdString());
            if (found == files.end())
                return QByteArray();
            const std::string_view text = asText(found->second);
            return QCryptographicHash::hash(QByteArrayView(text.data(), qsizetype(text.size())),
                                            QCryptographicHash::Sha256)
                .toHex();
        });
    return checked.transform([&] { return FileBytes::copyOf(asText(files[prefix + bundleWeights])); });
}

} // namespace

Result<SharedBytes> readModelBytes(const QString &path)
{
    if (QFileInfo(path).isDir())
        return readFolder(QDir(path));
    const auto file = FileBytes::read(path);
    if (!file || !looksLikeZip((*file)->all()))
        return file;
    const auto inside = readZip(*file);
    if (!inside || *inside)
        return inside;
    return file;
}

} // namespace cairn
