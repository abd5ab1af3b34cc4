// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/export/exportdraft.h"
#include "core/base/text.h"

#include "core/base/folder.h"

#include <QDir>
#include <QFileInfo>

#include <filesystem>

using namespace Qt::StringLiterals;
namespace fs = std::filesystem;

namespace cairn {

namespace {

const QString newFolder = u"new"_s;
const QString formerFolder = u"formerly"_s;

Error cannotWrite(const QString &path, const QString &detail)
{
    return {ErrorCode::WriteFailed,
            Text::tr("“%1” cannot be written: %2.").arg(QDir::toNativeSeparators(path), detail), detail};
}

fs::path named(const QString &path)
{
    return path.toStdString();
}

/// What is at `place` is under the name `kept`, too, for a file to take its place at once; or only there,
/// where the disk has no second names and for a folder. Without an error where nothing is.
void keep(const fs::path &place, const fs::path &kept, bool forFolder, std::error_code &failure)
{
    if (!fs::exists(fs::symlink_status(place, failure)))
        return failure.clear();
    if (!forFolder)
        fs::create_hard_link(place, kept,
                             failure); // by name: into the draft; of a link, not of what it leads to
    if (forFolder || failure)
        fs::rename(place, kept, failure); // by name: into the draft
}

} // namespace

ExportDraft::ExportDraft(QString target, std::unique_ptr<QTemporaryDir> folder)
    : m_target(std::move(target))
    , m_folder(std::move(folder))
{
}

Result<ExportDraft> ExportDraft::beside(const QString &target)
{
    // by name: made new beside the target
    auto folder = std::make_unique<QTemporaryDir>(target + u".XXXXXX"_s);
    if (!folder->isValid())
        return cannotWrite(target, folder->errorString());
    ExportDraft draft(target, std::move(folder));
    const QDir inside(draft.m_folder->path());
    if (!inside.mkdir(newFolder) || !inside.mkdir(formerFolder))
        return cannotWrite(target, Text::tr("a folder cannot be created next to it"));
    return draft;
}

QString ExportDraft::place(const QString &name) const
{
    return QFileInfo(m_target).dir().filePath(name);
}

QString ExportDraft::path(const QString &name) const
{
    return m_folder->filePath(newFolder + u'/' + name);
}

QString ExportDraft::formerly(const QString &name) const
{
    return m_folder->filePath(formerFolder + u'/' + name);
}

Result<void> ExportDraft::moveToPlace(const QString &name)
{
    const fs::path from = named(path(name));
    const fs::path to = named(place(name));
    std::error_code failure;
    const bool folder = fs::is_directory(from, failure);
    if (!folder && fs::is_directory(fs::symlink_status(to, failure)))
        return cannotWrite(place(name), Text::tr("it is a folder"));
    keep(to, named(formerly(name)), folder, failure);
    if (!failure)
        fs::rename(from, to, failure); // by name: from the draft
    if (failure)
        return cannotWrite(place(name), QString::fromStdString(failure.message()));
    return {};
}

// What cannot be put back stays as it is: the error that led here is the one to tell.
void ExportDraft::takeBack(const QString &name)
{
    std::error_code ignored;
    const fs::path former = named(formerly(name));
    const fs::path to = named(place(name));
    if (!fs::exists(fs::symlink_status(named(path(name)), ignored)))
        fs::rename(to, named(path(name)), ignored); // by name: back into the draft
    if (fs::exists(fs::symlink_status(former, ignored)))
        fs::rename(former, to, ignored); // by name: from the draft
}

Result<void> ExportDraft::moveToPlaces(const QStringList &names)
{
    if (const auto disk = Folder::open(m_folder->path()))
        disk->sync(); // else a power cut may leave the new names with nothing in them
    for (qsizetype i = 0; i < names.size(); ++i) {
        const auto moved = moveToPlace(names[i]);
        if (moved)
            continue;
        for (qsizetype back = i; back >= 0; --back)
            takeBack(names[back]);
        return moved;
    }
    return {};
}

Error ExportDraft::told(const Error &error) const
{
    return error.code == ErrorCode::WriteFailed && !error.detail.isEmpty()
        ? cannotWrite(m_target, error.detail)
        : error;
}

} // namespace cairn
