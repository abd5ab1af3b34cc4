#pragma once

#include "core/project/dbwriter.h"
#include "core/project/records.h"

#include <QHash>
#include <QObject>
#include <QUndoStack>
#include <vector>

namespace cairn {

/// The open project's images and classes in memory: what the window shows and edits. Lives in the GUI thread;
/// edits change memory at once, emit, and go to disk through the DbWriter. 100,000 images are ordinary: no
/// function is slower than O(changed rows), except counts() – which is kept up to date – and reload.
class Library : public QObject
{
    Q_OBJECT
public:
    /// What load() reads on a worker thread.
    struct Contents
    {
        std::vector<ClassRecord> classes;
        std::vector<ImageRecord> images;
        qint64 nextClassId = 1; ///< ids of removed classes are not given again: the history knows them
    };
    static Result<Contents> load(Database &database);

    Library(const Project &project, Contents contents, QObject *parent = nullptr);
    ~Library() override;

    // --- Read ---
    const std::vector<ClassRecord> &classes() const { return m_contents.classes; }
    const std::vector<ImageRecord> &images() const { return m_contents.images; } ///< trashed ones included
    int rowOf(qint64 imageId) const; ///< index into images(), −1 if unknown
    const ClassRecord *classById(qint64 id) const; ///< nullptr if unknown
    int classCount(qint64 classId) const; ///< images, trashed ones not counted; 0: unlabelled ones
    int imageCount() const; ///< without trashed ones

    // --- Edit: each is one undo step ---
    void setLabel(const std::vector<qint64> &imageIds, qint64 classId); ///< classId 0 clears
    void setTrashed(const std::vector<qint64> &imageIds, bool trashed);
    QUndoStack &undoStack() { return m_undoStack; }

    // --- Edit: not undoable ---
    Result<qint64> addClass(const QString &name);
    Result<void> renameClass(qint64 id, const QString &name);
    Result<void> removeClass(qint64 id); ///< its images become unlabelled; clears the undo stack
    void setSplits(const QHash<qint64, Split> &splits);

    /// Takes over what an import wrote to disk on another connection: its new images and classes. Images that
    /// are known already keep the label, split and trash they have here, which may be newer than what was
    /// read. Do not add or remove classes while an import runs.
    void replaceContents(Contents contents);

    DbWriter &writer() { return m_writer; }

Q_SIGNALS:
    void classesChanged();
    void imagesReset();
    void imagesChanged(const QList<int> &rows); ///< label, split or trash of these rows, ascending

private:
    friend class LabelCommand;
    friend class TrashCommand;
    void applyLabels(const std::vector<LabelChange> &changes, bool forward, const QString &description);
    void applyTrashed(const std::vector<qint64> &ids, bool trashed);

    Result<void> checkName(const QString &cleanName, qint64 ownId) const;
    void reindex();
    void count(const ImageRecord &image, int step);

    Contents m_contents;
    QHash<qint64, int> m_rows;
    QHash<qint64, int> m_counts;
    QUndoStack m_undoStack;
    int m_imageCount = 0;
    DbWriter m_writer;
};

} // namespace cairn
