// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QStringList>
#include <QTemporaryDir>

#include <memory>

namespace cairn {

/// What an export writes, until all of it is there and checked: a folder beside the target, removed with the
/// object. Any thread.
class ExportDraft
{
public:
    /// `target`: absolute, in a folder that exists. Error WriteFailed.
    static Result<ExportDraft> beside(const QString &target);

    QString path(const QString &name) const; ///< in the draft
    QString place(const QString &name) const; ///< beside the target

    /// Puts files and folders of the draft to their places, all or none: where one cannot be, all places are
    /// as they were. A file or link there is replaced and never followed, a folder only by a folder. Error
    /// WriteFailed.
    Result<void> moveToPlaces(const QStringList &names);

    /// An error of writing into the draft, with the target's name instead of the draft's.
    Error told(const Error &error) const;

private:
    ExportDraft(QString target, std::unique_ptr<QTemporaryDir> folder);
    Result<void> moveToPlace(const QString &name);
    void takeBack(const QString &name);
    QString formerly(const QString &name) const; ///< where what was at its place is kept

    QString m_target;
    std::unique_ptr<QTemporaryDir> m_folder;
};

} // namespace cairn
