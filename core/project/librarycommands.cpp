#include "core/project/librarycommands.h"

#include "core/base/format.h"

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

QString imagesText(std::size_t count)
{
    return count == 1 ? u"1 image"_s : u"%1 images"_s.arg(formatCount(qint64(count)));
}

} // namespace

LabelCommand::LabelCommand(Library &library, std::vector<LabelChange> changes, const QString &className)
    : m_library(library)
    , m_changes(std::move(changes))
{
    const QString images = imagesText(m_changes.size());
    setText(className.isEmpty() ? u"Clear the label of %1"_s.arg(images)
                                : u"Label %1 %2"_s.arg(images, className));
}

void LabelCommand::redo()
{
    m_library.applyLabels(m_changes, true, text());
}

void LabelCommand::undo()
{
    m_library.applyLabels(m_changes, false, u"Undo: "_s + text());
}

TrashCommand::TrashCommand(Library &library, std::vector<qint64> ids, bool trashed)
    : QUndoCommand(
        (trashed ? u"Move %1 to the trash"_s : u"Restore %1 from the trash"_s).arg(imagesText(ids.size())))
    , m_library(library)
    , m_ids(std::move(ids))
    , m_trashed(trashed)
{
}

void TrashCommand::redo()
{
    m_library.applyTrashed(m_ids, m_trashed);
}

void TrashCommand::undo()
{
    m_library.applyTrashed(m_ids, !m_trashed);
}

} // namespace cairn
