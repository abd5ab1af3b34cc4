// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/dbwriter.h"
#include "core/project/edithistory.h"
#include "core/project/splitjoin.h"

#include <QHash>
#include <QObject>
#include <QSet>
#include <vector>

namespace cairn {

/// The open project's images and classes in memory: what the window shows and edits. Lives in the GUI thread;
/// edits change memory at once, emit, and go to disk through the DbWriter. 100,000 images are ordinary: no
/// function is slower than O(changed rows), except removing and merging classes, and replaceContents.
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
        std::vector<EditPointer> edits = {}; ///< oldest first; the last `undone` ones are undone
        int undone = 0;
        qint64 nextEditId = 1;
        std::optional<SplitRule> splitRule = {}; ///< of the last split
        std::vector<std::pair<qint64, PerceptualHash>> hashes = {}; ///< of the images that are measured
    };
    static Result<Contents> load(Database &database); ///< all, for opening a project
    static Result<Contents> loadImages(Database &database); ///< without edits, for replaceContents()

    Library(const Project &project, Contents contents, QObject *parent = nullptr);
    ~Library() override;

    // --- Read ---
    const std::vector<ClassRecord> &classes() const { return m_contents.classes; }
    const std::vector<ImageRecord> &images() const { return m_contents.images; } ///< trashed ones included
    int rowOf(qint64 imageId) const; ///< index into images(), −1 if unknown
    const ImageRecord *image(qint64 imageId) const; ///< nullptr if unknown
    const ClassRecord *classById(qint64 id) const; ///< nullptr if unknown
    /// Where images that are fetched for a class will belong: there, or where it was merged into; nullptr
    /// where it was deleted or that was too long ago.
    const ClassRecord *currentClass(qint64 classId) const;
    int classCount(qint64 classId) const; ///< images, trashed ones not counted; 0: unlabeled ones
    int imageCount() const; ///< without trashed ones
    /// Labeled images in one split, trashed ones not counted; classId 0: of all classes.
    int splitCount(Split split, qint64 classId = 0) const;
    bool isSplit() const; ///< there are training and validation images
    /// How images join the split: as the last one was made; where it came with the images, with the share of
    /// validation that it has.
    SplitRule splitRule() const;
    /// The key that labels with this class: its own, else the number of its position, else the first number
    /// that nobody has; empty where none is left.
    QString keyOf(const ClassRecord &record) const;

    // --- Edit: each is one step that can be undone, also after a restart. Nothing to change: no step. ---
    // Once a project is split, an image that gets its first label joins in the same step (see SplitJoin); an
    // image whose hash is not measured yet joins with addHashes(). Nobody else moves.
    void setLabel(const std::vector<qint64> &imageIds, qint64 classId); ///< classId 0 clears
    /// Classes by image id; `description` as in "Accept 40 suggestions"; `run`: whose network suggested them,
    /// 0 for none.
    void setLabels(const QHash<qint64, qint64> &classes, const QString &description, qint64 run = 0);
    void setTrashed(const std::vector<qint64> &imageIds, bool trashed);
    void setFlagged(const std::vector<qint64> &imageIds, bool flagged);
    /// Says of labels that they are right, or takes that back; it holds until the label changes. Unlabeled
    /// images are passed over.
    void setFine(const std::vector<qint64> &imageIds, bool fine);
    void setSplit(const std::vector<qint64> &imageIds, Split split);
    void setSplits(const QHash<qint64, Split> &splits, const QString &description = {});
    /// The whole division; images that get labels later join by this rule.
    void setSplits(const QHash<qint64, Split> &splits, const SplitRule &rule);
    void joinSplit(); ///< the labeled images that are in no split and whose hash is known
    void swapTestAndValidation();
    /// Moves one image to training for a class that has validation images but no training images.
    void giveTrainingImage(qint64 classId);

    Result<qint64> addClass(const QString &name);
    Result<void> renameClass(qint64 id, const QString &name);
    Result<void> removeClass(qint64 id); ///< its images become unlabeled
    Result<void> mergeClass(qint64 id, qint64 into); ///< its images get the other class; it goes
    Result<void> setClassColor(qint64 id, const QString &color); ///< "#rrggbb", empty: the palette's
    /// One letter or digit; empty: by position. Errors: InvalidInput (keys that mean something else),
    /// AlreadyExists.
    Result<void> setClassShortcut(qint64 id, const QString &key);

    // --- Undo ---
    const EditHistory &history() const { return m_history; }
    void undo();
    void redo();

    /// While an import may add classes on another connection, none are added, removed or merged here, and no
    /// such step is undone: the error is Locked.
    void setClassesFixed(bool fixed) { m_classesFixed = fixed; }

    /// Takes over what an import wrote to disk on another connection: its new images and classes. Images that
    /// are known already keep the label, split, flag and trash they have here, which may be newer than what
    /// was read.
    void replaceContents(Contents contents);

    /// What was measured meanwhile; images that wait for it join the split.
    void addHashes(const std::vector<std::pair<qint64, PerceptualHash>> &hashes);
    /// Images that came with a label (imported or fetched, ids above `afterId`) join the split, without a
    /// step.
    void joinArrivals(qint64 afterId);

    DbWriter &writer() { return m_writer; }

Q_SIGNALS:
    void classesChanged();
    void imagesReset();
    void imagesChanged(const QList<int> &rows); ///< label, split, flag or trash of these rows, ascending
    void historyChanged(); ///< what can be undone or redone
    void stepped(const std::vector<qint64> &imageIds); ///< undo() or redo() changed these
    void refused(const cairn::Error &error); ///< undo() or redo() did nothing
    void hashesWanted(); ///< an image got a label, and waits for its hash to join the split

private:
    struct Applied
    {
        QList<int> rows;
        std::vector<ClassChange> classes; // as they were done here, and are to be done on disk
    };
    std::vector<ImageChange> joinsOf(const std::vector<LabelChange> &labels);
    std::vector<LabelChange> leftOut(const std::function<bool(const ImageRecord &)> &which) const;
    std::vector<ImageChange> changesTo(EditKind kind, const std::vector<qint64> &imageIds, int value) const;
    void perform(Edit edit);
    void step(bool forward);
    Result<void> checkClassesEditable() const;
    Applied apply(const Edit &edit, bool forward);
    void applyLabels(const Edit &edit, bool forward, QList<int> &rows);
    void applyValues(const Edit &edit, bool forward, QList<int> &rows);
    std::vector<ClassChange> applyClasses(const Edit &edit, bool forward, bool removals);
    bool addRecord(ClassRecord &record);
    bool replaceRecord(ClassRecord &record);
    bool removeRecord(qint64 classId);
    void emitChanges(const Applied &applied);

    Result<ClassRecord> findClass(qint64 classId) const;
    Result<void> changeClass(const ClassRecord &before, const ClassRecord &after, const QString &description);
    const ClassRecord *classNamed(const QString &name, qint64 exceptId) const;
    /// The name, cleaned. Errors: InvalidInput; AlreadyExists, of another class than `exceptId`.
    Result<QString> unusedName(const QString &name, qint64 exceptId) const;
    qint64 appendClass(const QString &clean); ///< its id
    Edit removalEdit(const ClassRecord &record, qint64 newClass) const;
    void reindex();
    void count(const ImageRecord &image, int step);

    Contents m_contents;
    EditHistory m_history;
    QHash<qint64, int> m_rows;
    QHash<qint64, int> m_counts;
    QHash<qint64, ClassSplit> m_splits; // of each class, untrashed
    ClassSplit m_split{}; // of all classes
    SplitJoin m_join;
    QSet<qint64> m_waiting; // labeled, to join the split when they are measured
    int m_imageCount = 0;
    bool m_classesFixed = false;
    DbWriter m_writer;
};

} // namespace cairn
