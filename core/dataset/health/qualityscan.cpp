// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/health/qualityscan.h"
#include "core/base/text.h"

#include "core/base/oncores.h"
#include "core/dataset/filelook.h"

#include <algorithm>
#include <span>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr std::size_t portion = 256; // files a transaction

/// Files that are gone are found at once; the others that are not as they were have to be read.
std::vector<StoredFile> filesToLookAt(const std::vector<StoredFile> &files)
{
    std::vector<StoredFile> chosen;
    for (const StoredFile &file : files) {
        if (!file.trashed && (!file.measured || stateOf(file) != FileState::AsRead))
            chosen.push_back(file);
    }
    return chosen;
}

/// Stores what looking at a portion gave.
Result<void> take(FileRepository &repository, std::span<const StoredFile> files, std::vector<FileLook> &looks,
                  QualityScan &scan)
{
    std::vector<FileContent> contents;
    std::vector<std::pair<qint64, qint64>> times;
    for (std::size_t i = 0; i < files.size(); ++i) {
        const StoredFile &file = files[i];
        if (!looks[i].refusal.isEmpty())
            scan.unreadable.push_back({file.id, looks[i].refusal});
        if (looks[i].same && looks[i].modifiedAt != file.modifiedAt)
            times.push_back({file.id, looks[i].modifiedAt});
        if (!looks[i].content)
            continue;
        if (looks[i].content->sha256 != file.sha256)
            scan.changed.push_back(file.id);
        contents.push_back(*std::move(looks[i].content));
    }
    scan.measured += qint64(contents.size());
    if (const auto stored = repository.setContents(contents); !stored)
        return stored;
    return repository.setTimes(times);
}

} // namespace

Result<QualityScan> measureImages(Database &database, const ProgressCallback &progress,
                                  const CancelToken &cancel)
{
    FileRepository repository(database);
    const auto all = repository.all();
    if (!all)
        return all.error();
    const std::vector<StoredFile> files = filesToLookAt(*all);
    QualityScan scan;
    for (std::size_t first = 0; first < files.size() && !cancel.cancelled(); first += portion) {
        const std::span part(files.data() + first, std::min(portion, files.size() - first));
        std::vector<FileLook> looks(part.size());
        onAllCores(part.size(), cancel, [&](std::size_t i) { looks[i] = lookAt(part[i]); });
        if (const auto taken = take(repository, part, looks, scan); !taken)
            return taken.error();
        if (progress)
            progress({qint64(first + part.size()), qint64(files.size()), Text::tr("Measuring images")});
    }
    scan.cancelled = cancel.cancelled();
    return scan;
}

} // namespace cairn
