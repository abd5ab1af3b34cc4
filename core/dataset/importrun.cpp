// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/importrun.h"
#include "core/base/text.h"

#include "core/base/format.h"
#include "core/dataset/filelook.h"
#include "core/dataset/quarantine.h"
#include "core/project/repositories/conflictrepository.h"

#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr std::size_t chunkSize = 200; // rows a transaction: fast, and a kill loses little
constexpr qint64 progressInterval = 100; // ms
constexpr qint64 mostQuarantined = 256LL << 20; // bytes of one archive's refused files: zeros pack well

} // namespace

ImportRun::ImportRun(Database &database, const ImportOptions &options, const ProgressCallback &progress,
                     const CancelToken &cancel)
    : m_database(database)
    , m_options(options)
    , m_images(database)
    , m_classes(database)
    , m_progress(progress)
    , m_cancel(cancel)
{
    m_sinceProgress.start();
}

Result<ImportReport> ImportRun::run(const std::vector<FoundFile> &files, qint64 classId)
{
    if (const auto read = readProject(); !read)
        return read.error();
    const QSet<QByteArray> known(m_contents.keyBegin(), m_contents.keyEnd());
    ImageVerifier verifier(files, known, m_cancel);
    for (std::size_t i = 0; i < files.size(); ++i) {
        auto verified = verifier.next();
        if (!verified)
            break;
        ++m_report.seen;
        if (const auto taken = take(files[i], *std::move(verified), classId); !taken)
            return stopped(taken.error());
        showProgress(i + 1, files.size(), files[i].path);
    }
    for (const auto &last : {writeChunk(), writeMoves(), storeEdited(), storeLabels(), noteRefusals(classId),
                             findCaseVariants()}) {
        if (!last)
            return stopped(last.error());
    }
    m_report.cancelled = m_cancel.cancelled();
    return std::move(m_report);
}

/// What was committed stays, and is said.
Error ImportRun::stopped(Error error) const
{
    if (m_report.imported > 0)
        error.message += u' '
            + Text::tr("%1 image(s) are in the project; import again to continue.", nullptr,
                       int(m_report.imported))
                  .arg(formatCount(m_report.imported));
    return error;
}

Result<void> ImportRun::readProject()
{
    const auto read = allOf(m_classes.all(), m_images.contents());
    if (!read)
        return read.error();
    const auto &[classes, images] = *read;
    QHash<qint64, QString> names;
    for (const ClassRecord &record : classes) {
        names.insert(record.id, record.name);
        m_classIds.insert(record.name, record.id);
        m_nameByCase.insert(record.name.toCaseFolded(), record.name);
    }
    for (const ImageContent &image : images) {
        const StoredFile stored{image.id,         image.path, image.sha256, image.bytes,
                                image.modifiedAt, false,      true};
        m_contents.insert(image.sha256,
                          {image.id, image.path, names.value(image.classId), true, false, false, stored});
        m_idByPath.insert(image.path, image.id);
    }
    return {};
}

Result<void> ImportRun::take(const FoundFile &file, VerifiedImage verified, qint64 classId)
{
    if (!verified.refusal.isEmpty()) {
        refuse(file, verified.refusal);
        return {};
    }
    if (const qint64 own = file.owned ? 0 : m_idByPath.value(file.path); own != 0)
        m_given.push_back(own);
    const auto label = labelOf(file);
    if (!label) {
        refuse(file, Text::tr("Its folder name is not a valid class name: %1").arg(label.error().message));
        return {};
    }
    const auto content = m_contents.find(verified.image.sha256);
    if (content == m_contents.end()) {
        const qint64 edited = file.owned ? 0 : m_idByPath.value(file.path);
        return edited != 0 ? takeEdited(edited, verified.image)
                           : takeNew(file, std::move(verified), *label, classId);
    }
    const bool elsewhere = content->stored.id != 0 && content->stored.path != file.path;
    const Result<Old> old = elsewhere ? whatBecameOf(*content) : Result<Old>(Old::There);
    if (!old)
        return old.error();
    if (*old == Old::Lost)
        return takeMoved(file, std::move(verified.image), *label, *content);
    if (*old == Old::Edited) {
        m_contents.erase(content);
        return takeAsNew(file, *label, classId);
    }
    takeKnown(file, *label, *content);
    return {};
}

// The order of the files must not decide: a label that only a later copy has counts, and of two that
// contradict each other none does.
void ImportRun::takeKnown(const FoundFile &file, const QString &label, Content &content)
{
    const QString name = file.name();
    const bool contradicts = !label.isEmpty() && !content.label.isEmpty() && label != content.label;
    if (contradicts && content.stored.path == file.path) {
        offerRelabel(name, label, content); // not a second file: this one lies in another class's folder now
        return;
    }
    if (contradicts) {
        content.contested = content.contested || !content.ofProject;
        m_report.conflicts.push_back({name, label, content.file, content.label});
        return;
    }
    if (content.label.isEmpty() && !label.isEmpty() && !content.ofProject) {
        content.label = label;
        content.relabel = true;
    }
    m_report.duplicates.push_back({name, content.file});
}

Result<ImportRun::Old> ImportRun::whatBecameOf(Content &content)
{
    const FileState state = stateOf(content.stored);
    if (state != FileState::Touched)
        return state == FileState::Gone ? Old::Lost : Old::There;
    const FileLook look = lookAt(content.stored);
    if (!look.same && !look.content)
        return Old::Lost;
    const auto written = look.same ? FileRepository(m_database).setTimes({{content.imageId, look.modifiedAt}})
                                   : FileRepository(m_database).setContents({*look.content});
    return written.transform([&] {
        content.stored.modifiedAt = look.modifiedAt;
        m_edited += look.same ? 0 : 1;
        return look.same ? Old::There : Old::Edited;
    });
}

/// Its content was known when the files were read, and is not any more.
Result<void> ImportRun::takeAsNew(const FoundFile &file, const QString &label, qint64 classId)
{
    VerifiedImage verified = verifyImage(file, {}, file.owned ? Thumbnails::Skip : Thumbnails::Keep);
    if (verified.refusal.isEmpty())
        return takeNew(file, std::move(verified), label, classId);
    refuse(file, verified.refusal);
    return {};
}

Result<void> ImportRun::takeMoved(const FoundFile &file, NewImage image, const QString &label,
                                  Content &content)
{
    if (file.owned) {
        if (const auto moved = moveIntoProject(image, m_database.folder()); !moved)
            return moved;
    }
    m_moves.push_back({content.imageId, image.path, fileTime(image.path)});
    const QString from = std::exchange(content.file, file.name());
    content.stored = {};
    if (label.isEmpty() || label == content.label) {
        m_report.moved.push_back({file.name(), from});
        return {};
    }
    offerRelabel(file.name(), label, content);
    return {};
}

void ImportRun::offerRelabel(const QString &file, const QString &label, Content &content)
{
    m_report.relabels.push_back({content.imageId, file, content.label, label});
    content.relabel = m_options.relabel;
    content.label = m_options.relabel ? label : content.label;
}

/// The project has this very file with what it held before.
Result<void> ImportRun::takeEdited(qint64 imageId, const NewImage &image)
{
    FileContent content{imageId,     image.sha256, image.bytes,  fileTime(image.path),
                        image.width, image.height, image.format, image.quality.value_or(ImageQuality())};
    return FileRepository(m_database).setContents({content}).transform([&] {
        ++m_edited;
        m_report.duplicates.push_back({image.path, image.path});
    });
}

Result<void> ImportRun::writeMoves()
{
    if (m_edited > 0)
        m_report.notices << Text::tr("%1 image(s) in the project were edited in place since they were last "
                                     "read and were measured again.",
                                     nullptr, int(m_edited))
                                .arg(formatCount(m_edited));
    return FileRepository(m_database).move(m_moves).transform([](const std::vector<qint64> &) {});
}

/// What the user gives as it is now is what the user means.
Result<void> ImportRun::storeEdited()
{
    FileRepository files(m_database);
    return files.edited().and_then([&](const QSet<qint64> &edited) {
        std::erase_if(m_given, [&](qint64 id) { return !edited.contains(id); });
        return files.setImported(m_given);
    });
}

Result<void> ImportRun::takeNew(const FoundFile &file, VerifiedImage verified, const QString &label,
                                qint64 classId)
{
    if (const QString reason = tooSmall(verified.image.width, verified.image.height, m_options.smallest);
        !reason.isEmpty()) {
        ++m_tooSmall;
        refuse(file, reason);
        return {};
    }
    const auto ownClass = classIdOf(label);
    if (!ownClass)
        return ownClass.error();
    verified.image.classId = *ownClass == 0 ? classId : *ownClass;
    if (file.owned) {
        verified.image.from.title = file.name().section(u'/', -1); // its path will be its content's hash
        // A name that is no text is kept, escaped; others are known by their content.
        const QString name = file.native.isEmpty() ? QString() : QFileInfo(file.path).fileName();
        if (const auto moved = moveIntoProject(verified.image, m_database.folder(), name); !moved)
            return moved;
    }
    m_contents.insert(verified.image.sha256, {0, file.name(), label});
    m_chunk.push_back(std::move(verified.image));
    return m_chunk.size() < chunkSize ? Result<void>() : writeChunk();
}

Result<QString> ImportRun::labelOf(const FoundFile &file) const
{
    if (file.className.isEmpty())
        return QString();
    auto name = ClassRepository::cleanName(file.className);
    if (name && m_options.mergeCase)
        return m_nameByCase.value(name->toCaseFolded(), *name);
    return name;
}

Result<qint64> ImportRun::classIdOf(const QString &label)
{
    if (label.isEmpty())
        return 0;
    if (const auto known = m_classIds.constFind(label); known != m_classIds.constEnd())
        return *known;
    return m_classes.findOrAdd(label).transform([&](const ClassRecord &record) {
        m_classIds.insert(label, record.id);
        m_nameByCase.insert(label.toCaseFolded(), label);
        return record.id;
    });
}

Result<void> ImportRun::writeChunk()
{
    QStringList files;
    for (const NewImage &image : m_chunk)
        files << image.path;
    if (const auto taken = QuarantineRepository(m_database).removeFiles(files); !taken)
        return taken;
    const bool owned = std::any_of(m_chunk.begin(), m_chunk.end(), [this](const NewImage &image) {
        return image.path.startsWith(m_database.directory() + u'/');
    });
    if (owned)
        m_database.folder().sync(); // a row must not outlive its image in a power cut
    const auto ids = m_images.add(m_chunk);
    if (!ids)
        return ids.error();
    for (std::size_t i = 0; i < ids->size(); ++i) {
        Content &content = m_contents[m_chunk[i].sha256];
        content.imageId = (*ids)[i];
        if (content.imageId != 0)
            ++m_report.imported;
        else // the path is taken: by a file that the project knows with other content
            m_report.refused.push_back({content.file,
                                        Text::tr("The project has this file with different content: it was "
                                                 "changed after it was imported.")});
    }
    m_chunk.clear();
    return {};
}

/// Labels that became known, or doubtful, after their image was written.
Result<void> ImportRun::storeLabels()
{
    std::vector<LabelChange> changes;
    std::vector<ConflictRecord> conflicts;
    QHash<QString, const Content *> byFile;
    for (const Content &content : std::as_const(m_contents)) {
        byFile.insert(content.file, &content);
        if (content.imageId == 0 || (!content.contested && !content.relabel))
            continue;
        const auto classId = classIdOf(content.contested ? QString() : content.label);
        if (!classId)
            return classId.error();
        changes.push_back({content.imageId, 0, *classId});
    }
    for (const LabelConflict &conflict : m_report.conflicts) {
        if (const Content *content = byFile.value(conflict.other); content && content->imageId != 0)
            conflicts.push_back({content->imageId, conflict.file, conflict.label, conflict.otherLabel});
    }
    return m_images.setLabels(changes).and_then(
        [&] { return ConflictRepository(m_database).add(conflicts); });
}

/// At the end, when the classes are known.
Result<void> ImportRun::noteRefusals(qint64 classId)
{
    std::vector<QuarantineRecord> records;
    qint64 room = mostQuarantined;
    qint64 notKept = 0;
    for (const auto &[file, reason] : m_refusals) {
        const auto label = labelOf(file);
        const qint64 ownClass = label ? m_classIds.value(*label, 0) : 0;
        const QuarantineRecord record{0, file.path, reason, ownClass == 0 ? classId : ownClass, 0, 0};
        if (!file.owned) {
            records.push_back(record);
        } else if (const QFileInfo info(file.path); info.isFile()) {
            if (info.size() > room) {
                ++notKept;
                continue;
            }
            room -= info.size();
            if (const auto moved = moveToQuarantine(m_database, record); !moved)
                return moved;
        }
    }
    if (notKept > 0)
        m_report.notices << Text::tr("%1 refused file(s) were not copied to quarantine because they are "
                                     "large; they are still in "
                                     "their original location.",
                                     nullptr, int(notKept))
                                .arg(formatCount(notKept));
    if (m_tooSmall > 0)
        m_report.notices << Text::tr("%1 image(s) have a side shorter than %2 pixels and were refused; you "
                                     "can still accept them "
                                     "from the refused files.",
                                     nullptr, int(m_tooSmall))
                                .arg(formatCount(m_tooSmall))
                                .arg(m_options.smallest);
    return QuarantineRepository(m_database).add(records);
}

Result<void> ImportRun::findCaseVariants()
{
    return m_classes.caseVariants().transform(
        [this](const QList<QStringList> &variants) { m_report.caseVariants = variants; });
}

void ImportRun::refuse(const FoundFile &file, const QString &reason)
{
    m_report.refused.push_back({file.name(), reason});
    m_refusals.push_back({file, reason});
}

void ImportRun::showProgress(std::size_t done, std::size_t total, const QString &path)
{
    if (!m_progress || (done < total && m_sinceProgress.elapsed() < progressInterval))
        return;
    m_sinceProgress.restart();
    m_progress({qint64(done), qint64(total), QFileInfo(path).fileName()});
}

} // namespace cairn
