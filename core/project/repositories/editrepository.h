// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/database.h"
#include "core/project/edit.h"

namespace cairn {

/// Edits as they were read for undoing.
struct StoredEdits
{
    std::vector<EditPointer> edits; ///< oldest first
    int undone = 0; ///< how many of the last ones are undone
    qint64 nextId = 1;
};

/// One entry of an image's history of labels.
struct LabelHistoryEntry
{
    QDateTime at;
    QString edit; ///< the step's description
    QString before; ///< name of the class; empty: unlabeled, or the class is gone
    QString after;
};

/// Rows of `edits` and `label_events`, and what they do to images, labels and classes. Each function is one
/// transaction.
class EditRepository
{
public:
    explicit EditRepository(Database &database)
        : m_database(database)
    {
    }
    /// A new step: forgets the undone ones, stores it and does it. `classes` are its class changes as they
    /// are to be done (see Library), which may differ from those it stores.
    Result<void> add(const Edit &edit, const std::vector<ClassChange> &classes);
    /// Undoes (`forward` false) or redoes a stored step.
    Result<void> step(const Edit &edit, const std::vector<ClassChange> &classes, bool forward);

    /// The newest ones within EditHistory's limits.
    Result<StoredEdits> latest() const;
    /// Where images that were meant for a class belong now: there, or where it was merged into; 0 where it
    /// was deleted, or is not known.
    Result<qint64> currentClass(qint64 classId) const;
    /// Newest first, at most 50; undone steps are left out.
    Result<std::vector<LabelHistoryEntry>> labelHistory(qint64 imageId) const;

private:
    Result<void> insert(const Edit &edit);
    Result<void> apply(const Edit &edit, const std::vector<ClassChange> &classes, bool forward);
    Database &m_database;
};

} // namespace cairn
