#pragma once

#include "core/project/library.h"

#include <QUndoCommand>

namespace cairn {

/// The undo steps of Library. Each is done when it is pushed.
class LabelCommand : public QUndoCommand
{
public:
    LabelCommand(Library &library, std::vector<LabelChange> changes,
                 const QString &className); ///< empty name: cleared
    void redo() override;
    void undo() override;

private:
    Library &m_library;
    std::vector<LabelChange> m_changes;
};

class TrashCommand : public QUndoCommand
{
public:
    TrashCommand(Library &library, std::vector<qint64> ids, bool trashed);
    void redo() override;
    void undo() override;

private:
    Library &m_library;
    std::vector<qint64> m_ids;
    bool m_trashed;
};

} // namespace cairn
