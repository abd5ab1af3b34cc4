// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/relocation.h"
#include "core/base/text.h"

#include "core/base/oncores.h"
#include "core/imaging/decode.h"
#include "core/project/repositories/filerepository.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QSet>

#include <algorithm>
#include <span>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr std::size_t portion = 256; // files a transaction

struct Candidate
{
    StoredFile file;
    QString newPath;
};

QString cleaned(const QString &path)
{
    return QDir::cleanPath(QFileInfo(path).absoluteFilePath());
}

std::vector<Candidate> candidatesOf(const std::vector<StoredFile> &files, const QString &from,
                                    const QString &to)
{
    std::vector<Candidate> candidates;
    for (const StoredFile &file : files) {
        if (file.path == from)
            candidates.push_back({file, to});
        else if (file.path.startsWith(from) && file.path.at(from.size()) == u'/')
            candidates.push_back({file, to + file.path.mid(from.size())});
    }
    return candidates;
}

/// Why the file there is not the image's; empty where it is.
QString misfit(const Candidate &candidate)
{
    const QFileInfo info(candidate.newPath);
    if (!info.isFile())
        return Text::tr("There is no %1.").arg(candidate.newPath);
    const QString other = Text::tr("%1 is another file: its content differs.").arg(candidate.newPath);
    if (info.size() != candidate.file.bytes)
        return other;
    try {
        const auto bytes = readImageFile(candidate.newPath);
        if (!bytes)
            return u"%1: %2"_s.arg(candidate.newPath, bytes.error().message);
        const bool same
            = QCryptographicHash::hash(*bytes, QCryptographicHash::Sha256) == candidate.file.sha256;
        return same ? QString() : other;
    } catch (const std::exception &) {
        return Text::tr("There was not enough memory to open it.");
    }
}

Result<void> take(Database &database, std::span<const Candidate> part, const std::vector<QString> &misfits,
                  Relocation &relocation)
{
    std::vector<FileMove> moves;
    for (std::size_t i = 0; i < part.size(); ++i) {
        if (misfits[i].isEmpty())
            moves.push_back({part[i].file.id, part[i].newPath, fileTime(part[i].newPath)});
        else
            relocation.left.push_back({part[i].file.path, misfits[i]});
    }
    return FileRepository(database).move(moves).transform([&](const std::vector<qint64> &taken) {
        relocation.moved += qint64(moves.size() - taken.size());
        for (const qint64 id : taken) {
            const auto found
                = std::ranges::find_if(part, [id](const Candidate &c) { return c.file.id == id; });
            relocation.left.push_back(
                {found->file.path,
                 Text::tr("Another image in the project is already at %1.").arg(found->newPath)});
        }
    });
}

} // namespace

Result<Relocation> relocateImages(Database &database, const QString &from, const QString &to,
                                  const ProgressCallback &progress, const CancelToken &cancel)
{
    const QString oldPlace = cleaned(from);
    const QString newPlace = cleaned(to);
    if (oldPlace == database.directory() || oldPlace.startsWith(database.directory() + u'/'))
        return Error{
            ErrorCode::InvalidInput,
            Text::tr("“%1” is inside the project folder, which can only be moved as a whole.").arg(oldPlace)};
    if (!QFileInfo::exists(newPlace))
        return Error{ErrorCode::NotFound, Text::tr("There is no “%1”.").arg(newPlace)};
    const auto files = FileRepository(database).all();
    if (!files)
        return files.error();
    const std::vector<Candidate> candidates = candidatesOf(*files, oldPlace, newPlace);
    if (candidates.empty())
        return Error{ErrorCode::InvalidInput, Text::tr("No image in the project is in “%1”.").arg(oldPlace)};
    Relocation relocation;
    for (std::size_t first = 0; first < candidates.size(); first += portion) {
        const std::span part(candidates.data() + first, std::min(portion, candidates.size() - first));
        std::vector<QString> misfits(part.size());
        onAllCores(part.size(), cancel, [&](std::size_t i) { misfits[i] = misfit(part[i]); });
        if (cancel.cancelled()) {
            relocation.cancelled = true;
            break; // a part of this portion was not looked at
        }
        if (const auto taken = take(database, part, misfits, relocation); !taken)
            return taken.error();
        if (progress)
            progress({qint64(first + part.size()), qint64(candidates.size()),
                      Text::tr("Checking the new location")});
    }
    return relocation;
}

Result<QStringList> missingFolders(Database &database)
{
    const auto foldersOf = [](const std::vector<StoredFile> &files) {
        QSet<QString> looked;
        QSet<QString> folders;
        for (const StoredFile &file : files) {
            QString folder = QFileInfo(file.path).path();
            if (file.trashed || looked.contains(folder) || QFileInfo::exists(file.path))
                continue;
            looked.insert(folder);
            for (QString above = QFileInfo(folder).path(); above != folder && !QFileInfo::exists(above);
                 above = QFileInfo(folder).path())
                folder = above;
            folders.insert(folder);
        }
        QStringList sorted(folders.begin(), folders.end());
        sorted.sort();
        return sorted;
    };
    return FileRepository(database).all().transform(foldersOf);
}

} // namespace cairn
