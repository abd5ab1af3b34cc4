// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/edithistory.h"

namespace cairn {

void EditHistory::reset(std::vector<EditPointer> edits, int undone)
{
    m_edits.assign(std::make_move_iterator(edits.begin()), std::make_move_iterator(edits.end()));
    m_done = m_edits.size() - std::size_t(undone);
    m_changes = 0;
    for (const EditPointer &edit : m_edits)
        m_changes += edit->size();
    forgetOldest();
}

void EditHistory::push(EditPointer edit)
{
    for (; m_edits.size() > m_done; m_edits.pop_back())
        m_changes -= m_edits.back()->size();
    m_changes += edit->size();
    m_edits.push_back(std::move(edit));
    ++m_done;
    forgetOldest();
}

void EditHistory::forgetOldest()
{
    while (m_done > 1 && (m_edits.size() > stepLimit || m_changes > changeLimit)) {
        m_changes -= m_edits.front()->size();
        m_edits.pop_front();
        --m_done;
    }
}

EditPointer EditHistory::next(bool forward) const
{
    if (forward)
        return canRedo() ? m_edits[m_done] : nullptr;
    return canUndo() ? m_edits[m_done - 1] : nullptr;
}

qint64 EditHistory::classAfter(qint64 classId) const
{
    for (std::size_t i = 0; i < m_done; ++i)
        classId = m_edits[i]->classAfter(classId);
    return classId;
}

QString EditHistory::undoText() const
{
    return canUndo() ? next(false)->description : QString();
}

QString EditHistory::redoText() const
{
    return canRedo() ? next(true)->description : QString();
}

EditPointer EditHistory::stepBack()
{
    return canUndo() ? m_edits[--m_done] : nullptr;
}

EditPointer EditHistory::stepForward()
{
    return canRedo() ? m_edits[m_done++] : nullptr;
}

} // namespace cairn
