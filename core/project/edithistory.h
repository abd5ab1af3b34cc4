// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/edit.h"

#include <deque>

namespace cairn {

/// The steps that can be undone and redone, those of earlier sessions included. Bounded: the oldest steps are
/// forgotten first (the history of the labels on disk is not).
class EditHistory
{
public:
    static constexpr std::size_t stepLimit = 1000;
    static constexpr std::size_t changeLimit = 1'000'000; ///< of single images, all steps together

    /// Oldest first; the last `undone` of them are undone.
    void reset(std::vector<EditPointer> edits, int undone);
    void push(EditPointer edit); ///< it is done; the undone ones are forgotten

    bool canUndo() const { return m_done > 0; }
    bool canRedo() const { return m_done < m_edits.size(); }
    EditPointer next(bool forward) const; ///< what would be done again or taken back; null: nothing is left
    qint64 classAfter(qint64 classId) const; ///< Edit::classAfter() of all that is done
    QString undoText() const; ///< its description; empty where nothing is left
    QString redoText() const;
    int count() const { return int(m_edits.size()); }
    int index() const { return int(m_done); } ///< how many of them are done

    EditPointer stepBack(); ///< the step to take back; null where nothing is left
    EditPointer stepForward(); ///< the step to do again

private:
    void forgetOldest();

    std::deque<EditPointer> m_edits;
    std::size_t m_done = 0;
    std::size_t m_changes = 0; // of all m_edits
};

} // namespace cairn
