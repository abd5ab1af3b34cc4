// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/acquire/weightsfile.h"
#include "core/base/text.h"

#include "core/acquire/download.h"
#include "core/base/folder.h"
#include "core/base/outside.h"
#include "core/base/paths.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

namespace cairn {

namespace {

WeightsFile weightsFile(const char *name)
{
    const QString text = QString::fromLatin1(name);
    return {text, text.section(QLatin1Char('-'), 1).section(QLatin1Char('.'), 0, 0).toLatin1()};
}

/// Remembers which files were checked, by size and time of change, so that 100 MB are not read anew at every
/// start.
class CheckedFiles
{
public:
    CheckedFiles()
        : m_file(cacheDirectory() + QStringLiteral("/checked-weights.json"))
    {
        if (const auto bytes = readOutside(m_file, 1 << 20))
            m_entries = QJsonDocument::fromJson(*bytes).object();
    }
    bool contains(const QFileInfo &file) const
    {
        return m_entries[file.absoluteFilePath()].toString() == state(file);
    }
    void add(const QFileInfo &file)
    {
        m_entries[file.absoluteFilePath()] = state(file);
        // If it fails the file is checked again next time.
        static_cast<void>(replaceFile(m_file, QJsonDocument(m_entries).toJson()).ok());
    }

private:
    static QString state(const QFileInfo &file)
    {
        return QStringLiteral("%1 %2").arg(file.size()).arg(file.lastModified().toMSecsSinceEpoch());
    }
    QString m_file;
    QJsonObject m_entries;
};

/// An existing file with the checksum of its name; an empty path where there is none.
Result<QString> findChecked(const QList<WeightsFile> &candidates, const CancelToken &cancel)
{
    CheckedFiles checked;
    const QStringList directories = weightsDirectories();
    for (const QString &directory : directories) {
        for (const WeightsFile &candidate : candidates) {
            const QFileInfo file(QDir(directory).absoluteFilePath(candidate.name));
            if (!file.isFile())
                continue;
            if (checked.contains(file))
                return file.absoluteFilePath();
            const Result<bool> good = hasChecksum(file.absoluteFilePath(), candidate.checksum, cancel);
            if (!good)
                return good.error();
            if (!*good) {
                return Error{
                    ErrorCode::Corrupt,
                    Text::tr("%1 is damaged: its SHA-256 does not start with %2. Delete it and try again.")
                        .arg(file.absoluteFilePath(), QString::fromLatin1(candidate.checksum))};
            }
            checked.add(file);
            return file.absoluteFilePath();
        }
    }
    return QString();
}

} // namespace

QList<WeightsFile> imagenetFiles(Arch arch)
{
    switch (arch) {
    case Arch::ResNet18:
        return {weightsFile("resnet18-f37072fd.pth")};
    case Arch::ResNet34:
        return {weightsFile("resnet34-b627a593.pth")};
    case Arch::ResNet50:
        return {weightsFile("resnet50-0676ba61.pth"), weightsFile("resnet50-11ad3fa6.pth")};
    case Arch::ResNet101:
        return {weightsFile("resnet101-63fe2227.pth")};
    case Arch::ResNet152:
        return {weightsFile("resnet152-394f9c45.pth")};
    case Arch::Plain18:
    case Arch::Plain34:
        return {};
    }
    Q_UNREACHABLE();
}

WeightsSource WeightsSource::fromEnvironment()
{
    WeightsSource source;
    QString base = qEnvironmentVariable("CAIRN_WEIGHTS_URL");
    if (!base.isEmpty()) {
        if (!base.endsWith(QLatin1Char('/')))
            base += QLatin1Char('/');
        source.base = QUrl(base);
    }
    return source;
}

Result<QString> localImagenetWeights(Arch arch, const CancelToken &cancel)
{
    return findChecked(imagenetFiles(arch), cancel);
}

Result<QString> imagenetWeights(Arch arch, const ProgressCallback &progress, const CancelToken &cancel,
                                const WeightsSource &source)
{
    const QList<WeightsFile> candidates = imagenetFiles(arch);
    if (candidates.isEmpty())
        return Error{ErrorCode::NotFound,
                     Text::tr("There are no ImageNet weights for %1.").arg(archTitle(arch))};
    const Result<QString> found = findChecked(candidates, cancel);
    if (!found || !found->isEmpty())
        return found;

    const WeightsFile &wanted = candidates.first();
    const QString directory = weightsDirectories().constLast();
    if (!QDir().mkpath(directory)) // by name: among the user's weights
        return Error{ErrorCode::WriteFailed, Text::tr("The folder %1 cannot be created.").arg(directory)};
    Download download;
    download.url = source.base.resolved(QUrl(wanted.name));
    download.target = QDir(directory).absoluteFilePath(wanted.name);
    download.checksum = wanted.checksum;
    download.timeout = source.timeout;
    download.maximumBytes = source.maximumBytes;
    const Result<void> fetched = fetch(download, progress, cancel);
    if (!fetched && fetched.error().code == ErrorCode::Offline) {
        return Error{ErrorCode::Offline,
                     Text::tr("The weights %1 could not be downloaded (%2). Download them from %3 on "
                              "another computer and put them in %4.")
                         .arg(wanted.name, fetched.error().message, download.url.toString(),
                              weightsDirectories().constFirst()),
                     fetched.error().detail};
    }
    if (!fetched)
        return fetched.error();
    CheckedFiles().add(QFileInfo(download.target));
    return download.target;
}

} // namespace cairn
